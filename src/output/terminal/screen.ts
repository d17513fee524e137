import type { ChalkInstance } from 'chalk'
import { stringifyJson } from '../../json.ts'
import { escapeCiCommands, escapeControls } from '../../printable.ts'
import { cutMarked } from '../../shorten.ts'
import { type Colour, colour, paint } from './colour.ts'
import type { Stream } from './live-region.ts'
import { LiveRegion, usual } from './live-region.ts'
import { widthOf } from './text-width.ts'

/** Where a command's output goes: data to stdout, everything about the run to stderr. */
export interface Screen {
  readonly out: Pen
  readonly err: Pen
}

/** Part of a run's output that a CI's log shows as one line, its title, until a reader opens it. */
export interface Fold {
  /** Tells two folds apart that come one after the other. */
  readonly key: string
  readonly title: string
}

/** How a CI's log is folded: what is written before and behind a fold. */
export interface FoldedLog {
  /** `title`: on one line, with nothing in it that a terminal or a CI acts on. */
  open(title: string): string
  close(): string
}

/**
 * One stream. Whatever is written, a terminal acts on nothing in it but `colour`: all else that it would act on is shown as JSON
 * writes it, `\u001b`.
 */
export interface Pen {
  readonly colour: Colour
  readonly isTerminal: boolean
  /** How wide the terminal is now; undefined where there is none. */
  readonly columns: number | undefined
  /** How tall it is. */
  readonly rows: number | undefined
  /** Lines at the terminal's end that are drawn again in place; undefined where that can't be shown, or nobody looks. */
  readonly region: LiveRegion | undefined
  /** From now on the stream is folded as a CI's log. */
  foldAs(log: FoldedLog): void
  /** What is written from now on belongs in this fold of a CI's log; undefined: outside of any. Nothing happens where there is no such log. */
  fold(fold: Fold | undefined): void
  /** Writes lines that a CI obeys; only output/ci makes them. */
  command(lines: CiCommand): void
  /** Masks known sensitive values; for what is cut before it is written. */
  redact(text: string): string
  /** Writes a line; what follows a line break in it is indented, so that it can't be taken for a line of its own. */
  line(text?: string): void
  /** Writes a line of our own words and names of objects, which can't be sensitive; what is foreign in it passed `redact`. */
  safeLine(line: string): void
  /** Writes a value as JSON. `indent` in spaces; 0: on one line. */
  json(value: unknown, indent: number): void
  /** Writes data as it is; to a terminal, what it would act on is escaped. */
  raw(text: string): void
  /** Text as this stream would show it, for who writes to it by other means: the question of a prompt. */
  rendered(text: string): string
  /** The same stream with `prefix`, words of our own, in front of every line, also of those that follow a line break; without a region. */
  prefixed(prefix: string): Pen
}

declare const brand: unique symbol

/** Whole lines of a CI's own commands, with what is foreign in them masked and escaped. */
export type CiCommand = string & { readonly [brand]: 'ci command' }

/**
 * Everything on stderr passes through `redact`, for it may quote foreign text; except for `safeLine`.
 * `chalk`: for the streams that are coloured; default: none is.
 */
export function createScreen(
  { stdout, stderr }: Streams,
  environment: Environment,
  redact: (text: string) => string,
  chalk?: ChalkInstance,
): Screen {
  return { out: createPen(stdout, environment, asIs, chalk), err: createPen(stderr, environment, redact, chalk) }
}

/** What colours need; undefined where no stream is coloured, so that nothing has to be loaded. */
export async function loadColours({ stdout, stderr }: Streams, environment: Environment) {
  if (![stdout, stderr].some((stream) => isColoured(stream, environment))) return undefined
  const { Chalk } = await import('chalk')
  return new Chalk({ level: 1 })
}

interface Streams {
  readonly stdout: Stream
  readonly stderr: Stream
}

type Environment = Readonly<Record<string, string | undefined>>

/** Data is masked where it is made; a filter over it could change what is applied. */
const asIs = (text: string) => text

function createPen(
  stream: Stream,
  environment: Environment,
  redact: (text: string) => string,
  chalk: ChalkInstance | undefined,
): Pen {
  const isTerminal = stream.isTTY === true
  const colours = isColoured(stream, environment) ? chalk : undefined
  const finish = (text: string, prefix = '') => finishLine(text, colours, prefix)
  const region = isTerminal && canRedraw(environment) ? new LiveRegion(stream, (line) => finish(line)) : undefined
  const write = (text: string) => (region === undefined ? stream.write(text) : region.write(text))
  const raw = (text: string) =>
    write(isTerminal ? escapeCiCommands(escapeControls(text.replaceAll('\r\n', '\n'))) : text)
  let log: FoldedLog | undefined
  let open: { readonly key: string; readonly end: string } | undefined
  const fold = (next: Fold | undefined) => {
    if (log === undefined || open?.key === next?.key) return
    if (open !== undefined) write(open.end)
    open = undefined
    if (next === undefined) return
    write(log.open(finish(redact(next.title)).replaceAll('\n', ' ')))
    open = { key: next.key, end: log.close() }
  }
  const columns = () => (isTerminal ? stream.columns || usual.columns : undefined)
  const prefixed = (prefix: string): Pen => ({
    ...pen,
    get columns() {
      const all = columns()
      return all === undefined ? undefined : Math.max(1, all - widthOf(prefix))
    },
    get rows() {
      return pen.rows
    },
    region: undefined,
    line: (text = '') => write(`${finish(redact(text), prefix)}\n`),
    safeLine: (line) => write(`${finish(line, prefix)}\n`),
    prefixed: (more) => prefixed(`${prefix}${more}`),
  })
  const pen: Pen = {
    colour,
    isTerminal,
    foldAs(chosen) {
      log = chosen
    },
    fold,
    command: (lines) => write(lines),
    get columns() {
      return columns()
    },
    get rows() {
      return isTerminal ? stream.rows || usual.rows : undefined
    },
    region,
    redact,
    line: (text = '') => write(`${finish(redact(text))}\n`),
    safeLine: (line) => write(`${finish(line)}\n`),
    json: (value, indent) => write(`${escapeCiCommands(escapeControls(stringifyJson(value, indent)))}\n`),
    raw: (text) => raw(redact(text)),
    rendered: (text) => finish(redact(text)),
    prefixed,
  }
  return pen
}

/** Cut, without anything that a terminal acts on, and only then coloured; without a command to a CI. */
function finishLine(text: string, chalk: ChalkInstance | undefined, prefix: string): string {
  const margin = /^ */.exec(text)?.[0] ?? ''
  const lines = cutMarked(text).split(/\r?\n|[\u2028\u2029]/)
  return escapeCiCommands(paint(escapeControls(prefix + lines.join(`\n${prefix}${margin}  `)), chalk))
}

/** A CI's log keeps what a terminal draws over, and some CI systems pretend to be a terminal. */
function canRedraw(environment: Environment): boolean {
  return environment['TERM'] !== 'dumb' && !isCi(environment)
}

/** Whether a CI runs this: nobody looks while it does. */
export function isCi(environment: Environment): boolean {
  const ci = environment['CI'] ?? ''
  return ci !== '' && ci !== 'false' && ci !== '0'
}

/**
 * Only a terminal is; NO_COLOR (https://no-color.org), CLICOLOR=0 (https://bixense.com/clicolors) and TERM=dumb take colours away.
 * FORCE_COLOR, which is as good as an option, decides before all of them; CLICOLOR_FORCE forces colours where NO_COLOR doesn't forbid
 * them. A CI is nothing special: its log is no terminal, and shows colours where a job forces them.
 */
function isColoured({ isTTY }: Stream, environment: Environment): boolean {
  const { FORCE_COLOR: forced, NO_COLOR = '', CLICOLOR_FORCE = '', CLICOLOR = '', TERM } = environment
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  if (NO_COLOR !== '') return false
  if (CLICOLOR_FORCE !== '' && CLICOLOR_FORCE !== '0') return true
  return isTTY === true && TERM !== 'dumb' && CLICOLOR !== '0'
}
