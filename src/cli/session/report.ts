import { type Ending, JsonEvents } from '../../output/json/json-events.ts'
import { createProgress } from '../../output/progress/live-progress.ts'
import { type Progress, plainProgress } from '../../output/progress/plain-progress.ts'
import { quietProgress } from '../../output/progress/quiet-progress.ts'
import type { Screen } from '../../output/terminal/screen.ts'
import type { Emit } from '../../workflow/run/events.ts'
import { Interrupted } from '../../workflow/run/interruption.ts'
import { describeLedger, type Ledger } from '../../workflow/run/ledger.ts'
import { type ExitCode, exitCodeOf } from './exit-codes.ts'
import type { Session } from './session.ts'
import { showOutcome } from './show-outcome.ts'

/** The form of a run's output: for people, or as events on stdout (docs/reference/output.md). */
export type OutputFormat = 'text' | 'json'

/** What a run's result means to whoever called the command. */
export interface Outcome extends Omit<Ending, 'command' | 'elapsed' | 'exitCode'> {
  readonly exitCode: ExitCode
  /** Shows the end to a person. `elapsed` in milliseconds. */
  readonly show: (elapsed: number) => void
}

/** Which run it is, and how it is shown. */
interface Run {
  readonly command: string
  readonly output: OutputFormat
  /** Whether a person wants the beginning, failures and the end alone. */
  readonly quiet?: boolean | undefined
  /** Says under an error that the run changed no object; undefined for a command that never does. */
  readonly nothingDone?: string
  /** The command that takes back what it did, to be typed; undefined where none does. */
  readonly undo?: string
}

/** Tells on stderr what happens, for a command that reads only: its answer is all that it has for a machine. */
export function tellOn({ err }: Screen): Emit {
  const progress = plainProgress(err)
  return (event) => {
    if (event.type !== 'begun') progress.emit(event)
  }
}

/** Runs a use case that waits, for a command whose answer comes after that: shows on stderr what happens, live where that can be. */
export async function followOn<Result>(
  { world, screen }: Session,
  output: OutputFormat,
  run: (emit: Emit) => Promise<Result>,
): Promise<Result> {
  const progress = output === 'json' ? plainProgress(screen.err) : createProgress(screen.err, world.monotonicClock)
  try {
    return await run((event) => {
      if (event.type !== 'begun') progress.emit(event)
    })
  } finally {
    progress.close()
  }
}

/** A use case under way: what it tells, and, for a machine alone, its events. */
export interface Reporter {
  readonly emit: Emit
  readonly json: JsonEvents | undefined
}

/**
 * Runs a use case and shows all it tells: progress on stderr, live where that can be; with `json` also each event on stdout,
 * an error among them, the result last. Returns the exit code.
 */
export async function reportRun<Result>(
  session: Session,
  { command, output, quiet = false, nothingDone, undo }: Run,
  run: (reporter: Reporter) => Promise<Result>,
  conclude: (result: Result) => Outcome,
): Promise<ExitCode> {
  const { world, screen } = session
  const began = world.monotonicClock()
  const json =
    output === 'json' ? new JsonEvents(screen.out, (text) => world.masking.redact(text), world.wallClock) : undefined
  const live = json === undefined ? createProgress : plainProgress
  const progress: Progress = quiet ? quietProgress(screen.err) : live(screen.err, world.monotonicClock)
  if (json !== undefined) session.onWarning((message) => json.emit({ type: 'warning', message }))
  let ledger: Ledger | undefined
  const emit: Emit = (event) => {
    if (event.type === 'begun') {
      ledger = event.ledger
      return
    }
    progress.emit(event)
    json?.emit(event)
  }
  try {
    const { show, ...facts } = conclude(await run({ emit, json }))
    progress.close()
    const elapsed = world.monotonicClock() - began
    show(elapsed)
    json?.end({ command, elapsed, ...facts })
    return facts.exitCode
  } catch (error) {
    progress.close()
    const interrupted = world.interrupted.aborted
    const refusal = error instanceof Interrupted ? error.refusal : undefined
    const exitCode = exitCodeOf(error, world.interrupted)
    const done = ledger === undefined ? undefined : describeLedger(ledger)
    const nothingWritten = nothingDone !== undefined && done === undefined
    const elapsed = world.monotonicClock() - began
    json?.endWithError(error, { command, exitCode, elapsed, interrupted, refusal, nothingWritten })
    return showOutcome(error, session, done ?? nothingDone, undo)
  }
}
