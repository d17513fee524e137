import type { Ending, JsonEvents } from '../../output/json/json-events.ts'
import { type RunEnd, type RunRecord, RunRecorder } from '../../output/reports/run-record.ts'
import { captureLines } from '../../output/terminal/capture.ts'
import type { Pen } from '../../output/terminal/screen.ts'
import type { Begun, Event } from '../../workflow/run/events.ts'
import { Interrupted } from '../../workflow/run/interruption.ts'
import { describeLedger, type Ledger } from '../../workflow/run/ledger.ts'
import type { Difference } from '../../workflow/run/results.ts'
import type { World } from '../../workflow/run/world.ts'
import { type ExitCode, exitCodeOf } from './exit-codes.ts'

/** What a run's result means to whoever called the command. */
export interface Outcome extends Omit<Ending, 'command' | 'elapsed' | 'exitCode'> {
  readonly exitCode: ExitCode
  /** Shows the end to a person. `elapsed` in milliseconds. */
  readonly show: (elapsed: number, pen: Pen) => void
}

/** What a run's end is for those who are told of it. */
export interface ToldEnd {
  readonly end: Omit<RunEnd, 'lines'>
  readonly exitCode: ExitCode
}

/** A run that an error ended. */
export interface ToldError extends ToldEnd {
  /** What it did to objects; undefined where it did nothing to any. */
  readonly done: string | undefined
}

/** What machines and reports are told of one run, or of one release of a set, and its ledger. */
export class RunTelling {
  readonly #command: string
  readonly #events: readonly JsonEvents[]
  readonly #world: World
  readonly #recorder: RunRecorder
  #ledger: Ledger | undefined

  constructor(command: string, events: readonly JsonEvents[], world: World) {
    this.#command = command
    this.#events = events
    this.#world = world
    this.#recorder = new RunRecorder(command, world.monotonicClock)
  }

  /** Returns the event for who shows it; undefined for one that is shown nowhere. */
  emit(event: Event | Begun): Event | undefined {
    if (event.type === 'begun') {
      this.#ledger = event.ledger
      return undefined
    }
    for (const one of this.#events) one.emit(event)
    this.#recorder.emit(event)
    return event
  }

  /** A warning that no event tells. */
  warn(message: string): void {
    for (const one of this.#events) one.emit({ type: 'warning', message })
    this.#recorder.warn(message)
  }

  /** What would be changed, where a run only shows it. */
  differences(objects: Difference['objects']): void {
    for (const one of this.#events) for (const object of objects) one.difference(object)
    this.#recorder.preview(objects)
  }

  /** What a diff came to. */
  compared(difference: Difference): void {
    this.#recorder.compared(difference)
  }

  /** The run ended with a result; `elapsed` in milliseconds. `tells`: whether its JSON ends here. */
  succeeded({ show: _, ...facts }: Outcome, elapsed: number, tells = true): ToldEnd {
    if (tells) for (const one of this.#events) one.end({ command: this.#command, elapsed, ...facts })
    const { exitCode } = facts
    return { end: { exitCode, elapsed, ending: facts, interrupted: false }, exitCode }
  }

  /** An error ended it. `changes`: whether the command ever changes an object. */
  failed(error: unknown, elapsed: number, changes: boolean, tells = true): ToldError {
    const { interrupted: signal } = this.#world
    const interrupted = signal.aborted
    const refusal = error instanceof Interrupted ? error.refusal : undefined
    const exitCode = exitCodeOf(error, signal)
    const done = this.#ledger === undefined ? undefined : describeLedger(this.#ledger)
    const told = { interrupted, refusal, nothingWritten: changes && done === undefined }
    for (const one of this.#events) {
      if (tells) one.endWithError(error, { command: this.#command, exitCode, elapsed, ...told })
      else one.error(error, told)
    }
    return { end: { exitCode, elapsed, error, interrupted }, exitCode, done }
  }

  /** For its reports. `show`: what a person reads at its end. */
  record(end: Omit<RunEnd, 'lines'>, show: (pen: Pen) => void): RunRecord {
    const lines = captureLines((text) => this.#world.masking.redact(text), show)
    return this.#recorder.end({ ...end, lines: lines.join('') === '' ? [] : lines })
  }

  /** Whether anything happened to an object. */
  hasWritten(): boolean {
    return this.#ledger !== undefined && describeLedger(this.#ledger) !== undefined
  }

  get recorder(): RunRecorder {
    return this.#recorder
  }
}
