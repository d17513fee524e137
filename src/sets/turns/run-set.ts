import { KdeployError } from '../../errors.ts'
import type { SetRelease } from '../../order/release.ts'
import { type Before, Schedule } from '../../order/schedule.ts'
import type { Begun, Emit, Event } from '../../workflow/run/events.ts'
import type { World } from '../../workflow/run/world.ts'
import type { EmitSet, SetAction } from '../told/events.ts'
import type { ReleaseEnd, ReleaseState } from '../told/results.ts'

/** What is done to each release of a set. */
export interface SetTask<Result> {
  readonly action: SetAction
  run(release: SetRelease, emit: Emit): Promise<Result>
  /** How a release ended whose use case returned this. */
  stateOf(result: Result): Exclude<ReleaseState, 'skipped'>
  /** What was done besides, in one line. Default: nothing. */
  reasonOf?(result: Result): string | undefined
}

/** How the releases of a set take their turns. */
export interface Turns {
  /** See Before; default: none waits for another. */
  readonly before?: Before
  readonly atATime: number
  /** Whether releases that don't wait for one that failed are begun after a failure. */
  readonly keepGoing: boolean
  /** Why one never began that waits for another which failed, or never began for that. Default: as the schedule has it. */
  whyBlocked?(label: string): string
}

/**
 * Does the same to each release of a set, some at a time, each after those that it waits for. A failure lets what runs end; whatever a
 * use case throws is that release's end, and is thrown by none. After a signal nothing new begins. Returns the ends in the set's order.
 */
export async function runSet<Result>(
  releases: readonly SetRelease[],
  { before = new Map(), atATime, keepGoing, whyBlocked }: Turns,
  task: SetTask<Result>,
  world: World,
  emit: EmitSet,
): Promise<readonly ReleaseEnd<Result>[]> {
  const schedule = new Schedule(releases, before, keepGoing)
  const ends = new Map<string, ReleaseEnd<Result>>()
  const errors = new Map<string, string>()
  const begin = async (release: SetRelease) => {
    const end = withSameError(await endOf(release, task, world, emit), errors)
    ends.set(release.label, end)
    emit({ type: 'release-ended', release, action: task.action, end })
    schedule.end(release, hasSucceeded(end, task.action) ? 'succeeded' : 'failed')
  }
  const running = new Set<Promise<void>>()
  for (;;) {
    if (world.interrupted.aborted) schedule.interrupt()
    const release = running.size < atATime ? schedule.next() : undefined
    if (release !== undefined) {
      const promise: Promise<void> = begin(release).finally(() => running.delete(promise))
      running.add(promise)
    } else if (running.size > 0) await Promise.race(running)
    else break
  }
  const why = (release: SetRelease) => {
    const blocker = schedule.blockedBy(release)
    return blocker === undefined || whyBlocked === undefined ? schedule.whyNotBegun(release) : whyBlocked(blocker)
  }
  return releases.map((release) => ends.get(release.label) ?? skipped(release, why(release)))
}

/** What is to be brought back is meant to be restored; what is to be deployed is so only where that failed. */
function hasSucceeded({ state }: ReleaseEnd, action: SetAction): boolean {
  return state === 'done' || state === 'unchanged' || (state === 'restored' && action === 'undo')
}

/** The end of a release that never began; `reason` is undefined where there is none to tell. */
export function skipped(release: SetRelease, reason: string | undefined): ReleaseEnd<never> {
  return { release, state: 'skipped', reason, elapsed: 0 }
}

async function endOf<Result>(
  release: SetRelease,
  { action, run, stateOf, reasonOf }: SetTask<Result>,
  world: World,
  emit: EmitSet,
): Promise<ReleaseEnd<Result>> {
  const began = world.monotonicClock()
  const elapsed = () => world.monotonicClock() - began
  emit({ type: 'release-begun', release, action })
  try {
    const result = await run(release, (event: Event | Begun) => emit({ type: 'release', release, event }))
    return { release, state: stateOf(result), result, reason: reasonOf?.(result), elapsed: elapsed() }
  } catch (error) {
    return { release, state: 'failed', error, elapsed: elapsed() }
  }
}

/** With the release that failed of the same before, such as a login that all of them need. `errors`: whose each was, which grows. */
function withSameError<Result>(end: ReleaseEnd<Result>, errors: Map<string, string>): ReleaseEnd<Result> {
  if (!(end.error instanceof KdeployError)) return end
  const key = identityOf(end.error)
  const sameAs = errors.get(key)
  if (sameAs !== undefined) return { ...end, sameAs }
  errors.set(key, end.release.label)
  return end
}

function identityOf({ code, message, place, detail, problems }: KdeployError): string {
  return JSON.stringify([code, message, place, detail, problems.map(identityOf)])
}
