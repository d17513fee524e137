import type { Place } from '../../errors.ts'
import { keyOf } from '../../manifest/identity.ts'
import type { ObjectRef } from '../../manifest/types.ts'
import type { ObjectDiff } from '../../plan/diff/types.ts'
import type { Impact } from '../../plan/impact/impact.ts'
import type { HookPhase, NotRestored } from '../../plan/types.ts'
import type { Event, FailureReport, Start } from '../../workflow/run/events.ts'
import type { Difference } from '../../workflow/run/results.ts'
import type { Ending } from '../json/json-events.ts'
import { lastLines } from '../progress/hook-logs.ts'

export type PlannedCounts = Omit<Extract<Event, { type: 'planned' }>, 'type'>

/** Something that a run waited for: a workload, or the Job of a hook. */
export interface AwaitedObject {
  readonly ref: ObjectRef
  /** Of a hook. */
  readonly hook: HookPhase | undefined
  /** `unfinished`: the run ended before it was ready. One that failed and was undone has failed. */
  readonly outcome: 'ready' | 'failed' | 'unfinished'
  readonly message: string
  /** In milliseconds. */
  readonly elapsed: number
  readonly failure: FailureReport | undefined
  /** The last lines of a hook's log, oldest first. */
  readonly log: readonly string[]
}

/** How a run ended. */
export interface RunEnd {
  readonly exitCode: number
  /** In milliseconds. */
  readonly elapsed: number
  /** What a person read at the end, line by line: masked, and with nothing in it that a terminal or a CI acts on. */
  readonly lines: readonly string[]
  /** Undefined where an error ended it. */
  readonly ending?: Pick<Ending, 'revision' | 'failures' | 'notRestored' | 'restoration' | 'urls'> | undefined
  readonly error?: unknown
  /** SIGINT or SIGTERM ended it. */
  readonly interrupted: boolean
}

/** A run as its reports tell it, whatever its end. */
export interface RunRecord extends RunEnd {
  readonly command: string
  readonly start: Omit<Start, 'type'> | undefined
  /** The first plan; one that undoes a failed deploy comes after it. */
  readonly planned: PlannedCounts | undefined
  readonly impact: Impact | undefined
  readonly differences: readonly ObjectDiff[]
  /** Of a diff that could be made. */
  readonly difference: Difference | undefined
  readonly warnings: readonly { readonly message: string; readonly place: Place | undefined }[]
  /** In the order in which they were first heard of. */
  readonly awaited: readonly AwaitedObject[]
  readonly notRestored: readonly NotRestored[]
  /** What ended the writes where they were undone, as errors of the run. */
  readonly problems: readonly unknown[]
}

type Changing<Value> = { -readonly [Key in keyof Value]: Value[Key] }

/** Keeps of a run what its reports tell. */
export class RunRecorder {
  readonly #command: string
  readonly #now: () => number
  readonly #awaited = new Map<string, Changing<AwaitedObject> & { readonly since: number }>()
  readonly #written = new Map<string, number>()
  readonly #differences: ObjectDiff[] = []
  readonly #warnings: { message: string; place: Place | undefined }[] = []
  readonly #notRestored: NotRestored[] = []
  readonly #problems: unknown[] = []
  #start: Omit<Start, 'type'> | undefined
  #planned: PlannedCounts | undefined
  #impact: Impact | undefined
  #difference: Difference | undefined

  /** `now`: a monotonic clock, in milliseconds. */
  constructor(command: string, now: () => number) {
    this.#command = command
    this.#now = now
  }

  emit(event: Event): void {
    switch (event.type) {
      case 'start':
        this.#start = event
        break
      case 'planned':
        this.#planned ??= event
        break
      case 'impact':
        this.#impact ??= event.impact
        break
      case 'difference':
        this.#differences.push(event.diff)
        break
      case 'warning':
        this.warn(event.message, event.place)
        break
      case 'written':
        this.#written.set(keyOf(event.ref), this.#now())
        break
      case 'hook':
        this.#of(event.ref).hook = event.phase
        break
      case 'log': {
        const hook = this.#of(event.ref)
        hook.log = [...hook.log, event.line].slice(-lastLines)
        break
      }
      case 'progress':
        this.#tell(event, 'unfinished')
        break
      case 'ready':
        this.#tell(event, 'ready')
        break
      case 'unready':
        for (const object of event.objects) this.#tell(object, 'unfinished')
        break
      case 'failed':
        this.#tell(event.report, 'failed').failure = event.report
        break
      case 'not-restored':
        this.#notRestored.push(event)
        break
      case 'error':
        this.#problems.push(event.problem)
        break
      default:
        break
    }
  }

  /** A warning, also one that no event tells: the API server's own. */
  warn(message: string, place?: Place): void {
    this.#warnings.push({ message, place })
  }

  /** What a diff came to. */
  compared(difference: Difference): void {
    this.#difference = difference
  }

  /** What would be changed, where a run only shows it. */
  preview(objects: readonly ObjectDiff[]): void {
    this.#differences.push(...objects)
  }

  end(end: RunEnd): RunRecord {
    return {
      ...end,
      command: this.#command,
      start: this.#start,
      planned: this.#planned,
      impact: this.#impact,
      differences: this.#differences,
      difference: this.#difference,
      warnings: this.#warnings,
      awaited: [...this.#awaited.values()],
      notRestored: this.#notRestored,
      problems: end.error === undefined ? this.#problems : [...this.#problems, end.error],
    }
  }

  #tell({ ref, message }: { readonly ref: ObjectRef; readonly message: string }, outcome: AwaitedObject['outcome']) {
    const object = this.#of(ref)
    if (object.outcome === 'failed') return object
    object.outcome = outcome
    object.message = message
    object.elapsed = this.#now() - object.since
    return object
  }

  #of(ref: ObjectRef) {
    const key = keyOf(ref)
    const known = this.#awaited.get(key)
    if (known !== undefined) return known
    const since = this.#written.get(key) ?? this.#now()
    const unheard = { hook: undefined, outcome: 'unfinished', message: '', elapsed: 0, failure: undefined } as const
    const made: Changing<AwaitedObject> & { readonly since: number } = { ref, ...unheard, log: [], since }
    this.#awaited.set(key, made)
    return made
  }
}
