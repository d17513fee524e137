import { unlessForbidden } from '../../../cluster/errors/forbidden.ts'
import { claimedIn, type StoredRevision } from '../../../history/store.ts'
import type { KubeObject } from '../../../manifest/types.ts'
import { diffPlan } from '../../../plan/diff/diff.ts'
import type { ObjectDiff } from '../../../plan/diff/types.ts'
import { dataThatChanges, type Impact, impactOf, rolloutsOf } from '../../../plan/impact/impact.ts'
import type { Plan } from '../../../plan/types.ts'
import type { Run } from '../../run/run.ts'

/** What a plan would change, and what that means to what runs. */
export interface PlanDifference {
  readonly objects: readonly ObjectDiff[]
  readonly impact: Impact
}

/** Kinds whose pods read ConfigMaps and Secrets when they start. */
const readers = ['Deployment', 'StatefulSet', 'DaemonSet']

/** Works out what a plan would change and tells its impact, for which it reads what else may be concerned. */
export async function differenceOf(
  run: Run,
  plan: Pick<Plan, 'changes' | 'hooks' | 'candidates'> & Partial<Pick<Plan, 'madeNamespace'>>,
  history: readonly StoredRevision[],
): Promise<PlanDifference> {
  const { cluster, world, emit } = run
  const rolling = rolloutsOf(plan.changes).filter(({ rollout }) => rollout.missing > 0)
  const list = async (group: string, kinds: readonly string[], namespaces: readonly (string | undefined)[]) => {
    const lists = [...new Set(namespaces)].flatMap((namespace) =>
      kinds.map((kind) => unlessForbidden(cluster.list({ group, kind }, { namespace }), undefined)),
    )
    return (await Promise.all(lists)).flatMap((listed): readonly KubeObject[] => listed?.items ?? [])
  }
  const [budgets, workloads] = await Promise.all([
    list(
      'policy',
      ['PodDisruptionBudget'],
      rolling.map(({ rollout }) => rollout.ref.namespace),
    ),
    list(
      'apps',
      readers,
      dataThatChanges(plan).map(({ namespace }) => namespace),
    ),
  ])
  const impact = impactOf(plan, { budgets, workloads })
  const objects = diffPlan(plan, claimedIn(history), world.masking)
  if (objects.length > 0) emit({ type: 'impact', impact })
  return { objects, impact }
}
