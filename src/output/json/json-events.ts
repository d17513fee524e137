import type { KdeployError } from '../../errors.ts'
import type { ObjectDiff } from '../../plan/diff/types.ts'
import type { NotRestored } from '../../plan/types.ts'
import type { Event, FailureReport } from '../../workflow/run/events.ts'
import type { ObjectUrls, Restoration } from '../../workflow/run/results.ts'
import type { Pen } from '../terminal/screen.ts'
import { jsonDifference, jsonImpact } from './json-difference.ts'
import {
  jsonCause,
  jsonCounts,
  jsonError,
  jsonFailure,
  jsonNotRestored,
  jsonObject,
  jsonPlace,
  jsonRestoration,
  jsonStart,
  jsonUnready,
  jsonUrls,
} from './json-parts.ts'

/** Of the events, as docs/reference/output.md documents them. A new optional field needs no new version. */
const version = 1

/** What the last event says of a run. Without `created` and so on where the command has none of it. */
export interface Ending {
  readonly command: string
  readonly exitCode: number
  /** Milliseconds. */
  readonly elapsed: number
  readonly failures: readonly FailureReport[]
  readonly created?: number
  readonly changed?: number
  readonly adopted?: number
  readonly transferred?: number
  readonly recreated?: number
  readonly deleted?: number
  readonly orphaned?: number
  readonly moved?: number
  readonly unchanged?: number
  readonly notRestored?: readonly NotRestored[]
  readonly revision?: number | undefined
  readonly target?: number
  readonly waited?: boolean
  readonly differences?: number
  /** Nothing was to be written. */
  readonly dryRun?: true
  readonly restoration?: Restoration | undefined
  readonly urls?: readonly ObjectUrls[] | undefined
}

/** When an error ended the run. */
interface RunError {
  readonly interrupted: boolean
  /** What was refused about when the signal came. */
  readonly refusal?: KdeployError | undefined
  /** It had not begun to change objects. */
  readonly nothingWritten: boolean
}

/** Writes a run's events to stdout, one JSON object a line (JSON Lines), known sensitive values masked in all they quote. */
export class JsonEvents {
  readonly #pen: Pen
  readonly #redact: (text: string) => string
  readonly #now: () => number
  readonly #label: string | undefined
  readonly #written = { create: 0, change: 0, adopt: 0, transfer: 0, recreate: 0, restart: 0, delete: 0, orphan: 0 }
  readonly #failures: FailureReport[] = []

  /** `now`: the wall clock, in milliseconds since 1970. `label`: of the release, if it is one of a set. */
  constructor(pen: Pen, redact: (text: string) => string, now: () => number, label?: string) {
    this.#pen = pen
    this.#redact = redact
    this.#now = now
    this.#label = label
  }

  emit(event: Event): void {
    if (event.type === 'written') this.#written[event.action] += 1
    if (event.type === 'deleted') this.#written.delete += 1
    if (event.type === 'orphaned') this.#written.orphan += 1
    if (event.type === 'failed') this.#failures.push(event.report)
    this.#line(event.type, bodyOf(event, this.#label !== undefined))
  }

  difference(diff: ObjectDiff): void {
    this.#line('difference', jsonDifference(diff))
  }

  /** The run ended. */
  end(ending: Ending): void {
    this.#line('result', jsonEnding(ending))
  }

  /** The run was ended by an error: what it is. `refusal`: what was refused about when a signal came. */
  error(error: unknown, { interrupted, refusal, nothingWritten }: RunError): void {
    const known = jsonError(error, interrupted)
    const problems = refusal === undefined ? known.problems : [jsonError(refusal, false)]
    this.#line('error', { ...known, problems, nothingWritten: nothingWritten || undefined })
  }

  /** The run was ended by an error. What was written before it counts. */
  endWithError(
    error: unknown,
    { interrupted, refusal, nothingWritten, ...ending }: Omit<Ending, 'failures'> & RunError,
  ) {
    this.error(error, { interrupted, refusal, nothingWritten })
    this.end({ ...ending, ...this.written() })
  }

  /** What was done so far, as an end tells it that an error made. */
  written(): Omit<Ending, 'command' | 'exitCode' | 'elapsed'> {
    const { create: created, adopt: adopted, transfer: transferred } = this.#written
    const changed = this.#written.change + this.#written.restart
    const { recreate: recreated, delete: deleted, orphan: orphaned } = this.#written
    return { created, changed, adopted, transferred, recreated, deleted, orphaned, failures: this.#failures }
  }

  #line(type: Event['type'] | 'result', body: object): void {
    writeJsonLine({ type, release: this.#label, body }, this.#now(), this.#redact, this.#pen)
  }
}

interface JsonLine {
  readonly type: string
  /** What it is about, by its label in the set. */
  readonly release: string | undefined
  readonly body: object
}

/** One event. `now` in milliseconds since 1970. */
export function writeJsonLine(
  { type, release, body }: JsonLine,
  now: number,
  redact: (text: string) => string,
  pen: Pen,
): void {
  const masked = redactStrings(body, redact) as object
  pen.json({ version, type, time: new Date(now).toISOString(), release, ...masked }, 0)
}

/** How a run, or the release of a set, ended. */
export function jsonEnding(ending: Ending): object {
  const { command, exitCode, elapsed, revision, target, waited, differences, dryRun, notRestored = [] } = ending
  const { created, changed, adopted, transferred, recreated, deleted, orphaned, moved, unchanged } = ending
  return {
    ...{ command, exitCode, created, changed, adopted, transferred, recreated, deleted, orphaned, moved, unchanged },
    ...{ revision, target, waited: waited === false ? false : undefined, differences, dryRun, elapsed },
    notRestored: notRestored.length === 0 ? undefined : notRestored.map(jsonNotRestored),
    failures: ending.failures.map(jsonFailure),
    restoration: ending.restoration === undefined ? undefined : jsonRestoration(ending.restoration),
    urls: jsonUrls(ending.urls ?? []),
  }
}

/** `isOfSet`: `release` is its label already. */
function bodyOf(event: Event, isOfSet: boolean): object {
  switch (event.type) {
    case 'start': {
      const { release, ...place } = jsonStart(event)
      return isOfSet ? { identity: release, ...place } : { release, ...place }
    }
    case 'notice':
      return { message: event.message }
    case 'warning':
      return { message: event.message, place: jsonPlace(event.place) }
    case 'planned':
      return {
        create: event.create,
        change: event.change,
        adopt: event.adopt,
        transfer: event.transfer,
        recreate: event.recreate,
        delete: event.delete,
        orphan: event.orphan,
        unchanged: event.unchanged,
        hooks: event.hooks,
        refused: event.refused,
        kept: event.kept,
      }
    case 'impact':
      return jsonImpact(event.impact)
    case 'difference':
      return jsonDifference(event.diff)
    case 'written':
      return { object: jsonObject(event.ref), action: event.action }
    case 'not-restored':
      return { object: jsonObject(event.ref), error: jsonError(event.problem, false) }
    case 'deleting':
      return { object: jsonObject(event.ref), reason: event.reason }
    case 'deleted':
      return { object: jsonObject(event.ref) }
    case 'orphaned':
      return { object: jsonObject(event.ref), reason: event.reason }
    case 'moved':
      return { object: jsonObject(event.ref), to: event.to }
    case 'frozen':
      return { freeze: event.freeze }
    case 'thawed':
      return { freeze: event.freeze }
    case 'hook':
      return { object: jsonObject(event.ref), hook: event.phase }
    case 'log': {
      const { ref, pod, container, line } = event
      return { object: jsonObject(ref), pod, container, line }
    }
    case 'progress': {
      const { ref, message, counts, causes = [] } = event
      return { object: jsonObject(ref), message, counts: jsonCounts(counts), causes: causes.map(jsonCause) }
    }
    case 'ready':
      return { object: jsonObject(event.ref), message: event.message, counts: jsonCounts(event.counts) }
    case 'unready':
      return { objects: event.objects.map(jsonUnready) }
    case 'failed':
      return jsonFailure(event.report)
    case 'error':
      return jsonError(event.problem, false)
    case 'reminder':
      return {
        waitingFor: event.waitingFor.map(({ ref }) => jsonObject(ref)),
        objects: event.waitingFor.map(jsonUnready),
        elapsed: event.elapsed,
      }
  }
}

/**
 * Words of our own, and what names an object or a file and so can't be sensitive (manifest/validate.ts): a sensitive value
 * that happens to be the same word mustn't change them.
 */
const ownWords = new Set(
  (
    'action category code command hook outcome state status createdAt finishedAt run label profile cluster ' +
    'group version kind namespace name pod release template file'
  ).split(' '),
)

/** The value with every text in it redacted, except our own words and names. */
export function redactStrings(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(value)
  if (Array.isArray(value)) return value.map((item) => redactStrings(item, redact))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      ownWords.has(key) && typeof item === 'string'
        ? item
        : isLog(key, item)
          ? redactLines(item, redact)
          : redactStrings(item, redact),
    ]),
  )
}

function isLog(key: string, value: unknown): value is readonly string[] {
  return key === 'log' && Array.isArray(value) && value.every((line) => typeof line === 'string')
}

/** Masked as a whole: a value may go over several lines. */
function redactLines(lines: readonly string[], redact: (text: string) => string): string[] {
  return lines.length === 0 ? [] : redact(lines.join('\n')).split('\n')
}
