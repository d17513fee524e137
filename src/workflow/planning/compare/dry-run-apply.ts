import type { Cluster } from '../../../cluster/api/cluster.ts'
import { ApiError } from '../../../cluster/errors/api-error.ts'
import { type FieldConflict, fieldConflicts } from '../../../cluster/errors/conflicts.ts'
import { webhookWithoutDryRun } from '../../../cluster/errors/explain.ts'
import { isUnfit } from '../../../cluster/errors/invalid-manifest.ts'
import { replicasOf, withReplicasLeftAlone } from '../../../manifest/autoscaled.ts'
import { canBeRecreatedOnceGone } from '../../../manifest/deletion.ts'
import { describeRef } from '../../../manifest/identity.ts'
import type { KubeObject } from '../../../manifest/types.ts'
import type { Masker } from '../../../masking/masking.ts'
import { textMaskerOf } from '../../../plan/masking/mask-text.ts'
import { isFormerOwner } from '../../../plan/ownership/managers.ts'
import type { ReplicaOwner } from '../../../plan/ownership/replicas.ts'
import { isForced } from '../../../plan/ownership/rules.ts'
import { isAboutRestart } from '../../../plan/restart.ts'
import type { Notice } from '../../run/events.ts'
import { fieldManager } from '../../run/run.ts'
import { isAutoscaling } from '../facts/autoscalers.ts'
import { conflictError } from './conflict-error.ts'
import type { CompareContext } from './context.ts'
import type { Item } from './item.ts'
import { replicaOwnerFor } from './replicas.ts'

/** What the server says that applying a manifest would make of an object. */
export interface ApplyDryRun {
  /** What was sent: the manifest, but for replicas that are left to an autoscaler. */
  readonly desired: KubeObject
  readonly live: KubeObject | null
  /** undefined where it is refused. */
  readonly merged: KubeObject | undefined
  readonly refusal: ApiError | undefined
  readonly takesOver: boolean
  /** Whose the replicas are left to. */
  readonly replicaOwner: ReplicaOwner | undefined
  /** What is taken over. */
  readonly notices: readonly Notice[]
}

/**
 * Dry-runs the apply of a manifest. If only a former owner's fields conflict, it counts as refused: the server would merge removed
 * fields with new ones, so its answer would say nothing. `member`: the live object where it is known to be the release's.
 * @throws ApiError where the object isn't there, or the manifest doesn't fit its schema; KdeployError `field-conflict`
 */
export async function dryRunApply(
  cluster: Cluster,
  item: Item,
  member: KubeObject | undefined,
  context: CompareContext,
  replicaOwner?: ReplicaOwner,
): Promise<ApplyDryRun> {
  const { ref, desired } = item
  const basis = { desired, takesOver: false, replicaOwner, refusal: undefined, notices: [] }
  let merged: KubeObject
  try {
    merged = await cluster.apply(desired, { fieldManager, dryRun: true })
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (fieldConflicts(error).length > 0) return dryRunConflicting(cluster, item, error, context, replicaOwner)
    if (isUnfit(error)) throw error
    const live = member ?? (hidesObject(error) ? null : await cluster.get(ref))
    if (live === null && webhookWithoutDryRun(error) === undefined) throw error
    return { ...basis, live, merged: undefined, refusal: error }
  }
  // What a dry-run would create has no resourceVersion: it isn't there yet, and need not be asked for.
  const exists = merged.metadata['resourceVersion'] !== undefined
  const live = member ?? (exists ? await cluster.get(ref) : null)
  const answer = { ...basis, live, merged }
  if (live === null || replicaOwner !== undefined || replicasOf(live) === replicasOf(merged)) return answer
  const owner = await replicaOwnerFor(item, context)
  return owner === undefined ? answer : dryRunKeepingReplicas(cluster, item, live, owner, context)
}

/** Whether the refusal says that nothing can be read either, or nothing is there. */
function hidesObject({ status }: ApiError): boolean {
  return status === 401 || status === 403 || status === 404
}

/** Asks again, with the replicas left to whom they are. */
function dryRunKeepingReplicas(
  cluster: Cluster,
  item: Item,
  live: KubeObject,
  owner: ReplicaOwner,
  context: CompareContext,
): Promise<ApplyDryRun> {
  const desired = withReplicasLeftAlone(item.desired, live, fieldManager)
  return dryRunApply(cluster, { ...item, desired }, live, context, owner)
}

async function dryRunConflicting(
  cluster: Cluster,
  item: Item,
  refusal: ApiError,
  context: CompareContext,
  replicaOwner: ReplicaOwner | undefined,
): Promise<ApplyDryRun> {
  const { ref, desired } = item
  const { policy, mask } = context
  const { ownership } = policy
  const live = await cluster.get(ref)
  // Whose fields they are goes with it.
  if (canBeRecreatedOnceGone(live))
    return { desired, live, merged: undefined, refusal, takesOver: false, replicaOwner, notices: [] }
  const conflicts = fieldConflicts(refusal)
  const replicas = conflicts.find(({ field }) => field === '.spec.replicas')
  const owner = replicas === undefined ? undefined : await replicaOwnerFor(item, context, replicas)
  if (live !== null && owner !== undefined && replicaOwner === undefined)
    return dryRunKeepingReplicas(cluster, item, live, owner, context)
  const isAdopted = live !== null && context.isForeign(live, ref)
  const foreign = conflicts.filter((conflict) => !givesFieldUp(conflict, isAdopted, context))
  // An autoscaler that is gone scales nothing any more.
  const held = foreign.filter((conflict) => !isAutoscaling(conflict) && !isForced(ref, conflict.field, ownership))
  // Where nobody asked to adopt it, that is told instead.
  const isOpen = isAdopted && policy.writes && !context.mayAdopt(ref)
  if (held.length > 0 && !ownership.forceConflicts && !isOpen) throw conflictError(item, live, held, mask)
  const notices = foreign.length > 0 && !isOpen ? [takeoverOf(item, foreign, mask)] : []
  const takesOver = foreign.length > 0 || !isAdopted
  if (isAdopted) return { desired, live, merged: undefined, refusal, takesOver, replicaOwner, notices }
  const merged = await cluster.apply(desired, { fieldManager, dryRun: true, force: true })
  return { desired, live, merged, refusal: undefined, takesOver, replicaOwner, notices }
}

/**
 * Whether the manager of a conflicting field is overridden without --force-conflicts: kdeploy itself, a restart that the manifest's is
 * later than, or the former owner of an adopted object.
 */
function givesFieldUp(conflict: FieldConflict, isAdopted: boolean, context: CompareContext): boolean {
  const { manager, operation, subresource = '' } = conflict
  if (manager === fieldManager && subresource === '') return true
  if (isAboutRestart(conflict)) return true
  return isAdopted && isFormerOwner({ manager, operation, subresource }, context.policy.ownership.adopt.from)
}

function takeoverOf({ ref, manifest }: Item, conflicts: readonly FieldConflict[], mask: Masker): Notice {
  const fields = textMaskerOf(manifest, mask)(fieldsOf(conflicts))
  return { type: 'warning', message: `${describeRef(ref)}: takes over ${fields}` }
}

function fieldsOf(conflicts: readonly FieldConflict[]): string {
  return conflicts.map(({ field, manager }) => `${field.replace(/^\./, '')} from ${manager}`).join(', ')
}
