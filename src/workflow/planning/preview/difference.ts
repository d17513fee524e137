import { unlessForbidden } from '../../../cluster/errors/forbidden.ts'
import { joinNames } from '../../../counts.ts'
import { claimedIn, type StoredRevision } from '../../../history/store.ts'
import { describeRef } from '../../../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../../../manifest/types.ts'
import { diffPlan } from '../../../plan/diff/diff.ts'
import type { ObjectDiff } from '../../../plan/diff/types.ts'
import { dataThatChanges, type Impact, impactOf, rolloutsOf } from '../../../plan/impact/impact.ts'
import type { DiffRules } from '../../../plan/ownership/rules.ts'
import type { Plan } from '../../../plan/types.ts'
import type { Run } from '../../run/run.ts'

/** What a plan would change, and what that means to what runs. */
export interface PlanDifference {
  readonly objects: readonly ObjectDiff[]
  readonly impact: Impact
  /** Objects that change in fields alone that kdeploy.yaml's `ignoreDiff` names. */
  readonly unshown: readonly ObjectRef[]
}

/** Kinds whose pods read ConfigMaps and Secrets when they start. */
const readers = ['Deployment', 'StatefulSet', 'DaemonSet']

/** Objects that are named; more are counted. */
const mostNamed = 5

/** What only changes in fields that nobody wants to see. */
function isUnshownAsAWhole({ action, unshown = 0, fields, alsoChanged }: ObjectDiff): boolean {
  return action === 'change' && unshown > 0 && fields.length + alsoChanged.length === 0
}

type Previewed = Pick<Plan, 'changes' | 'hooks' | 'candidates'> & Partial<Pick<Plan, 'madeNamespace'>>

/** What a plan would change, without its impact. */
export function diffOf(
  { world }: Run,
  plan: Previewed,
  history: readonly StoredRevision[],
  rules?: DiffRules,
): ObjectDiff[] {
  return diffPlan(plan, claimedIn(history), world.masking, rules)
}

/** Works out what a plan would change and tells its impact, for which it reads what else may be concerned. */
export async function differenceOf(
  run: Run,
  plan: Previewed,
  history: readonly StoredRevision[],
  rules?: DiffRules,
): Promise<PlanDifference> {
  const { cluster, emit } = run
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
  const all = diffOf(run, plan, history, rules)
  const unshown = all.filter(isUnshownAsAWhole)
  const objects = all.filter((one) => !unshown.includes(one))
  if (unshown.length > 0) {
    const what = joinNames(unshown, mostNamed, ({ ref }) => describeRef(ref))
    emit({ type: 'notice', message: `not shown, as ignoreDiff of kdeploy.yaml says: all that changes of ${what}` })
  }
  if (objects.length > 0) emit({ type: 'impact', impact })
  return { objects, impact, unshown: unshown.map(({ ref }) => ref) }
}
