import { JsonEvents } from '../../output/json/json-events.ts'
import { foldedProgress } from '../../output/progress/folded-progress.ts'
import { createProgress } from '../../output/progress/live-progress.ts'
import { type Progress, plainProgress } from '../../output/progress/plain-progress.ts'
import { quietProgress } from '../../output/progress/quiet-progress.ts'
import { diffReports, type ReportWriter, runReports } from '../../output/reports/formats.ts'
import { type RunEnd, type RunRecord, RunRecorder } from '../../output/reports/run-record.ts'
import { memoryPen } from '../../output/terminal/capture.ts'
import type { Pen, Screen } from '../../output/terminal/screen.ts'
import type { Emit } from '../../workflow/run/events.ts'
import type { Difference } from '../../workflow/run/results.ts'
import type { CiOptions } from '../options/ci-options.ts'
import { CiRun } from './ci-run.ts'
import type { ExitCode } from './exit-codes.ts'
import { type Outcome, RunTelling, type ToldEnd } from './run-telling.ts'
import type { Session } from './session.ts'
import { showOutcome } from './show-outcome.ts'

/** The form of a run's output: for people, or as events on stdout (docs/reference/output.md). */
export type OutputFormat = 'text' | 'json'

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
  const kept = memoryPen()
  const events = [
    ...(output === 'json' ? [new JsonEvents(screen.out, redact, world.wallClock)] : []),
    ...(ci.wants('json') ? [new JsonEvents(kept.pen, redact, world.wallClock)] : []),
  ]
  const telling = new RunTelling(command, events, world)
  const progress = createProgressFor(session, { output, ci, quiet })
  session.onWarning((message) => telling.warn(message))
  const tellDifferences = (objects: Difference['objects']) => telling.differences(objects)
  const emit: Emit = (event) => {
    const shown = telling.emit(event)
    if (shown !== undefined) progress.emit(shown)
  }
  const formats: Readonly<Record<string, () => Promise<ReportWriter<RunRecord>>>> =
    command === 'diff' ? { ...diffReports, json: async () => () => kept.text() } : runReports
  const tellsChanges = !quiet && (ci.system !== undefined || ci.wants('summary'))
  const succeed = async (): Promise<Ended> => {
    ci.prepare()
    const outcome = conclude(await run({ emit, tellDifferences, recorder: telling.recorder, tellsChanges }))
    progress.close()
    const elapsed = elapsedSince()
    return { ...telling.succeeded(outcome, elapsed), show: (pen) => outcome.show(elapsed, pen) }
  }
  const fail = (error: unknown): Ended => {
    progress.close()
    const { done, ...told } = telling.failed(error, elapsedSince(), nothingDone !== undefined)
    const show = (pen: Pen) => showOutcome(error, sessionOn(session, pen), done ?? nothingDone, undo)
    return { ...told, show }
  }
  const { end, exitCode, show } = await succeed().catch(fail)
  if (!ci.isRecorded) {
    show(screen.err)
    return exitCode
  }
  const record = telling.record(end, show)
  // Before what a person reads last.
  await ci.annotateRun(record)
  show(screen.err)
  return ci.write(formats, record, exitCode)
}

interface Ended extends ToldEnd {
  readonly show: (pen: Pen) => void
}

/** The session for who shows something with another pen: what is traced is told once. */
export function sessionOn(session: Session, pen: Pen): Session {
  const { world, screen } = session
  if (pen === screen.err) return session
  return { ...session, world: { ...world, trace: undefined }, screen: { ...screen, err: pen } }
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
