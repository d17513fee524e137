import { KdeployError } from '../errors.ts'
import { shownLine } from '../masking/shown.ts'
import { cutMarked } from '../shorten.ts'
import type { ReleaseStatus } from '../workflow/run/results.ts'
import { type StatusBlock, showStatus, statusBlocks } from './status.ts'
import { showStatusAsJson } from './status-json.ts'
import { uncoloured } from './terminal/colour.ts'
import type { LiveRegion, Size } from './terminal/live-region.ts'
import type { Pen, Screen } from './terminal/screen.ts'
import { cutEnd, widthOf } from './terminal/text-width.ts'
import { showWarning } from './terminal/warning.ts'

/** A status that is looked at again and again. */
export interface StatusWatch {
  show(seen: ReleaseStatus | KdeployError): void
  /** Leaves the last status on the terminal. */
  end(): void
}

/** How a watched status is shown: drawn over again on a terminal, else what changed is appended; as JSON, a document a line. */
export function createStatusWatch(
  { out, err }: Screen,
  format: 'text' | 'json',
  now: () => number,
  redact: (text: string) => string,
): StatusWatch {
  if (format === 'json') return appending(err, redact, new JsonLines(out, redact))
  return out.region === undefined
    ? appending(err, redact, new ChangedLines(out, now, redact))
    : redrawing(out, out.region, now, redact)
}

function redrawing(pen: Pen, region: LiveRegion, now: () => number, redact: (text: string) => string): StatusWatch {
  let last: ReleaseStatus | undefined
  let problem: KdeployError | undefined
  return {
    show(seen) {
      if (seen instanceof KdeployError) problem = seen
      else [last, problem] = [seen, undefined]
      region.open((size) => {
        const blocks = last === undefined ? [] : statusBlocks(last, now(), pen.colour, redact)
        const away = problem === undefined ? [] : [pen.colour.yellow(shownLine(describe(problem), redact))]
        return fitted(
          [...away, ...blocks.filter(({ isQuiet }) => !isQuiet).flatMap(({ lines }) => lines)],
          size,
          redact,
        )
      })
    },
    end() {
      region.close()
      if (last !== undefined) showStatus(last, now(), pen, redact)
    },
  }
}

/** Fewer lines than the terminal has rows, each narrower than it. */
function fitted(lines: readonly string[], { columns, rows }: Size, redact: (text: string) => string): string[] {
  const room = Math.max(1, rows - 2)
  const shown =
    lines.length <= room ? lines : [...lines.slice(0, room - 1), `… and ${lines.length - room + 1} more lines`]
  return shown.map((line) => {
    const whole = cutMarked(line)
    return widthOf(whole) < columns ? whole : cutEnd(shownLine(uncoloured(whole), redact), columns - 1)
  })
}

/** Shows a status again where it differs. */
interface Appended {
  show(status: ReleaseStatus): void
}

function appending(err: Pen, redact: (text: string) => string, appended: Appended): StatusWatch {
  let problem: string | undefined
  return {
    show(seen) {
      if (seen instanceof KdeployError) {
        const told = describe(seen)
        if (told !== problem) showWarning(told, err)
        problem = told
        return
      }
      if (problem !== undefined) err.safeLine(shownLine('the release can be read again', redact))
      problem = undefined
      appended.show(seen)
    },
    end() {},
  }
}

function describe({ message }: KdeployError): string {
  return `${message}; still trying`
}

/** A document for each status that differs from the one before. */
class JsonLines implements Appended {
  readonly #pen: Pen
  readonly #redact: (text: string) => string
  #last = ''

  constructor(pen: Pen, redact: (text: string) => string) {
    this.#pen = pen
    this.#redact = redact
  }

  show(status: ReleaseStatus): void {
    const { lock, ...rest } = status
    const gist = withoutAges(JSON.stringify({ ...rest, lock: lock && { ...lock, idle: 0 } }))
    if (gist === this.#last) return
    this.#last = gist
    showStatusAsJson(status, this.#pen, this.#redact, 0)
  }
}

/** First all of the status, then the parts of it that differ from what they were. */
class ChangedLines implements Appended {
  readonly #pen: Pen
  readonly #now: () => number
  readonly #redact: (text: string) => string
  #last: ReadonlyMap<string, string> | undefined
  /** The revision's age is told once. */
  #seen: { readonly revision: string; readonly at: number } | undefined

  constructor(pen: Pen, now: () => number, redact: (text: string) => string) {
    this.#pen = pen
    this.#now = now
    this.#redact = redact
  }

  show(status: ReleaseStatus): void {
    const { number, status: state } = status.revision
    const revision = `${number} ${state}`
    if (this.#seen?.revision !== revision) this.#seen = { revision, at: this.#now() }
    const blocks = statusBlocks(status, this.#seen.at, this.#pen.colour, this.#redact)
    const before = this.#last
    this.#last = new Map(blocks.map((block) => [block.key, gistOf(block)]))
    for (const block of blocks) {
      const isNew = before === undefined ? !block.isQuiet : before.get(block.key) !== gistOf(block)
      if (isNew) for (const line of block.lines) this.#pen.line(line)
    }
  }
}

/** What lines say, however wide their columns are. */
function gistOf({ lines }: StatusBlock): string {
  return withoutAges(lines.map(uncoloured).join('\n')).replaceAll(/ +/g, ' ')
}

/** What only got older is no change. */
function withoutAges(text: string): string {
  return text.replaceAll(/\b\d+(?:\.\d+)? ?(?:ms|s|min|m|h|d)\b/g, '')
}
