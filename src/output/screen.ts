import { Chalk, type ChalkInstance } from 'chalk'

/** The part of a writable stream that output needs. */
export interface Stream {
  write(text: string): unknown
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
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
  /** Writes a line. */
  line(text?: string): void
  /** Writes text as it is. */
  raw(text: string): void
}

/** Colours only on a terminal; NO_COLOR (https://no-color.org) and TERM=dumb take them away, FORCE_COLOR forces them. */
export function createScreen(
  streams: { readonly stdout: Stream; readonly stderr: Stream },
  environment: Readonly<Record<string, string | undefined>>,
): Screen {
  return { out: createPen(streams.stdout, environment), err: createPen(streams.stderr, environment) }
}

function createPen(stream: Stream, environment: Readonly<Record<string, string | undefined>>): Pen {
  const isTerminal = stream.isTTY === true
  return {
    colour: new Chalk({ level: colours(isTerminal, environment) ? 1 : 0 }),
    isTerminal,
    line: (text = '') => stream.write(`${text}\n`),
    raw: (text) => stream.write(text),
  }
}

function colours(isTerminal: boolean, environment: Readonly<Record<string, string | undefined>>): boolean {
  const forced = environment['FORCE_COLOR']
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  if ((environment['NO_COLOR'] ?? '') !== '') return false
  return isTerminal && environment['TERM'] !== 'dumb'
}
