import type { SetRelease } from '../../order/release.ts'
import { hasAfter, type Step } from '../../order/steps.ts'
import type { World } from '../../workflow/run/world.ts'
import type { ChosenSet } from '../choosing/select.ts'
import type { EmitSet } from '../told/events.ts'
import type { ReleaseEnd, Stopped } from '../told/results.ts'
import { runSet, type SetTask, skipped, type Turns } from './run-set.ts'

/** How a set that took steps ended. */
export interface EndsInSteps<Result> {
  /** In the order of the set. */
  readonly ends: readonly ReleaseEnd<Result>[]
  /** undefined: all that comes after steps was well, or was never reached. */
  readonly stopped?: Stopped | undefined
}

/** A step's place among the others: `number` from 1. */
export interface StepAt {
  readonly number: number
  readonly of: number
  /** The releases of the steps after it. */
  readonly later: readonly SetRelease[]
}

/** Does what comes after a step with the ends of its releases, all of which succeeded. What it throws stops the set. */
export type AfterStepTask<Result> = (step: Step, ends: readonly ReleaseEnd<Result>[], at: StepAt) => Promise<void>

/**
 * As runSet, one step after the other: the next begins once all releases of the one before have succeeded, and `after` has done what
 * comes between. A failure, also with `keepGoing`, lets no later step begin. No step: all at once. Never throws.
 */
export async function runInSteps<Result>(
  { releases, before }: Pick<ChosenSet, 'releases' | 'before'>,
  steps: readonly Step[],
  turns: Omit<Turns, 'before'>,
  task: SetTask<Result>,
  world: World,
  emit: EmitSet,
  after: AfterStepTask<Result> = async () => {},
): Promise<EndsInSteps<Result>> {
  const all = steps.length === 0 ? [{ releases, after: {} }] : steps
  const known = new Map<string, ReleaseEnd<Result>>()
  let stopped: Stopped | undefined
  let reason: string | undefined
  for (const [index, step] of all.entries()) {
    const at = { number: index + 1, of: all.length, later: all.slice(index + 1).flatMap(({ releases }) => releases) }
    if (all.length > 1) emit({ type: 'step', number: at.number, of: at.of, releases: step.releases })
    const ends = await runSet(step.releases, { ...turns, before }, task, world, emit)
    for (const end of ends) known.set(end.release.label, end)
    const failed = ends.find(({ state }) => state !== 'done' && state !== 'unchanged')
    if (failed !== undefined) {
      reason = `${failed.release.label} of step ${at.number} failed`
      break
    }
    stopped = hasAfter(step.after) ? await attempt(() => after(step, ends, at)) : undefined
    reason = stopped?.reason
    if (stopped !== undefined) break
  }
  return { ends: releases.map((release) => known.get(release.label) ?? skipped(release, reason)), stopped }
}

async function attempt(run: () => Promise<void>): Promise<Stopped | undefined> {
  try {
    await run()
    return undefined
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error), error }
  }
}
