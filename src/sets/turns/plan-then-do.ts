import { count } from '../../counts.ts'
import type { SetRelease } from '../../order/release.ts'
import type { Emit } from '../../workflow/run/events.ts'
import type { Preview } from '../../workflow/run/results.ts'
import type { World } from '../../workflow/run/world.ts'
import type { EmitSet } from '../told/events.ts'
import type { ReleaseEnd, ReleaseState } from '../told/results.ts'
import { askFirst } from './ask-first.ts'
import { runSet, type Turns } from './run-set.ts'

/** There is nothing to do for a release; one line. */
export interface Nothing {
  readonly outcome: 'untouched'
  readonly reason: string
}

/** What a command does to each release of a set, once all of them are planned and a person agreed. */
export interface PlannedTask<Planned extends Preview, Result> {
  readonly action: 'undo' | 'delete'
  plan(release: SetRelease, emit: Emit): Promise<Planned | Nothing>
  /** In a few words what would be done: `revision 3`. */
  describe(planned: Planned): string
  /** Does what was planned, and asks nobody. */
  carryOut(release: SetRelease, planned: Planned, emit: Emit): Promise<Result>
  stateOf(result: Result): Exclude<ReleaseState, 'skipped'>
  /** In a few words what was done. */
  reasonOf?(result: Result): string
}

export interface PlanThenDo extends Turns {
  /** Stops after the plans. */
  readonly dryRun?: boolean | undefined
  /** Asks nobody. */
  readonly yes?: boolean | undefined
  /** Called once all are planned, before anything is asked or written. */
  planned(): Promise<unknown>
}

/**
 * Plans all releases of a set, several at a time, asks once, and then does what was planned to those for which there is something to do,
 * in their order. Nothing is written where one can't be planned: that is its end, and the others' that they never began.
 * @throws KdeployError `not-confirmed`, `cancelled`
 */
export async function planThenDo<Planned extends Preview, Result>(
  releases: readonly SetRelease[],
  { dryRun = false, yes = false, planned: afterPlans, ...turns }: PlanThenDo,
  task: PlannedTask<Planned, Result>,
  world: World,
  emit: EmitSet,
): Promise<readonly ReleaseEnd<Planned | Result | Nothing>[]> {
  const plans = await runSet<Planned | Nothing>(
    releases,
    { atATime: turns.atATime, keepGoing: true },
    {
      action: 'plan',
      run: (release, tell) => task.plan(release, tell),
      stateOf: (plan) => (isNothing(plan) ? 'unchanged' : 'done'),
      reasonOf: (plan) => (isNothing(plan) ? plan.reason : task.describe(plan)),
    },
    world,
    emit,
  )
  await afterPlans()
  if (plans.some(({ state }) => state === 'failed' || state === 'skipped')) return plans.map(neverBegun)
  const idle = plans.filter(({ state }) => state === 'unchanged')
  const toDo = plans.flatMap(({ result, ...end }) =>
    result === undefined || isNothing(result) ? [] : [{ ...end, result }],
  )
  const lines = toDo.flatMap(({ release, result }) => [
    `${release.label}: ${task.describe(result)}`,
    ...(result.outline ?? []).map((line) => `  ${line}`),
  ])
  if (dryRun) return plans
  if (toDo.length > 0 && !yes)
    await askFirst(
      { action: `${task.action === 'delete' ? 'deletion' : task.action} of ${count(toDo.length, 'release')}`, lines },
      toDo,
      world,
      emit,
    )
  const known = new Map(toDo.map(({ release, result }) => [release.label, result]))
  const ends = await runSet<Result>(
    toDo.map(({ release }) => release),
    turns,
    {
      action: task.action,
      run: async (release, tell) => {
        const planned = known.get(release.label)
        if (planned === undefined) throw new Error(`${release.label} is not planned`)
        return task.carryOut(release, planned, tell)
      },
      stateOf: (result) => task.stateOf(result),
      reasonOf: (result) => task.reasonOf?.(result),
    },
    world,
    emit,
  )
  return inOrder(releases, [...idle, ...ends])
}

/** Of one that was planned beside others that could not be. */
function neverBegun<Result>(end: ReleaseEnd<Result>): ReleaseEnd<Result> {
  if (end.state === 'failed') return end
  const { release, elapsed } = end
  return { release, state: 'skipped', reason: 'another release could not be planned', elapsed }
}

function inOrder<End extends ReleaseEnd>(releases: readonly SetRelease[], ends: readonly End[]): End[] {
  const byLabel = new Map(ends.map((end) => [end.release.label, end]))
  return releases.flatMap(({ label }) => byLabel.get(label) ?? [])
}

function isNothing(plan: Preview | Nothing): plan is Nothing {
  return 'outcome' in plan && plan.outcome === 'untouched'
}
