import { type Ending, JsonEvents } from '../../output/json/json-events.ts'
import { foldedProgress } from '../../output/progress/folded-progress.ts'
import { createProgress } from '../../output/progress/live-progress.ts'
import { type Progress, plainProgress } from '../../output/progress/plain-progress.ts'
import { quietProgress } from '../../output/progress/quiet-progress.ts'
import { diffReports, type ReportWriter, runReports } from '../../output/reports/formats.ts'
import { type RunEnd, type RunRecord, RunRecorder } from '../../output/reports/run-record.ts'
import { captureLines, memoryPen } from '../../output/terminal/capture.ts'
import type { Pen, Screen } from '../../output/terminal/screen.ts'
import type { Emit } from '../../workflow/run/events.ts'
import { Interrupted } from '../../workflow/run/interruption.ts'
import { describeLedger, type Ledger } from '../../workflow/run/ledger.ts'
import type { Difference } from '../../workflow/run/results.ts'
import type { CiOptions } from '../options/ci-options.ts'
import { CiRun } from './ci-run.ts'
import { type ExitCode, exitCodeOf } from './exit-codes.ts'
import type { Session } from './session.ts'
import { showOutcome } from './show-outcome.ts'

/** The form of a run's output: for people, or as events on stdout (docs/reference/output.md). */
export type OutputFormat = 'text' | 'json'

/** What a run's result means to whoever called the command. */
export interface Outcome extends Omit<Ending, 'command' | 'elapsed' | 'exitCode'> {
  readonly exitCode: ExitCode
  /** Shows the end to a person. `elapsed` in milliseconds. */
  readonly show: (elapsed: number, pen: Pen) => void
}

/** What a run was asked for a CI system, and where its project is. */
export type RunRequest = CiOptions & { readonly project?: string | undefined; readonly plan?: string | undefined }

/** Which run it is, and how it is shown. */
interface Run {
  readonly command: string
  readonly output: OutputFormat
  /** For a CI system; default: nothing. */
  readonly given?: RunRequest
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
  session: Session,
  { command, output, given }: Pick<Run, 'command' | 'output' | 'given'>,
  run: (emit: Emit) => Promise<Result>,
): Promise<Result> {
  const { world } = session
  const ci = new CiRun(session, { command, given })
  const recorder = new RunRecorder(command, world.monotonicClock)
  const progress = createProgressFor(session, { output, ci })
  const annotate = (end: Pick<RunEnd, 'error'> = {}) => {
    progress.close()
    const { aborted: interrupted } = world.interrupted
    return ci.annotateRun(recorder.end({ exitCode: 0, elapsed: 0, lines: [], interrupted, ...end }))
  }
  try {
    const result = await run((event) => {
      if (event.type === 'begun') return
      progress.emit(event)
      recorder.emit(event)
    })
    await annotate()
    return result
  } catch (error) {
    await annotate({ error })
    throw error
  }
}

/** A use case under way: what it tells, and what is told of it afterwards. */
export interface Reporter {
  readonly emit: Emit
  /** Tells a machine, and the report, what differs. */
  tellDifferences(objects: Difference['objects']): void
  readonly recorder: RunRecorder
  /** Whether what changes is told before it is done. */
  readonly tellsChanges: boolean
}

/**
 * Runs a use case and shows all it tells: progress on stderr, live where that can be; with `json` also each event on stdout,
 * an error among them, the result last. Writes what was asked for a CI system, however the run ends. Returns the exit code.
 */
export async function reportRun<Result>(
  session: Session,
  { command, output, given, quiet = false, nothingDone, undo }: Run,
  run: (reporter: Reporter) => Promise<Result>,
  conclude: (result: Result) => Outcome,
): Promise<ExitCode> {
  const { world, screen } = session
  const began = world.monotonicClock()
  const elapsedSince = () => world.monotonicClock() - began
  const redact = (text: string) => world.masking.redact(text)
  const ci = new CiRun(session, { command, given, project: given?.project, plan: given?.plan })
  const json = output === 'json' ? new JsonEvents(screen.out, redact, world.wallClock) : undefined
  const kept = memoryPen()
  const events = [json, ci.wants('json') ? new JsonEvents(kept.pen, redact, world.wallClock) : undefined].filter(
    (one) => one !== undefined,
  )
  const recorder = new RunRecorder(command, world.monotonicClock)
  const progress = createProgressFor(session, { output, ci, quiet })
  session.onWarning((message) => {
    for (const one of events) one.emit({ type: 'warning', message })
    recorder.warn(message)
  })
  const tellDifferences = (objects: Difference['objects']) => {
    for (const one of events) for (const object of objects) one.difference(object)
    recorder.preview(objects)
  }
  let ledger: Ledger | undefined
  const emit: Emit = (event) => {
    if (event.type === 'begun') {
      ledger = event.ledger
      return
    }
    progress.emit(event)
    for (const one of events) one.emit(event)
    recorder.emit(event)
  }
  const formats: Readonly<Record<string, () => Promise<ReportWriter<RunRecord>>>> =
    command === 'diff' ? { ...diffReports, json: async () => () => kept.text() } : runReports
  const tellsChanges = !quiet && (ci.system !== undefined || ci.wants('summary'))
  const succeed = async (): Promise<Ended> => {
    ci.prepare()
    const { show, ...facts } = conclude(await run({ emit, tellDifferences, recorder, tellsChanges }))
    progress.close()
    const elapsed = elapsedSince()
    for (const one of events) one.end({ command, elapsed, ...facts })
    const { exitCode } = facts
    return {
      end: { exitCode, elapsed, ending: facts, interrupted: false },
      exitCode,
      show: (pen) => show(elapsed, pen),
    }
  }
  const fail = (error: unknown): Ended => {
    progress.close()
    const interrupted = world.interrupted.aborted
    const refusal = error instanceof Interrupted ? error.refusal : undefined
    const exitCode = exitCodeOf(error, world.interrupted)
    const done = ledger === undefined ? undefined : describeLedger(ledger)
    const nothingWritten = nothingDone !== undefined && done === undefined
    const elapsed = elapsedSince()
    for (const one of events)
      one.endWithError(error, { command, exitCode, elapsed, interrupted, refusal, nothingWritten })
    const show = (pen: Pen) => {
      // What is traced is told once.
      const shownWorld = pen === screen.err ? world : { ...world, trace: undefined }
      showOutcome(error, { ...session, world: shownWorld, screen: { ...screen, err: pen } }, done ?? nothingDone, undo)
    }
    return { end: { exitCode, elapsed, error, interrupted }, exitCode, show }
  }
  const { end, exitCode, show } = await succeed().catch(fail)
  if (!ci.isRecorded) {
    show(screen.err)
    return exitCode
  }
  const record = recorder.end({ ...end, lines: captureLines(redact, show) })
  // Before what a person reads last.
  await ci.annotateRun(record)
  show(screen.err)
  return ci.write(formats, record, exitCode)
}

interface Ended {
  readonly end: Omit<RunEnd, 'lines'>
  readonly exitCode: ExitCode
  readonly show: (pen: Pen) => void
}

interface Shown {
  readonly output: OutputFormat
  readonly ci: CiRun
  readonly quiet?: boolean
}

/** Live where a person looks, folded where a CI's log can be. */
function createProgressFor({ world, screen }: Session, { output, ci, quiet = false }: Shown): Progress {
  if (quiet) return quietProgress(screen.err)
  if (ci.system !== undefined) return foldedProgress(screen.err)
  return output === 'json' ? plainProgress(screen.err) : createProgress(screen.err, world.monotonicClock)
}
