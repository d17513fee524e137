import type { Cluster } from '../../../cluster/api/cluster.ts'
import { ApiError } from '../../../cluster/errors/api-error.ts'
import { type FieldConflict, fieldConflicts } from '../../../cluster/errors/conflicts.ts'
import { webhookWithoutDryRun } from '../../../cluster/errors/explain.ts'
import { leaveReplicas, replicasOf } from '../../../manifest/autoscaled.ts'
import { canBeRecreatedOnceGone } from '../../../manifest/deletion.ts'
import { describeRef } from '../../../manifest/identity.ts'
import type { KubeObject } from '../../../manifest/types.ts'
import { concealerOf } from '../../../plan/masking/conceal.ts'
import { isFormerOwner } from '../../../plan/ownership/managers.ts'
import { isForced } from '../../../plan/ownership/rules.ts'
import { fieldManager } from '../../run/field-manager.ts'
import { isAutoscaling, type Keeper } from '../facts/autoscalers.ts'
import { mayAdopt } from './adopt.ts'
import { conflictError } from './conflict-error.ts'
import type { CompareContext } from './context.ts'
import type { Item, Member } from './item.ts'

/** What the server says that applying a manifest would make of an object. */
export interface Answer {
  /** What was sent: the manifest, but for replicas that are left to an autoscaler. */
  readonly desired: KubeObject
  readonly live: KubeObject | null
  /** undefined where it is refused. */
  readonly merged: KubeObject | undefined
  readonly refusal: ApiError | undefined
  readonly takesOver: boolean
  /** Whose the replicas are left to. */
  readonly left: Keeper | undefined
}

/**
 * Dry-runs the apply of a manifest. Where only a former owner's fields conflict, that counts as a refusal: the server merges what
 * goes with what comes, so that its answer would say nothing.
 * @throws ApiError where the object isn't there; KdeployError `field-conflict`
 */
export async function ask(
  cluster: Cluster,
  item: Item,
  member: Member,
  context: CompareContext,
  left?: Keeper,
): Promise<Answer> {
  const { ref, desired } = item
  const basis = { desired, takesOver: false, left, refusal: undefined }
  let merged: KubeObject
  try {
    merged = await cluster.apply(desired, { fieldManager, dryRun: true })
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (fieldConflicts(error).length > 0) return askConflicting(cluster, item, error, context, left)
    const live = isUntold(error) ? ((await member()) ?? null) : ((await member()) ?? (await cluster.get(ref)))
    if (live === null && webhookWithoutDryRun(error) === undefined) throw error
    return { ...basis, live, merged: undefined, refusal: error }
  }
  // What a dry-run would create has no resourceVersion: it isn't there yet, and need not be asked for.
  const exists = merged.metadata['resourceVersion'] !== undefined
  const live = (await member()) ?? (exists ? await cluster.get(ref) : null)
  const answer = { ...basis, live, merged }
  if (live === null || left !== undefined || replicasOf(live) === replicasOf(merged)) return answer
  const keeper = await keeperFor(item, context)
  return keeper === undefined ? answer : askLeaving(cluster, item, live, keeper, context)
}

/** Whether the refusal says that nothing can be read either, or nothing is there. */
function isUntold({ status }: ApiError): boolean {
  return status === 401 || status === 403 || status === 404
}

/** Asks again, with the replicas left to whom they are. */
function askLeaving(
  cluster: Cluster,
  item: Item,
  live: KubeObject,
  keeper: Keeper,
  context: CompareContext,
): Promise<Answer> {
  const desired = leaveReplicas(item.desired, live, fieldManager)
  return ask(cluster, { ...item, desired }, async () => live, context, keeper)
}

async function askConflicting(
  cluster: Cluster,
  item: Item,
  refusal: ApiError,
  context: CompareContext,
  left: Keeper | undefined,
): Promise<Answer> {
  const { ref, desired } = item
  const { policy, mask, emit } = context
  const { ownership } = policy
  const live = await cluster.get(ref)
  // Whose fields they are goes with it.
  if (canBeRecreatedOnceGone(live)) return { desired, live, merged: undefined, refusal, takesOver: false, left }
  const conflicts = fieldConflicts(refusal)
  const replicas = conflicts.find(({ field }) => field === '.spec.replicas')
  const keeper = replicas === undefined ? undefined : await keeperFor(item, context, replicas)
  if (live !== null && keeper !== undefined && left === undefined)
    return askLeaving(cluster, item, live, keeper, context)
  const isAdopted = live !== null && (await context.isForeign(live, ref))
  const foreign = conflicts.filter((conflict) => !isYielding(conflict, isAdopted, context))
  // An autoscaler that is gone scales nothing any more.
  const held = foreign.filter((conflict) => !isAutoscaling(conflict) && !isForced(ref, conflict.field, ownership))
  // Where nobody asked to adopt it, that is told instead.
  const isOpen = isAdopted && policy.writes && !(await mayAdopt(cluster, item, ownership.adopt))
  if (held.length > 0 && !ownership.forceConflicts && !isOpen) throw conflictError(item, live, held, mask)
  if (foreign.length > 0 && !isOpen) {
    const fields = concealerOf(item.manifest, mask)(fieldsOf(foreign))
    emit({ type: 'warning', message: `${describeRef(ref)}: takes over ${fields}` })
  }
  const takesOver = foreign.length > 0 || !isAdopted
  if (isAdopted) return { desired, live, merged: undefined, refusal, takesOver, left }
  const merged = await cluster.apply(desired, { fieldManager, dryRun: true, force: true })
  return { desired, live, merged, refusal: undefined, takesOver, left }
}

/** Whether the holder of a field gives it up: kdeploy's own patch, and the former owner of what is adopted. */
function isYielding(conflict: FieldConflict, isAdopted: boolean, context: CompareContext): boolean {
  const { manager, operation, subresource = '' } = conflict
  if (manager === fieldManager && subresource === '') return true
  return isAdopted && isFormerOwner({ manager, operation, subresource }, context.policy.ownership.adopt.from)
}

/**
 * Whose live replicas stay, rather than what the template says of them; undefined also where kdeploy.yaml says that they are
 * the template's. `held` is the conflict about them, where there is one.
 */
export async function keeperFor(
  { ref, desired }: Item,
  { autoscalerOf, carried, policy }: CompareContext,
  held?: FieldConflict,
): Promise<Keeper | undefined> {
  if (isForced(ref, '.spec.replicas', policy.ownership)) return undefined
  const autoscaler = await autoscalerOf(ref)
  const isUnset = replicasOf(desired) === undefined
  if (autoscaler === undefined) return isUnset && (await carried(ref)) ? 'carried' : undefined
  if (autoscaler === 'unknown') return isUnset || isAutoscaling(held) ? autoscaler : undefined
  return isUnset || !autoscaler.isPruned ? autoscaler : undefined
}

function fieldsOf(conflicts: readonly FieldConflict[]): string {
  return conflicts.map(({ field, manager }) => `${field.replace(/^\./, '')} from ${manager}`).join(', ')
}
