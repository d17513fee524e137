import { Chalk, type ChalkInstance } from 'chalk'
import { LiveRegion } from './live-region.ts'

/** The part of a writable stream that output needs. */
export interface Stream {
  write(text: string): unknown
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
  readonly rows?: number | undefined
}

/** Where a command's output goes: data to stdout, everything about the run to stderr. */
export interface Screen {
  readonly out: Pen
  readonly err: Pen
}

/** One stream, with the colours that it can show. */
export interface Pen {
  readonly colour: ChalkInstance
  readonly isTerminal: boolean
  /** Lines at the terminal's end that are drawn again in place; undefined where that can't be shown, or nobody looks. */
  readonly region: LiveRegion | undefined
  /** Masks known sensitive values; for what is cut before it is written. */
  redact(text: string): string
  /** Writes a line. */
  line(text?: string): void
  /** Writes a line of our own words and names of objects, which can't be sensitive; what is foreign in it passed `redact`. */
  own(line: string): void
  /** Writes text as it is. */
  raw(text: string): void
}

/**
 * Everything on stderr passes through `redact`, for it may quote foreign text; but for lines of `own`.
 * Colours only on a terminal; NO_COLOR (https://no-color.org) and TERM=dumb take them away, FORCE_COLOR forces them.
 */
export function createScreen(
  streams: { readonly stdout: Stream; readonly stderr: Stream },
  environment: Readonly<Record<string, string | undefined>>,
  redact: (text: string) => string,
): Screen {
  return { out: createPen(streams.stdout, environment, asIs), err: createPen(streams.stderr, environment, redact) }
}

/** Data is masked where it is made; a filter over it could change what is applied. */
const asIs = (text: string) => text

function createPen(
  stream: Stream,
  environment: Readonly<Record<string, string | undefined>>,
  redact: (text: string) => string,
): Pen {
  const isTerminal = stream.isTTY === true
  const region = isTerminal && canRedraw(environment) ? new LiveRegion(stream) : undefined
  const write = (text: string) => (region === undefined ? stream.write(text) : region.write(text))
  return {
    colour: new Chalk({ level: colours(isTerminal, environment) ? 1 : 0 }),
    isTerminal,
    region,
    redact,
    line: (text = '') => write(`${redact(text)}\n`),
    own: (line) => write(`${line}\n`),
    raw: (text) => write(redact(text)),
  }
}

/** A CI's log keeps what a terminal draws over, and some CI systems pretend to be a terminal. */
function canRedraw(environment: Readonly<Record<string, string | undefined>>): boolean {
  const ci = environment['CI'] ?? ''
  return environment['TERM'] !== 'dumb' && (ci === '' || ci === 'false' || ci === '0')
}

function colours(isTerminal: boolean, environment: Readonly<Record<string, string | undefined>>): boolean {
  const forced = environment['FORCE_COLOR']
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  if ((environment['NO_COLOR'] ?? '') !== '') return false
  return isTerminal && environment['TERM'] !== 'dumb'
}
