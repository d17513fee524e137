import type { SetRelease } from '../../order/release.ts'
import type { RunEnd, RunRecord } from '../../output/reports/run-record.ts'
import type { EndedRelease } from '../../output/sets/ended-release.ts'
import type { Pen } from '../../output/terminal/screen.ts'
import type { SetAction, SetEvent } from '../../sets/told/events.ts'
import type { ReleaseEnd, SetResult } from '../../sets/told/results.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { type OutputFormat, type RunRequest, sessionOn } from './report.ts'
import type { Outcome } from './run-telling.ts'
import type { Session } from './session.ts'
import type { SetTelling } from './set-telling.ts'
import { showReleaseOutcome } from './show-outcome.ts'

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
  /** Shows the end of a run that was not cut short. Default: a list of its releases. `elapsed` in milliseconds. */
  readonly summarize?: (result: SetResult<Result>, elapsed: number, pen: Pen) => void
  /** The options that lead another command to one of the releases, to be typed next. Default: its profile and cluster. */
  readonly sameRelease?: (release: SetRelease) => readonly string[]
  /** The command that takes back what the run did, to be typed; undefined where none does. */
  readonly undo?: string | undefined
}

/** What each command does to its releases; whatever else it does comes before or after that. */
const mainActions: Readonly<Record<string, SetAction>> = {
  apply: 'deploy',
  undo: 'undo',
  delete: 'delete',
  freeze: 'freeze',
  thaw: 'thaw',
  sweep: 'delete',
  diff: 'diff',
}

/** How the releases of a set ended, as far as it is known. */
export class SetEnds<Result> {
  readonly #session: Session
  readonly #run: SetRun<Result>
  readonly #telling: SetTelling
  readonly #known = new Map<string, EndedRelease>()
  /** Of those that began, what a report needs of their ends. */
  readonly #ends = new Map<string, { readonly end: Omit<RunEnd, 'lines'>; readonly show: (pen: Pen) => void }>()
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
    if (action === 'plan' && end.state !== 'failed') return took
    // What brings a release back changes its state, and nothing else of how its deploy ended.
    const isBroughtBack = action === 'undo' && this.#run.command === 'apply'
    if (!isBroughtBack) this.#known.set(release.label, took.ended)
    const before = this.#ends.get(release.label)
    if (took.end !== undefined) this.#ends.set(release.label, { end: took.end, show: took.show })
    else if (before !== undefined) {
      // What was done besides, after its own end.
      const show = (pen: Pen) => {
        before.show(pen)
        took.show(pen)
      }
      this.#ends.set(release.label, { ...before, show })
    }
    return took
  }

  /** What reports tell of a release; undefined where it never began. */
  recordOf({ release }: EndedRelease): RunRecord | undefined {
    const known = this.#ends.get(release.label)
    return known === undefined ? undefined : this.#telling.of(release).record(known.end, known.show)
  }

  /** How all of them ended. */
  returned({ ends }: SetResult<Result>): void {
    this.releases = ends.map(({ release }) => release)
    for (const { release, state, reason, revision, elapsed, result } of ends) {
      const known = this.#known.get(release.label) ?? this.#untold(release, result)
      this.#known.set(release.label, { ...known, state, reason: reason ?? known.reason, revision, elapsed })
    }
  }

  /** Of one whose end no event told: it never began, or was only planned. */
  #untold(release: SetRelease, result: Result | undefined): EndedRelease {
    const shared = { release, state: 'skipped', reason: undefined, elapsed: 0, interrupted: false } as const
    if (result === undefined) return { ...shared, action: undefined, exitCode: exitCodes.done }
    const facts = this.#run.conclude?.(result, release)
    return { ...shared, action: 'plan', exitCode: this.#run.exitCodeOf(result), facts }
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

  #end(release: SetRelease, action: SetAction, { state, result, error, reason, elapsed, sameAs }: ReleaseEnd): Took {
    const shared = { release, action, state, reason, elapsed }
    if (error !== undefined) {
      const { nothingDone } = this.#run
      const { exitCode, done, end } = this.#telling.of(release).failed(error, elapsed, nothingDone !== undefined, false)
      const ended = { ...shared, exitCode, error, interrupted: end.interrupted, done }
      return {
        ended,
        end,
        show: (pen) =>
          sameAs === undefined
            ? showReleaseOutcome(error, sessionOn(this.#session, pen), done ?? nothingDone)
            : pen.safeLine(`failed as ${sameAs} did${done === undefined ? '' : `; ${done}`}`),
      }
    }
    const { command, exitCodeOf: codeOfResult, conclude } = this.#run
    const isMain = action === (mainActions[command] ?? action) && action !== 'plan'
    if (result === undefined || !isMain) {
      const ended = { ...shared, exitCode: this.#known.get(release.label)?.exitCode ?? exitCodes.done }
      return {
        ended: { ...ended, interrupted: false },
        show: (pen) => pen.safeLine(`${endOf(action, state)}${reason === undefined ? '' : `: ${pen.redact(reason)}`}`),
      }
    }
    // What a use case of the command's main action returned.
    const given = result as Result
    const exitCode = codeOfResult(given)
    const outcome = conclude?.(given, release)
    const facts = outcome ?? { failures: [] }
    return {
      end: { exitCode, elapsed, ending: facts, interrupted: false },
      ended: { ...shared, exitCode, facts, interrupted: false },
      show: (pen) => (outcome === undefined ? pen.safeLine(state) : outcome.show(elapsed, pen)),
    }
  }
}

interface Took {
  readonly ended: EndedRelease
  /** undefined where it is no end of the release's own. */
  readonly end?: Omit<RunEnd, 'lines'>
  readonly show: (pen: Pen) => void
}

function endOf(action: SetAction, state: ReleaseEnd['state']): string {
  return action === 'undo' && state === 'restored' ? 'brought back' : `${action} ${state}`
}
