import type { Step } from '../order/steps.ts'
import type { World } from '../workflow/run/world.ts'
import type { EmitSet } from './events.ts'
import type { ReleaseEnd } from './results.ts'
import { runSet, type SetTask, type Turns } from './run-set.ts'
import type { ChosenSet } from './select.ts'

/** How a set that took steps ended. */
export interface EndsInSteps<Result> {
  /** In the order of the set. */
  readonly ends: readonly ReleaseEnd<Result>[]
  /**
   * What stopped it after a step whose releases had all succeeded: an unhealthy release, a command, an answer, a signal; following steps
   * are skipped. The set has failed, though none of its releases may have.
   */
  readonly stopped?: { readonly reason: string; readonly error: unknown } | undefined
}

/** Does what comes after a step with the ends of its releases. What it throws stops the set. */
export type AfterStepTask<Result> = (step: Step, ends: readonly ReleaseEnd<Result>[]) => Promise<void>

/**
 * As runSet, one step after the other: the next begins once all releases of the one before have succeeded, and `after` has done what
 * comes between. No step: all at once. Never throws.
 */
export async function runInSteps<Result>(
  { releases, before }: Pick<ChosenSet, 'releases' | 'before'>,
  _steps: readonly Step[],
  turns: Omit<Turns, 'before'>,
  task: SetTask<Result>,
  world: World,
  emit: EmitSet,
  _after?: AfterStepTask<Result>,
): Promise<EndsInSteps<Result>> {
  return { ends: await runSet(releases, { ...turns, before }, task, world, emit) }
}
