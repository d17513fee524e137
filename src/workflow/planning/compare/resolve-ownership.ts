import type { Cluster } from '../../../cluster/api/cluster.ts'
import type { ApiError } from '../../../cluster/errors/api-error.ts'
import { fieldConflicts } from '../../../cluster/errors/conflicts.ts'
import { changesImmutable } from '../../../cluster/errors/explain.ts'
import { missingPermission } from '../../../cluster/errors/forbidden.ts'
import { replicasOf, withoutReplicas } from '../../../manifest/autoscaled.ts'
import { describeRef } from '../../../manifest/identity.ts'
import type { KubeObject } from '../../../manifest/types.ts'
import type { Masker } from '../../../masking/masking.ts'
import { textMaskerOf } from '../../../plan/masking/mask-text.ts'
import { knownAdditions } from '../../../plan/ownership/additions.ts'
import { contentOf, fieldsIn } from '../../../plan/ownership/differences.ts'
import {
  type FieldSet,
  intersection,
  isEmpty,
  minus,
  noFields,
  sameFields,
  union,
} from '../../../plan/ownership/field-set.ts'
import {
  fieldsOfAll,
  isController,
  isFormerOwner,
  isInteractiveTool,
  isOwn,
  isOwnApply,
  type ManagedFields,
  managedFieldsOf,
  ownFields,
} from '../../../plan/ownership/managers.ts'
import type { ReplicaOwner } from '../../../plan/ownership/replicas.ts'
import type { Rewrite } from '../../../plan/ownership/rewrite.ts'
import { ignoredFields, isIgnored } from '../../../plan/ownership/rules.ts'
import { mayLeaveDefaults } from '../../../plan/ownership/stale-defaults.ts'
import { fieldsToTake, hasContent, type KeepsFields, replicasField, shapeOf } from '../../../plan/ownership/wanted.ts'
import type { Notice } from '../../run/events.ts'
import type { OwnershipPolicy } from '../../run/policy.ts'
import { fieldManager } from '../../run/run.ts'
import type { CompareContext } from './context.ts'
import type { ApplyDryRun } from './dry-run-apply.ts'
import { dryRunPut, type PutDryRun } from './dry-run-put.ts'
import { isNamespace } from './dry-run-twin.ts'
import type { Item } from './item.ts'
import { replicaOwnerFor } from './replicas.ts'

/** What a live object becomes, and what has to happen to the ownership of its fields before the manifest is applied. */
export interface ResolvedOwnership {
  readonly desired: KubeObject
  readonly live: KubeObject
  readonly merged: KubeObject
  readonly rewrite: Rewrite | undefined
  /** What applying the manifest alone makes of it; undefined where that is refused. */
  readonly applied: KubeObject | undefined
  readonly replicaOwner: ReplicaOwner | undefined
  readonly notices: readonly Notice[]
}

type Known = ApplyDryRun & { readonly live: KubeObject }

/**
 * The result of adopting a foreign object: fields of former owners that the manifest lacks are removed, those of others stay,
 * and so do replicas that an autoscaler or nobody but the former owner set. @throws ApiError
 */
export async function resolveAdoption(
  cluster: Cluster,
  item: Item,
  { live, merged, refusal }: Known,
  context: CompareContext,
): Promise<ResolvedOwnership> {
  const { ownership } = context.policy
  const isFormer = (entry: ManagedFields) => isFormerOwner(entry, ownership.adopt.from)
  const isUnset = replicasOf(item.desired) === undefined
  const owner = await replicaOwnerFor(item, context)
  const leaves = replicasOf(live) !== undefined && (isUnset || owner !== undefined)
  const desired = leaves ? withoutReplicas(item.desired) : item.desired
  const replicaOwner = leaves ? (owner ?? 'kept') : undefined
  const kept = leaves ? replicasField : noFields
  const stays: KeepsFields = (entry) =>
    !isFormer(entry) && (!ownership.revertDrift || isController(entry) || isIgnored(entry, ownership))
  const wanted = await dryRunPut(cluster, desired, live, stays, { kept, isFormer }, readerOf(cluster, item))
  const own = ownAfterAdoption(live, desired, isFormer, kept)
  const rewrite = {
    isFormer,
    canLose: (entry: ManagedFields) => !stays(entry),
    own,
    ...relinquishing(ownership, merged),
  }
  if ('object' in wanted) {
    const take = fieldsToTake(wanted.live, wanted.object, desired)
    return {
      desired,
      live: wanted.live,
      merged: wanted.object,
      applied: merged,
      rewrite: { ...rewrite, take },
      replicaOwner,
      notices: [],
    }
  }
  // An object that can't be put as new, a Job for example, changes in its metadata only.
  if (merged === undefined || !changesImmutable(wanted.refusal)) throw moreRelevantRefusal(refusal, wanted.refusal)
  return { desired, live, merged, applied: merged, rewrite: { ...rewrite, take: noFields }, replicaOwner, notices: [] }
}

/**
 * The fields kdeploy owns before applying to an adopted object: the former owner's, as far as recorded in the
 * same version, except fields kept without an owner. Never empty: without any entry the server attributes all fields to
 * another manager.
 */
function ownAfterAdoption(
  live: KubeObject,
  desired: KubeObject,
  isFormer: (entry: ManagedFields) => boolean,
  kept: FieldSet,
): FieldSet {
  const taken = managedFieldsOf(live).filter((entry) => isFormer(entry) || isOwn(entry, fieldManager))
  const fields = minus(fieldsOfAll(taken.filter(({ apiVersion }) => apiVersion === live.apiVersion)), kept)
  return isEmpty(fields) ? { ...fieldsIn(contentOf(desired), shapeOf(live)), self: false } : fields
}

/**
 * What applying a manifest makes of a member. Where the apply alone would be refused for what nobody owns, or would leave a
 * default behind that a fresh object wouldn't have, or with `revertDrift`, the fields that stand in the way become kdeploy's
 * first, so that the apply removes them. @throws ApiError
 */
export async function resolveMember(
  cluster: Cluster,
  item: Item,
  answer: Known,
  context: CompareContext,
): Promise<ResolvedOwnership> {
  const { desired, live, merged, refusal, replicaOwner } = answer
  const { ownership } = context.policy
  // Several releases may render one Namespace, and others may mark it.
  const revertDrift = ownership.revertDrift && !isNamespace(item.ref)
  const resolving = { ...ownership, revertDrift }
  const settled = { desired, live, applied: merged, replicaOwner, notices: [] }
  let notices: Notice[] = []
  if (revertDrift || merged === undefined || mayLeaveDefaults(live, merged, fieldManager)) {
    const stays: KeepsFields = revertDrift ? (entry) => isController(entry) || isIgnored(entry, ownership) : () => true
    const read = readerOf(cluster, item)
    const wanted = await dryRunPut(cluster, desired, live, stays, { kept: keptFields(item, answer, resolving) }, read)
    if ('object' in wanted) return { ...settled, ...resolvedByPut(wanted, answer, stays, resolving) }
    if (merged === undefined) throw moreRelevantRefusal(refusal, wanted.refusal)
    notices = noticesOfMissingPut(item, wanted, revertDrift, context.mask)
  }
  return { ...settled, merged, rewrite: dropSharedOwnership(live, merged, ownership), notices }
}

function resolvedByPut(
  { object, live }: Extract<PutDryRun, { object: unknown }>,
  { desired, merged }: Known,
  stays: KeepsFields,
  ownership: OwnershipPolicy,
): Pick<ResolvedOwnership, 'live' | 'merged' | 'rewrite'> {
  const isSame = merged !== undefined && hasContent(merged, object)
  const take = isSame ? noFields : fieldsToTake(live, object, desired, { contentOnly: !ownership.revertDrift })
  if (isSame || (merged !== undefined && isEmpty(take)))
    return { live, merged: merged ?? object, rewrite: merged && dropSharedOwnership(live, merged, ownership) }
  const rewrite = { isFormer: () => false, canLose: (entry: ManagedFields) => !stays(entry), take }
  return { live, merged: object, rewrite: { ...rewrite, ...relinquishing(ownership, merged) } }
}

/**
 * Fields kept although no remaining manager owns them: replicas that the manifest doesn't set, known additions, and those
 * that kdeploy.yaml ignores.
 */
function keptFields({ ref }: Item, { desired, live, merged }: Known, ownership: OwnershipPolicy): FieldSet {
  const isUnset = replicasOf(desired) === undefined && replicasOf(live) !== undefined
  const isKept =
    merged === undefined
      ? isEmpty(intersection(ownFields(live, fieldManager), replicasField))
      : replicasOf(merged) === replicasOf(live)
  const replicas = isUnset && isKept ? replicasField : noFields
  if (!ownership.revertDrift) return replicas
  return [replicas, knownAdditions, ignoredFields(ref, shapeOf(live), ownership)].reduce(union)
}

/**
 * Takes shared fields from interactive tools, so that a field later removed from the manifest
 * is removed, and changes without a conflict. Also if kdeploy doesn't own everything that the manifest sets.
 */
function dropSharedOwnership(live: KubeObject, merged: KubeObject, ownership: OwnershipPolicy): Rewrite | undefined {
  const sets = ownFields(merged, fieldManager)
  const { relinquishes } = relinquishing(ownership, merged)
  const entries = managedFieldsOf(live)
  const isShared = entries.some((entry) => relinquishes(entry) && !isEmpty(intersection(entry.fields, sets)))
  const isPatched = entries.some((entry) => isOwn(entry, fieldManager) && !isOwnApply(entry, fieldManager))
  const isSame = hasContent(live, merged)
  const isWhole = sameFields(ownFields(live, fieldManager), sets)
  if (!isShared && !(isSame && (isPatched || !isWhole))) return undefined
  const own = isSame ? { own: sets } : {}
  return { isFormer: () => false, canLose: () => false, take: noFields, relinquishes, shared: sets, ...own }
}

function relinquishing(ownership: OwnershipPolicy, merged: KubeObject | undefined) {
  return {
    relinquishes: relinquishersOf(ownership),
    shared: merged === undefined ? noFields : ownFields(merged, fieldManager),
  }
}

function readerOf(cluster: Cluster, { ref }: Item): () => Promise<KubeObject | null> {
  return () => cluster.get(ref)
}

/** What the server says of the apply is about the manifest; a conflict with a former owner is none of it. */
function moreRelevantRefusal(ofApply: ApiError | undefined, ofPut: ApiError): ApiError {
  return ofApply === undefined || fieldConflicts(ofApply).length > 0 ? ofPut : ofApply
}

/** Whether a manager keeps no field that the manifest sets alike: a person's tool, and those that a person names. */
export function relinquishersOf({ adopt }: OwnershipPolicy): (entry: ManagedFields) => boolean {
  return (entry) => isInteractiveTool(entry) || (entry.subresource === '' && adopt.from.includes(entry.manager))
}

/** Warns of a dry-run that is refused, but for an object that can't be put as new where nobody asked for that. */
function noticesOfMissingPut(
  { ref, manifest }: Item,
  { refusal }: Extract<PutDryRun, { refusal: ApiError }>,
  revertDrift: boolean,
  mask: Masker,
): Notice[] {
  const name = describeRef(ref)
  const undetected = `${name}: what others added can't be detected`
  const immutable = `${name}: changes by others stay, because most of its fields can't be changed; --replace recreates it`
  const why =
    missingPermission(refusal) === undefined
      ? `the API server refuses: ${textMaskerOf(manifest, mask)(refusal.message)}`
      : 'you may not update it'
  if (refusal.status !== 403 && !revertDrift) return []
  const message = changesImmutable(refusal) ? immutable : `${undetected}: ${why}`
  return [{ type: 'warning', message, place: manifest.placeOf([]) }]
}
