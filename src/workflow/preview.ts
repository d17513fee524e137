import { claimedIn } from '../history/store.ts'
import { diffPlan } from '../plan/diff/diff.ts'
import { planDeploy } from './deploy.ts'
import type { Desired } from './planning/desired.ts'
import type { PlannedDelete } from './planning/plan-delete.ts'
import type { Policy } from './run/policy.ts'
import type { Preview } from './run/results.ts'
import type { Run } from './run/run.ts'

/** What a deploy would do. It takes no lock, and writes nothing. @throws what the deploy throws before it writes */
export async function previewDeploy(run: Run, desired: Desired, policy: Policy): Promise<Preview> {
  const { plan, history } = await planDeploy(run, desired, policy)
  return previewOf(run, { plan, history })
}

/** What a plan would do. */
export function previewOf(
  { cluster, world }: Run,
  { plan, history }: Pick<PlannedDelete, 'plan' | 'history'>,
): Preview {
  const objects = diffPlan(plan, claimedIn(history), world.masking)
  return { kubeContext: cluster.kubeContext, objects, notRestored: plan.notRestored }
}
