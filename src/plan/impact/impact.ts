import { annotationOf } from '../../manifest/annotations.ts'
import { fieldAt, numberAt } from '../../manifest/fields.ts'
import { keyOf, refOf } from '../../manifest/identity.ts'
import { releaseAnnotation } from '../../manifest/membership.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'
import { hasSensitiveAmount } from '../masking/mask-assessment.ts'
import { toDelete, toOrphan } from '../prune-candidates.ts'
import { dataReadBy } from '../references/data-read.ts'
import { changedDataOf } from '../references/stale-readers.ts'
import type { Change, Plan } from '../types.ts'
import { exceedsBudget, type Rollout, rolloutOf } from './rollout.ts'

/** What a plan means to what runs. */
export interface Impact {
  /** Workloads whose pods are replaced. */
  readonly rollouts: readonly (Rollout | Pick<Rollout, 'ref'>)[]
  /** Workloads that get more or fewer pods, without a rollout. */
  readonly scaled: readonly Scaled[]
  readonly recreated: readonly ObjectRef[]
  readonly deleted: readonly ObjectRef[]
  readonly orphaned: readonly ObjectRef[]
  /** Hooks that run. */
  readonly hooks: readonly ObjectRef[]
  /** Rollouts that take more pods at a time than a PodDisruptionBudget allows: a rollout doesn't heed it. */
  readonly overBudget: readonly OverBudget[]
  /** Workloads that aren't part of the release and read a ConfigMap or Secret that changes or is deleted. */
  readonly readers: readonly OutsideReader[]
}

export interface Scaled {
  readonly ref: ObjectRef
  readonly from: number
  readonly to: number
}

export interface OverBudget {
  readonly ref: ObjectRef
  readonly budget: string
  readonly missing: number
  readonly allowed: number
}

export interface OutsideReader {
  readonly ref: ObjectRef
  /** `name/PROFILE/namespace`; undefined where it is no release's. */
  readonly release: string | undefined
  readonly reads: readonly ObjectRef[]
  /** It reads something that is deleted. */
  readonly isLost: boolean
}

/** What else was read of the cluster; each list is empty where it may not be read. */
export interface ImpactFacts {
  readonly budgets: readonly KubeObject[]
  /** Deployments, StatefulSets and DaemonSets of the namespaces in which data changes. */
  readonly workloads: readonly KubeObject[]
}

/** The ConfigMaps and Secrets whose data a plan changes or deletes. */
export function dataThatChanges({ changes, candidates }: Pick<Plan, 'changes' | 'candidates'>): readonly ObjectRef[] {
  const gone = toDelete(candidates).map(({ ref }) => ref)
  return [
    ...changes.filter((change) => changedDataOf(change).size > 0).map(({ ref }) => ref),
    ...gone.filter(({ group, kind }) => group === '' && (kind === 'ConfigMap' || kind === 'Secret')),
  ]
}

/** The rollouts that a plan begins, each with its workload as it would be. */
export function rolloutsOf(changes: readonly Change[]): { readonly rollout: Rollout; readonly next: KubeObject }[] {
  return changes.flatMap(({ action, live, merged }) => {
    const rollout = action === 'recreate' || action === 'unchanged' ? undefined : rolloutOf(live, merged)
    return rollout === undefined ? [] : [{ rollout, next: merged }]
  })
}

/** Numbers of pods that come from a sensitive value aren't told. */
export function impactOf(plan: Pick<Plan, 'changes' | 'candidates' | 'hooks'>, facts: ImpactFacts): Impact {
  const hidden = new Set(
    plan.changes.filter(({ manifest }) => hasSensitiveAmount(manifest)).map(({ ref }) => keyOf(ref)),
  )
  const isOpen = ({ ref }: { readonly ref: ObjectRef }) => !hidden.has(keyOf(ref))
  const rolling = rolloutsOf(plan.changes)
  const rolls = new Set(rolling.map(({ rollout }) => keyOf(rollout.ref)))
  return {
    rollouts: rolling.map(({ rollout }) => (isOpen(rollout) ? rollout : { ref: rollout.ref })),
    scaled: plan.changes.filter(isOpen).flatMap((change) => (rolls.has(keyOf(change.ref)) ? [] : scaledBy(change))),
    recreated: plan.changes.filter(({ action }) => action === 'recreate').map(({ ref }) => ref),
    deleted: toDelete(plan.candidates).map(({ ref }) => ref),
    orphaned: toOrphan(plan.candidates).map(({ ref }) => ref),
    hooks: plan.hooks.filter(({ runs }) => runs).map(({ ref }) => ref),
    overBudget: rolling
      .filter(({ rollout }) => isOpen(rollout))
      .flatMap(({ rollout, next }) =>
        facts.budgets.flatMap((budget) => {
          const allowed = exceedsBudget(rollout, next, budget)
          if (allowed === undefined) return []
          return [{ ref: rollout.ref, budget: budget.metadata.name, missing: rollout.missing, allowed }]
        }),
      ),
    readers: readersOutside(plan, facts.workloads),
  }
}

function scaledBy({ ref, action, live, merged }: Change): Scaled[] {
  const [from, to] = [live, merged].map((object) => numberAt(object ?? undefined, 'spec', 'replicas'))
  if (action === 'recreate' || from === undefined || to === undefined || from === to) return []
  return fieldAt(merged, 'spec', 'template') === undefined ? [] : [{ ref, from, to }]
}

/** Those that the plan itself is about are told elsewhere (references/stale-readers.ts). */
function readersOutside(plan: Pick<Plan, 'changes' | 'candidates'>, workloads: readonly KubeObject[]): OutsideReader[] {
  const data = dataThatChanges(plan)
  const own = new Set([...plan.changes, ...plan.candidates].map(({ ref }) => keyOf(ref)))
  const gone = new Set(toDelete(plan.candidates).map(({ ref }) => keyOf(ref)))
  return workloads.flatMap((workload) => {
    const ref = refOf(workload)
    if (own.has(keyOf(ref))) return []
    const read = dataReadBy(workload)
    const reads = data.filter(
      (one) => one.namespace === ref.namespace && read.some(({ kind, name }) => kind === one.kind && name === one.name),
    )
    if (reads.length === 0) return []
    const claimed = annotationOf(workload, releaseAnnotation)
    const release = typeof claimed === 'string' ? claimed : undefined
    return [{ ref, release, reads, isLost: reads.some((one) => gone.has(keyOf(one))) }]
  })
}
