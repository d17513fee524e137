import type { SetRelease } from '../../order/release.ts'
import { type ReportWriter, setDiffReports, setReports } from '../../output/reports/formats.ts'
import type { SetRecord } from '../../output/reports/set-record.ts'
import { createSetProgress } from '../../output/sets/create-progress.ts'
import type { EndedRelease } from '../../output/sets/ended-release.ts'
import { needsAttention } from '../../output/sets/ended-release.ts'
import { type EndedSet, showNext, showSetSummary } from '../../output/sets/summary.ts'
import { captureLines, memoryPen } from '../../output/terminal/capture.ts'
import type { Pen } from '../../output/terminal/screen.ts'
import type { EmitSet } from '../../sets/told/events.ts'
import type { SetResult } from '../../sets/told/results.ts'
import { shellWords } from '../../shell-words.ts'
import { rerunHint } from '../../workflow/run/interruption.ts'
import type { Difference } from '../../workflow/run/results.ts'
import { CiRun } from './ci-run.ts'
import { type ExitCode, exitCodeOf, exitCodes, gravest } from './exit-codes.ts'
import { sessionOn } from './report.ts'
import type { Session } from './session.ts'
import { SetEnds, type SetRun } from './set-ends.ts'
import { SetTelling } from './set-telling.ts'
import { showOutcome, signalOf } from './show-outcome.ts'

/** What a use case on several releases tells besides its events. */
export interface SetReporter {
  /** Tells a machine, and the report, what differs in a release. */
  tellDifferences(release: SetRelease, objects: Difference['objects']): void
  /** What a diff of a release came to. */
  compared(release: SetRelease, difference: Difference): void
  /** Whether what changes is told before it is done. */
  readonly tellsChanges: boolean
}

/**
 * Runs a use case on several releases and shows what it tells: on stderr as one live view, as lines or in the folds of a CI's log; with
 * `json` also each event on stdout. Writes what was asked for a CI system, however the run ends. Returns the gravest exit code.
 */
export async function reportSet<Result>(
  session: Session,
  setRun: SetRun<Result>,
  run: (emit: EmitSet, reporter: SetReporter) => Promise<SetResult<Result>>,
): Promise<ExitCode> {
  const { world, screen } = session
  const { command, output = 'text', given, quiet = false, nothingDone } = setRun
  const began = world.monotonicClock()
  const ci = new CiRun(session, { command, given, project: given?.project, plan: given?.plan })
  const kept = memoryPen()
  const pens = [...(output === 'json' ? [screen.out] : []), ...(ci.wants('json') ? [kept.pen] : [])]
  const telling = new SetTelling(command, pens, world)
  const progress = createSetProgress(screen.err, {
    ...{ command, quiet, now: world.monotonicClock },
    form: ci.system !== undefined ? 'folded' : output === 'json' ? 'plain' : 'live',
  })
  const ends = new SetEnds(session, setRun, telling)
  const warnings: string[] = []
  session.onWarning((message) => {
    warnings.push(message)
    telling.emit({ type: 'warning', message })
  })
  const emit: EmitSet = (event) => {
    if (event.type === 'release-ended') {
      const { ended, show } = ends.took(event)
      telling.ended(ended)
      progress.ended(ended, show)
      return
    }
    if (event.type === 'set') ends.releases = event.releases
    if (event.type === 'warning') warnings.push(event.message)
    telling.emit(event)
    progress.emit(event)
  }
  const reporter: SetReporter = {
    tellDifferences: (release, objects) => telling.of(release).differences(objects),
    compared: (release, difference) => telling.of(release).compared(difference),
    tellsChanges: !quiet && (ci.system !== undefined || ci.wants('summary')),
  }
  let thrown: { readonly error: unknown } | undefined
  let result: SetResult<Result> | undefined
  try {
    ci.prepare()
    result = await run(emit, reporter)
    ends.returned(result)
    thrown = result.stopped
  } catch (error) {
    thrown = { error }
  }
  progress.close()
  const releases = ends.all()
  const hasWritten = ends.haveWritten()
  const exitCode = codeOf(releases, thrown, { notBack: result?.notBack, hasWritten }, world.interrupted)
  const elapsed = world.monotonicClock() - began
  const wroteNothing = nothingDone !== undefined && !hasWritten
  if (thrown !== undefined) telling.error(thrown.error, wroteNothing)
  telling.end({ exitCode, elapsed, releases })
  const summary = summaryOf(
    releases,
    elapsed,
    { hasError: thrown !== undefined, notBack: result?.notBack },
    setRun,
    session,
  )
  const showError = (pen: Pen) => {
    if (thrown !== undefined) showOutcome(thrown.error, sessionOn(session, pen), wroteNothing ? nothingDone : undefined)
  }
  const show = (pen: Pen) => {
    showError(pen)
    if (result !== undefined && setRun.summarize !== undefined && !world.interrupted.aborted)
      setRun.summarize(result, elapsed, pen)
    else if (releases.length > 0) showSetSummary(summary, pen)
  }
  if (!ci.isRecorded) {
    show(screen.err)
    return exitCode
  }
  const redact = (text: string) => world.masking.redact(text)
  const record: SetRecord = {
    ...{ command, run: world.run, exitCode, elapsed, warnings },
    ...{ interrupted: world.interrupted.aborted, error: thrown?.error },
    releases: releases.map((ended) => ({ ended, record: ends.recordOf(ended) })),
    lines: captureLines(redact, (pen) => {
      showError(pen)
      showNext(summary, pen)
    }).filter((line) => line !== ''),
  }
  // Before what a person reads last.
  await ci.annotateSet(record)
  show(screen.err)
  const formats: Readonly<Record<string, () => Promise<ReportWriter<SetRecord>>>> =
    command === 'diff' ? { ...setDiffReports, json: async () => () => kept.text() } : setReports
  return ci.write(formats, record, exitCode)
}

function codeOf(
  releases: readonly EndedRelease[],
  thrown: { readonly error: unknown } | undefined,
  { notBack, hasWritten }: Pick<SetResult, 'notBack'> & { readonly hasWritten: boolean },
  interrupted: AbortSignal,
): ExitCode {
  const wasCutShort = thrown !== undefined || releases.some(needsAttention)
  if (interrupted.aborted && wasCutShort) return exitCodeOf(undefined, interrupted)
  const codes = releases.map(({ exitCode }) => exitCode as ExitCode)
  // What counts of an all-or-nothing run that failed is whether it left anything.
  if (notBack !== undefined && !codes.includes(exitCodes.internal))
    return notBack.length === 0 ? exitCodes.restored : exitCodes.workload
  const code = gravest(thrown === undefined ? codes : [...codes, exitCodeOf(thrown.error, interrupted)])
  // That says that nothing was written.
  return code === exitCodes.input && hasWritten ? exitCodes.workload : code
}

/** Releases whose state is to be looked at next; more are in the list above. */
const mostLookedAt = 3

function summaryOf<Result>(
  releases: readonly EndedRelease[],
  elapsed: number,
  { hasError, notBack }: { readonly hasError: boolean; readonly notBack: SetResult['notBack'] },
  { sameRelease = whichRelease, undo }: SetRun<Result>,
  { world }: Session,
): EndedSet {
  const failed = releases.filter(({ state }) => state === 'failed')
  const hasChanged = releases.some(({ facts, done }) => facts?.revision !== undefined || done !== undefined)
  const interrupted = world.interrupted.aborted && (hasError || releases.some(needsAttention))
  const looks = failed
    .filter(({ facts, done }) => facts !== undefined || done !== undefined)
    .slice(0, mostLookedAt)
    .map(({ release }) => shellWords(['kdeploy', 'status', ...sameRelease(release)]))
  // What couldn't be brought back, the undo of the run can't bring back either.
  const left = interrupted ? undefined : notBack
  const histories = (left ?? [])
    .slice(0, mostLookedAt)
    .map(({ release }) => shellWords(['kdeploy', 'history', ...sameRelease(release)]))
  const isBad = failed.length > 0 || interrupted || hasError
  return {
    ...{ run: world.run, releases, elapsed, hasError },
    interrupted: interrupted ? signalOf(world.interrupted) : undefined,
    next: [
      ...(interrupted ? [rerunHint] : looks),
      ...histories,
      ...(isBad && hasChanged && left === undefined && undo !== undefined
        ? [interrupted ? `or take it back: ${undo}` : undo]
        : []),
    ],
  }
}

function whichRelease({ profile, cluster }: SetRelease): string[] {
  return ['-p', profile, ...(cluster === undefined ? [] : ['--cluster', cluster])]
}
