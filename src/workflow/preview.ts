import { outlineOf } from '../plan/outline.ts'
import type { DiffRules } from '../plan/ownership/rules.ts'
import { planDeploy } from './deploy.ts'
import type { Desired } from './planning/desired.ts'
import type { PlannedDelete } from './planning/plan-delete.ts'
import { differenceOf } from './planning/preview/difference.ts'
import { noticesOfOrphaned } from './planning/prune/notices.ts'
import type { Policy } from './run/policy.ts'
import type { Preview } from './run/results.ts'
import type { Run } from './run/run.ts'

/** What a deploy would do. It takes no lock, and writes nothing. @throws what the deploy throws before it writes */
export async function previewDeploy(run: Run, desired: Desired, policy: Policy): Promise<Preview> {
  const { plan, history } = await planDeploy(run, desired, policy)
  return previewOf(run, { plan, history }, policy.ownership)
}

/** What a plan would do; tells why it would orphan what it does. */
export async function previewOf(
  run: Run,
  { plan, history }: Pick<PlannedDelete, 'plan' | 'history'>,
  rules?: DiffRules,
): Promise<Preview> {
  for (const notice of noticesOfOrphaned(plan.candidates)) run.emit(notice)
  const { objects } = await differenceOf(run, plan, history, rules)
  return { kubeContext: run.cluster.kubeContext, objects, notRestored: plan.notRestored, outline: outlineOf(plan) }
}
