import type { Cluster } from '../../../cluster/api/cluster.ts'
import { ApiError } from '../../../cluster/errors/api-error.ts'
import { type FieldConflict, fieldConflicts } from '../../../cluster/errors/conflicts.ts'
import { webhookWithoutDryRun } from '../../../cluster/errors/explain.ts'
import { leaveReplicas, replicasOf } from '../../../manifest/autoscaled.ts'
import { canBeRecreatedOnceGone } from '../../../manifest/deletion.ts'
import { describeRef } from '../../../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../../../manifest/types.ts'
import type { Masker } from '../../../masking/masking.ts'
import { concealerOf } from '../../../plan/masking/conceal.ts'
import { isFormerOwner } from '../../../plan/ownership/managers.ts'
import { isForced, type OwnershipRules } from '../../../plan/ownership/rules.ts'
import type { Emit } from '../../run/events.ts'
import { fieldManager } from '../../run/field-manager.ts'
import { type AutoscalerOf, isAutoscaling, type Keeper } from '../facts/autoscalers.ts'
import { type AdoptOptions, managersToAdoptFrom, mayAdopt } from './adopt.ts'
import { conflictError } from './conflict-error.ts'
import type { Item, Member } from './item.ts'

/** How conflicts count. */
export interface AskOptions extends AdoptOptions {
  /** See CompareOptions. */
  readonly writes: boolean
  /** `--force-conflicts`: fields of other managers are taken over. */
  readonly forceConflicts: boolean
  /** What kdeploy.yaml says of it. */
  readonly ownership: OwnershipRules
  /** Whether a live object isn't the release's, so that taking it over is an adoption. */
  readonly isForeign: (live: KubeObject, ref: ObjectRef) => Promise<boolean>
  /** Whose replicas are an autoscaler's. */
  readonly autoscalerOf: AutoscalerOf
  /** Whether the last good revision had the object without replicas, so that kdeploy owns none but those that it carried. */
  readonly carried: (ref: ObjectRef) => Promise<boolean>
  readonly mask: Masker
  /** Told of what is taken over by force, and what is left to an autoscaler. */
  readonly emit: Emit
}

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
  options: AskOptions,
  left?: Keeper,
): Promise<Answer> {
  const { ref, desired } = item
  const basis = { desired, takesOver: false, left, refusal: undefined }
  let merged: KubeObject
  try {
    merged = await cluster.apply(desired, { fieldManager, dryRun: true })
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (fieldConflicts(error).length > 0) return askConflicting(cluster, item, error, options, left)
    const live = isUntold(error) ? ((await member()) ?? null) : ((await member()) ?? (await cluster.get(ref)))
    if (live === null && webhookWithoutDryRun(error) === undefined) throw error
    return { ...basis, live, merged: undefined, refusal: error }
  }
  // What a dry-run would create has no resourceVersion: it isn't there yet, and need not be asked for.
  const exists = merged.metadata['resourceVersion'] !== undefined
  const live = (await member()) ?? (exists ? await cluster.get(ref) : null)
  const answer = { ...basis, live, merged }
  if (live === null || left !== undefined || replicasOf(live) === replicasOf(merged)) return answer
  const keeper = await keeperFor(item, options)
  return keeper === undefined ? answer : askLeaving(cluster, item, live, keeper, options)
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
  options: AskOptions,
): Promise<Answer> {
  const desired = leaveReplicas(item.desired, live, fieldManager)
  return ask(cluster, { ...item, desired }, async () => live, options, keeper)
}

async function askConflicting(
  cluster: Cluster,
  item: Item,
  refusal: ApiError,
  options: AskOptions,
  left: Keeper | undefined,
): Promise<Answer> {
  const { ref, desired } = item
  const { forceConflicts, ownership, mask, emit } = options
  const live = await cluster.get(ref)
  // Whose fields they are goes with it.
  if (canBeRecreatedOnceGone(live)) return { desired, live, merged: undefined, refusal, takesOver: false, left }
  const conflicts = fieldConflicts(refusal)
  const replicas = conflicts.find(({ field }) => field === '.spec.replicas')
  const keeper = replicas === undefined ? undefined : await keeperFor(item, options, replicas)
  if (live !== null && keeper !== undefined && left === undefined)
    return askLeaving(cluster, item, live, keeper, options)
  const isAdopted = live !== null && (await options.isForeign(live, ref))
  const foreign = conflicts.filter((conflict) => !isYielding(conflict, isAdopted, options))
  // An autoscaler that is gone scales nothing any more.
  const held = foreign.filter((conflict) => !isAutoscaling(conflict) && !isForced(ref, conflict.field, ownership))
  // Where nobody asked to adopt it, that is told instead.
  const isOpen = isAdopted && options.writes && !(await mayAdopt(cluster, item, options))
  if (held.length > 0 && !forceConflicts && !isOpen) throw conflictError(item, live, held, mask)
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
function isYielding(conflict: FieldConflict, isAdopted: boolean, options: AskOptions): boolean {
  const { manager, operation, subresource = '' } = conflict
  if (manager === fieldManager && subresource === '') return true
  return isAdopted && isFormerOwner({ manager, operation, subresource }, managersToAdoptFrom(options))
}

/**
 * Whose live replicas stay, rather than what the template says of them; undefined also where kdeploy.yaml says that they are
 * the template's. `held` is the conflict about them, where there is one.
 */
export async function keeperFor(
  { ref, desired }: Item,
  { autoscalerOf, carried, ownership }: AskOptions,
  held?: FieldConflict,
): Promise<Keeper | undefined> {
  if (isForced(ref, '.spec.replicas', ownership)) return undefined
  const autoscaler = await autoscalerOf(ref)
  const isUnset = replicasOf(desired) === undefined
  if (autoscaler === undefined) return isUnset && (await carried(ref)) ? 'carried' : undefined
  if (autoscaler === 'unknown') return isUnset || isAutoscaling(held) ? autoscaler : undefined
  return isUnset || !autoscaler.isPruned ? autoscaler : undefined
}

function fieldsOf(conflicts: readonly FieldConflict[]): string {
  return conflicts.map(({ field, manager }) => `${field.replace(/^\./, '')} from ${manager}`).join(', ')
}
