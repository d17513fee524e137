import type { SetRelease } from '../../order/release.ts'
import type { Begun, Emit, Event } from '../../workflow/run/events.ts'
import type { World } from '../../workflow/run/world.ts'
import type { ChosenSet } from '../choosing/select.ts'
import type { EmitSet, SetAction, SetEvent } from '../told/events.ts'
import type { ReleaseEnd, SetResult } from '../told/results.ts'
import { shareWorld } from '../world/shared-world.ts'
import { runSet } from './run-set.ts'

/** What a command that writes nothing asks of each release of a set. */
export interface Question<Result> {
  readonly action: SetAction
  /** Releases at a time. */
  readonly atATime: number
  /** Requests for single objects at a time, of all of them together. */
  readonly concurrency: number
  ask(release: SetRelease, world: World, emit: Emit): Promise<Result>
  /** What is told of a release while it is asked; default: all. */
  readonly tells?: (event: Event | Begun) => boolean
  /** How a release is whose question is answered; what is `failed` has the problem in the answer. Default: it is done. */
  readonly judge?: (result: Result) => { readonly state: 'done' | 'unchanged' | 'failed'; readonly problem?: unknown }
  /** What there is to say of an end once all are known; one line. */
  readonly reasonOf?: (end: ReleaseEnd<Result>, all: readonly ReleaseEnd<Result>[]) => string | undefined
  /** Shows the answers: before it is told what failed, which a reader finds last then. It isn't called after a signal. */
  show(result: SetResult<Result>): void | Promise<void>
}

/**
 * Asks each release of a set, some at a time and in no order but the set's: one that fails keeps none of the others from being asked. What
 * failed is told once the answers are shown, in the order of the set, whatever ended first.
 */
export async function askEach<Result>(
  { releases, notices = [] }: Pick<ChosenSet, 'releases' | 'notices'>,
  { action, atATime, concurrency, ask, tells = () => true, judge, reasonOf, show }: Question<Result>,
  outer: World,
  emit: EmitSet,
): Promise<SetResult<Result>> {
  const { world, close } = shareWorld(outer, concurrency)
  const failed: Extract<SetEvent, { type: 'release-ended' }>[] = []
  const judged = (end: ReleaseEnd<Result>): ReleaseEnd<Result> => {
    if (end.result === undefined || judge === undefined) return end
    const { state, problem } = judge(end.result)
    return { ...end, state, ...(problem === undefined ? {} : { error: problem }) }
  }
  const tell: EmitSet = (event) => {
    if (event.type === 'release' && !tells(event.event)) return
    if (event.type !== 'release-ended') return emit(event)
    const told = { ...event, end: judged(event.end as ReleaseEnd<Result>) }
    if (told.end.state === 'failed') failed.push(told)
    else emit(told)
  }
  try {
    emit({ type: 'set', run: world.run, releases })
    for (const message of notices) emit({ type: 'notice', message })
    const asked = await runSet(
      releases,
      { atATime, keepGoing: true },
      {
        action,
        run: (release, tellOfIt) => ask(release, world, tellOfIt),
        stateOf: () => 'done',
      },
      world,
      tell,
    )
    const known = asked.map(judged)
    const ends = known.map((end) => ({ ...end, reason: end.reason ?? reasonOf?.(end, known) }))
    const result = { run: world.run, ends }
    if (!world.interrupted.aborted) await show(result)
    for (const end of ends) {
      const told = failed.find(({ release }) => release.label === end.release.label)
      if (told === undefined) continue
      emit({ ...told, end })
      if (end.reason !== undefined)
        emit({ type: 'release', release: end.release, event: { type: 'notice', message: end.reason } })
    }
    return result
  } finally {
    await close()
  }
}
