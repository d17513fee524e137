import type { SetRelease } from '../../order/release.ts'
import { createSetProgress } from '../../output/sets/create-progress.ts'
import type { EndedRelease } from '../../output/sets/ended-release.ts'
import { needsAttention } from '../../output/sets/ended-release.ts'
import { type EndedSet, showSetSummary } from '../../output/sets/summary.ts'
import type { Pen } from '../../output/terminal/screen.ts'
import type { EmitSet, SetAction, SetEvent } from '../../sets/events.ts'
import type { ReleaseEnd, SetResult } from '../../sets/results.ts'
import { shellWords } from '../../shell-words.ts'
import { rerunHint } from '../../workflow/run/interruption.ts'
import type { Difference } from '../../workflow/run/results.ts'
import { CiRun } from './ci-run.ts'
import { type ExitCode, exitCodeOf, exitCodes, gravest } from './exit-codes.ts'
import { type OutputFormat, type RunRequest, sessionOn } from './report.ts'
import type { Outcome } from './run-telling.ts'
import type { Session } from './session.ts'
import { SetTelling } from './set-telling.ts'
import { showOutcome, showReleaseOutcome, signalOf } from './show-outcome.ts'

/** Which command it is, and what it says of its releases. */
export interface SetRun<Result> {
  readonly command: string
  /** Default: for people. */
  readonly output?: OutputFormat | undefined
  readonly quiet?: boolean | undefined
  /** For a CI system; default: nothing. */
  readonly given?: RunRequest
  /** See Run in report.ts. */
  readonly nothingDone?: string
  /** Of a release whose use case returned. */
  readonly exitCodeOf: (result: Result) => ExitCode
  /** What else is told of it. Default: how it ended. */
  readonly conclude?: (result: Result, release: SetRelease) => Omit<Outcome, 'exitCode'>
  /** The options that lead another command to one of the releases, to be typed next. Default: its profile and cluster. */
  readonly sameRelease?: (release: SetRelease) => readonly string[]
  /** The command that takes back what the run did, to be typed; undefined where none does. */
  readonly undo?: string | undefined
}

/** What a use case on several releases tells besides its events. */
export interface SetReporter {
  /** Tells a machine, and the report, what differs in a release. */
  tellDifferences(release: SetRelease, objects: Difference['objects']): void
  /** What a diff of a release came to. */
  compared(release: SetRelease, difference: Difference): void
  /** Whether what changes is told before it is done. */
  readonly tellsChanges: boolean
}

/** What each command does to its releases; whatever else it does comes before or after that. */
const mainActions: Readonly<Record<string, SetAction>> = {
  apply: 'deploy',
  undo: 'undo',
  delete: 'delete',
  diff: 'diff',
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
  const telling = new SetTelling(command, output === 'json' ? [screen.out] : [], world)
  const progress = createSetProgress(screen.err, {
    ...{ command, quiet, now: world.monotonicClock },
    form: ci.system !== undefined ? 'folded' : output === 'json' ? 'plain' : 'live',
  })
  const ends = new SetEnds(session, setRun, telling)
  session.onWarning((message) => telling.emit({ type: 'warning', message }))
  const emit: EmitSet = (event) => {
    if (event.type === 'release-ended') {
      const { ended, show } = ends.took(event)
      telling.ended(ended)
      progress.ended(ended, show)
      return
    }
    if (event.type === 'set') ends.releases = event.releases
    telling.emit(event)
    progress.emit(event)
  }
  const reporter: SetReporter = {
    tellDifferences: (release, objects) => telling.of(release).differences(objects),
    compared: (release, difference) => telling.of(release).compared(difference),
    tellsChanges: !quiet && (ci.system !== undefined || ci.wants('summary')),
  }
  let thrown: { readonly error: unknown } | undefined
  try {
    ci.prepare()
    const result = await run(emit, reporter)
    ends.returned(result)
    thrown = result.stopped
  } catch (error) {
    thrown = { error }
  }
  progress.close()
  const releases = ends.all()
  const exitCode = codeOf(releases, thrown, world.interrupted)
  const elapsed = world.monotonicClock() - began
  const wroteNothing = nothingDone !== undefined && !ends.haveWritten()
  if (thrown !== undefined) telling.error(thrown.error, wroteNothing)
  telling.end({ exitCode, elapsed, releases })
  const show = (pen: Pen) => {
    if (thrown !== undefined) showOutcome(thrown.error, sessionOn(session, pen), wroteNothing ? nothingDone : undefined)
    if (releases.length > 0) showSetSummary(summaryOf(releases, elapsed, thrown !== undefined, setRun, session), pen)
  }
  show(screen.err)
  return exitCode
}

function codeOf(
  releases: readonly EndedRelease[],
  thrown: { readonly error: unknown } | undefined,
  interrupted: AbortSignal,
): ExitCode {
  const wasCutShort = thrown !== undefined || releases.some(needsAttention)
  if (interrupted.aborted && wasCutShort) return exitCodeOf(undefined, interrupted)
  const codes = releases.map(({ exitCode }) => exitCode as ExitCode)
  return gravest(thrown === undefined ? codes : [...codes, exitCodeOf(thrown.error, interrupted)])
}

/** Releases whose state is to be looked at next; more are in the list above. */
const mostLookedAt = 3

function summaryOf<Result>(
  releases: readonly EndedRelease[],
  elapsed: number,
  hasError: boolean,
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
  const isBad = failed.length > 0 || interrupted
  return {
    ...{ run: world.run, releases, elapsed, hasError },
    interrupted: interrupted ? signalOf(world.interrupted) : undefined,
    next: [
      ...(interrupted ? [rerunHint] : looks),
      ...(isBad && hasChanged && undo !== undefined ? [interrupted ? `or take it back: ${undo}` : undo] : []),
    ],
  }
}

function whichRelease({ profile, cluster }: SetRelease): string[] {
  return ['-p', profile, ...(cluster === undefined ? [] : ['--cluster', cluster])]
}

/** How the releases of a set ended, as far as it is known. */
class SetEnds<Result> {
  readonly #session: Session
  readonly #run: SetRun<Result>
  readonly #telling: SetTelling
  readonly #known = new Map<string, EndedRelease>()
  /** In the order of the set. */
  releases: readonly SetRelease[] = []

  constructor(session: Session, run: SetRun<Result>, telling: SetTelling) {
    this.#session = session
    this.#run = run
    this.#telling = telling
  }

  /** An end that is told while the set goes on, and what shows it. */
  took({ release, action, end }: Extract<SetEvent, { type: 'release-ended' }>): Took {
    const took = this.#end(release, action, end)
    if (action !== 'plan' || end.state === 'failed') this.#known.set(release.label, took.ended)
    return took
  }

  /** How all of them ended. */
  returned({ ends }: SetResult<Result>): void {
    this.releases = ends.map(({ release }) => release)
    for (const { release, state, reason, elapsed } of ends) {
      const known = this.#known.get(release.label)
      const exitCode = known?.exitCode ?? exitCodes.done
      const told = known ?? { ...{ release, exitCode, action: undefined }, interrupted: false }
      this.#known.set(release.label, { ...told, state, reason: reason ?? known?.reason, elapsed })
    }
  }

  /** In the order of the set; those that never ended are skipped. */
  all(): readonly EndedRelease[] {
    const { aborted } = this.#session.world.interrupted
    const reason = aborted ? 'the run was interrupted' : 'the run was refused'
    return this.releases.map(
      (release) =>
        this.#known.get(release.label) ?? {
          ...{ release, action: undefined, state: 'skipped', exitCode: exitCodes.done, reason, elapsed: 0 },
          interrupted: false,
        },
    )
  }

  haveWritten(): boolean {
    return this.releases.some((release) => this.#telling.of(release).hasWritten())
  }

  #end(release: SetRelease, action: SetAction, { state, result, error, reason, elapsed }: ReleaseEnd): Took {
    const shared = { release, action, state, reason, elapsed }
    if (error !== undefined) {
      const { nothingDone } = this.#run
      const { exitCode, done, end } = this.#telling.of(release).failed(error, elapsed, nothingDone !== undefined, false)
      const ended = { ...shared, exitCode, error, interrupted: end.interrupted, done }
      return {
        ended,
        show: (pen) => showReleaseOutcome(error, sessionOn(this.#session, pen), done ?? nothingDone),
      }
    }
    const { command, exitCodeOf: codeOfResult, conclude } = this.#run
    const isMain = action === (mainActions[command] ?? action) && action !== 'plan'
    if (result === undefined || !isMain) {
      const ended = { ...shared, exitCode: this.#known.get(release.label)?.exitCode ?? exitCodes.done }
      return {
        ended: { ...ended, interrupted: false },
        show: (pen) => pen.safeLine(`${action} ${state}${reason === undefined ? '' : `: ${pen.redact(reason)}`}`),
      }
    }
    // What a use case of the command's main action returned.
    const given = result as Result
    const exitCode = codeOfResult(given)
    const outcome = conclude?.(given, release)
    const facts = outcome ?? { failures: [] }
    return {
      ended: { ...shared, exitCode, facts, interrupted: false },
      show: (pen) => (outcome === undefined ? pen.safeLine(state) : outcome.show(elapsed, pen)),
    }
  }
}

interface Took {
  readonly ended: EndedRelease
  readonly show: (pen: Pen) => void
}
