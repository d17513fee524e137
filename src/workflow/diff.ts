import { unlessForbidden } from '../cluster/errors/forbidden.ts'
import { writePlanFile } from '../project/plan-file.ts'
import { readHistoryUnlessFrozen } from './planning/facts/recorded.ts'
import { planPhase } from './planning/plan-phase.ts'
import { savePlan, writeSavedPlan } from './planning/preview/approved-plan.ts'
import { differenceOf } from './planning/preview/difference.ts'
import type { EmptyOption } from './rendering/refuse-empty.ts'
import { renderToApply } from './rendering/render-to-apply.ts'
import { releasePlace, withConnection } from './run/connect.ts'
import type { Emit } from './run/events.ts'
import type { ProfileInput } from './run/input.ts'
import { type PolicyOptions, policyOf } from './run/policy.ts'
import type { Difference } from './run/results.ts'
import { startRun } from './run/run.ts'
import type { World } from './run/world.ts'

export interface DiffOptions extends PolicyOptions, EmptyOption {
  /** Requests to the API server at a time. */
  readonly concurrency: number
  /** The file to which the plan is written. */
  readonly plan?: string
}

/** What an apply would change: an apply that stops after the plan. */
export function diffProfile(input: ProfileInput, options: DiffOptions, world: World, emit: Emit): Promise<Difference> {
  return withConnection(input.target, world, async (connect) => {
    const { release, manifests, rules } = await renderToApply(input, options, connect, world, emit)
    const cluster = await connect()
    const run = startRun(cluster, world, emit, options.concurrency)
    const policy = policyOf('diff', options, rules)
    const history = unlessForbidden(readHistoryUnlessFrozen(run, release, policy.freezes), [])
    const { plan, counts, refused } = await planPhase(run, { release, manifests }, policy, history)
    if (options.plan !== undefined && refused === undefined) {
      const saved = await savePlan(run, release, plan, await history)
      writePlanFile(options.plan, world.workingFolder, writeSavedPlan(saved))
    }
    return {
      ...releasePlace(cluster, release),
      ...(await differenceOf(run, plan, await history, policy.ownership)),
      counts,
      refused,
    }
  })
}
