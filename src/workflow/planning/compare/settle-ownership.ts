import type { Cluster } from '../../../cluster/api/cluster.ts'
import type { ApiError } from '../../../cluster/errors/api-error.ts'
import { fieldConflicts } from '../../../cluster/errors/conflicts.ts'
import { changesImmutable } from '../../../cluster/errors/explain.ts'
import { replicasOf, withoutReplicas } from '../../../manifest/autoscaled.ts'
import { describeRef } from '../../../manifest/identity.ts'
import type { KubeObject } from '../../../manifest/types.ts'
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
  isHandTool,
  isOwn,
  isOwnApply,
  type ManagedFields,
  managedFieldsOf,
  ownFields,
} from '../../../plan/ownership/managers.ts'
import type { Keeper } from '../../../plan/ownership/replicas.ts'
import type { Rewrite } from '../../../plan/ownership/rewrite.ts'
import { ignoredFields, isIgnored } from '../../../plan/ownership/rules.ts'
import { mayLeaveDefaults } from '../../../plan/ownership/stale-defaults.ts'
import { fieldsToFold, hasContent, replicasField, type Stays, shapeOf } from '../../../plan/ownership/wanted.ts'
import type { Notice } from '../../run/events.ts'
import type { OwnershipPolicy } from '../../run/policy.ts'
import { fieldManager } from '../../run/run.ts'
import type { Answer } from './ask.ts'
import { isNamespace } from './ask-twin.ts'
import { askWanted, type Wanted } from './ask-wanted.ts'
import type { CompareContext } from './context.ts'
import type { Item } from './item.ts'
import { keeperFor } from './replicas.ts'

/** What a live object becomes, and what has to happen to the ownership of its fields before the manifest is applied. */
export interface Settled {
  readonly desired: KubeObject
  readonly live: KubeObject
  readonly merged: KubeObject
  readonly rewrite: Rewrite | undefined
  /** What applying the manifest alone makes of it; undefined where that is refused. */
  readonly applied: KubeObject | undefined
  readonly left: Keeper | undefined
  readonly notices: readonly Notice[]
}

type Known = Answer & { readonly live: KubeObject }

/**
 * What adopting a foreign object makes of it: the former owner's fields that the manifest doesn't have go, those of others stay,
 * and so do replicas that an autoscaler or nobody but the former owner set. @throws ApiError
 */
export async function settleAdoption(
  cluster: Cluster,
  item: Item,
  { live, merged, refusal }: Known,
  context: CompareContext,
): Promise<Settled> {
  const { ownership } = context.policy
  const isFormer = (entry: ManagedFields) => isFormerOwner(entry, ownership.adopt.from)
  const isUnset = replicasOf(item.desired) === undefined
  const keeper = await keeperFor(item, context)
  const leaves = replicasOf(live) !== undefined && (isUnset || keeper !== undefined)
  const desired = leaves ? withoutReplicas(item.desired) : item.desired
  const left = leaves ? (keeper ?? 'carried') : undefined
  const carried = leaves ? replicasField : noFields
  const stays: Stays = (entry) =>
    !isFormer(entry) && (!ownership.revertDrift || isController(entry) || isIgnored(entry, ownership))
  const wanted = await askWanted(cluster, desired, live, stays, { carried, isFormer }, readerOf(cluster, item))
  const own = ownAfterAdoption(live, desired, isFormer, carried)
  const rewrite = { isFormer, yields: (entry: ManagedFields) => !stays(entry), own, ...givingUp(ownership, merged) }
  if ('object' in wanted) {
    const fold = fieldsToFold(wanted.live, wanted.object, desired)
    return {
      desired,
      live: wanted.live,
      merged: wanted.object,
      applied: merged,
      rewrite: { ...rewrite, fold },
      left,
      notices: [],
    }
  }
  // What can't be put anew, a Job for example, changes in its metadata only.
  if (merged === undefined || !changesImmutable(wanted.refusal)) throw graver(refusal, wanted.refusal)
  return { desired, live, merged, applied: merged, rewrite: { ...rewrite, fold: noFields }, left, notices: [] }
}

/**
 * What kdeploy owns before it applies the manifest to what it adopts: what the former owner did, as far as that is told in the
 * same version, but for fields that stay without an owner. Never nothing: without any entry the server takes all that is there
 * for another manager's.
 */
function ownAfterAdoption(
  live: KubeObject,
  desired: KubeObject,
  isFormer: (entry: ManagedFields) => boolean,
  carried: FieldSet,
): FieldSet {
  const taken = managedFieldsOf(live).filter((entry) => isFormer(entry) || isOwn(entry, fieldManager))
  const fields = minus(fieldsOfAll(taken.filter(({ apiVersion }) => apiVersion === live.apiVersion)), carried)
  return isEmpty(fields) ? { ...fieldsIn(contentOf(desired), shapeOf(live)), self: false } : fields
}

/**
 * What applying a manifest makes of a member. Where the apply alone would be refused for what nobody owns, or would leave a
 * default behind that a fresh object wouldn't have, or with `revertDrift`, the fields that stand in the way become kdeploy's
 * first, so that the apply removes them. @throws ApiError
 */
export async function settleMember(
  cluster: Cluster,
  item: Item,
  answer: Known,
  context: CompareContext,
): Promise<Settled> {
  const { desired, live, merged, refusal, left } = answer
  const { ownership } = context.policy
  // Several releases may render one Namespace, and others may mark it.
  const revertDrift = ownership.revertDrift && !isNamespace(item.ref)
  const resolving = { ...ownership, revertDrift }
  const settled = { desired, live, applied: merged, left, notices: [] }
  let notices: Notice[] = []
  if (revertDrift || merged === undefined || mayLeaveDefaults(live, merged, fieldManager)) {
    const stays: Stays = revertDrift ? (entry) => isController(entry) || isIgnored(entry, ownership) : () => true
    const read = readerOf(cluster, item)
    const wanted = await askWanted(
      cluster,
      desired,
      live,
      stays,
      { carried: carriedFields(item, answer, resolving) },
      read,
    )
    if ('object' in wanted) return { ...settled, ...wantedOf(wanted, answer, stays, resolving) }
    if (merged === undefined) throw graver(refusal, wanted.refusal)
    notices = noticesOfUnasked(item, wanted, revertDrift)
  }
  return { ...settled, merged, rewrite: sharing(live, merged, ownership), notices }
}

function wantedOf(
  { object, live }: Extract<Wanted, { object: unknown }>,
  { desired, merged }: Known,
  stays: Stays,
  ownership: OwnershipPolicy,
): Pick<Settled, 'live' | 'merged' | 'rewrite'> {
  const isSame = merged !== undefined && hasContent(merged, object)
  const fold = isSame ? noFields : fieldsToFold(live, object, desired, { contentOnly: !ownership.revertDrift })
  if (isSame || (merged !== undefined && isEmpty(fold)))
    return { live, merged: merged ?? object, rewrite: merged && sharing(live, merged, ownership) }
  const rewrite = { isFormer: () => false, yields: (entry: ManagedFields) => !stays(entry), fold }
  return { live, merged: object, rewrite: { ...rewrite, ...givingUp(ownership, merged) } }
}

/**
 * Fields that stay although nobody who stays owns them: replicas that the manifest doesn't set, known marks of people, and what
 * kdeploy.yaml says.
 */
function carriedFields({ ref }: Item, { desired, live, merged }: Known, ownership: OwnershipPolicy): FieldSet {
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
 * Where others hold fields that the manifest sets alike: a person's tool gives them up, so that what the manifest no longer has
 * goes later, and changes later without a conflict. Also where kdeploy itself doesn't own all that the manifest sets.
 */
function sharing(live: KubeObject, merged: KubeObject, ownership: OwnershipPolicy): Rewrite | undefined {
  const sets = ownFields(merged, fieldManager)
  const { givesUp } = givingUp(ownership, merged)
  const entries = managedFieldsOf(live)
  const isShared = entries.some((entry) => givesUp(entry) && !isEmpty(intersection(entry.fields, sets)))
  const isPatched = entries.some((entry) => isOwn(entry, fieldManager) && !isOwnApply(entry, fieldManager))
  const isSame = hasContent(live, merged)
  const isWhole = sameFields(ownFields(live, fieldManager), sets)
  if (!isShared && !(isSame && (isPatched || !isWhole))) return undefined
  const own = isSame ? { own: sets } : {}
  return { isFormer: () => false, yields: () => false, fold: noFields, givesUp, shared: sets, ...own }
}

function givingUp(ownership: OwnershipPolicy, merged: KubeObject | undefined) {
  return { givesUp: givesUpTo(ownership), shared: merged === undefined ? noFields : ownFields(merged, fieldManager) }
}

function readerOf(cluster: Cluster, { ref }: Item): () => Promise<KubeObject | null> {
  return () => cluster.get(ref)
}

/** What the server says of the apply is about the manifest; a conflict with a former owner is none of it. */
function graver(ofApply: ApiError | undefined, ofPut: ApiError): ApiError {
  return ofApply === undefined || fieldConflicts(ofApply).length > 0 ? ofPut : ofApply
}

/** Whether a manager keeps no field that the manifest sets alike: a person's tool, and those that a person names. */
export function givesUpTo({ adopt }: OwnershipPolicy): (entry: ManagedFields) => boolean {
  return (entry) => isHandTool(entry) || (entry.subresource === '' && adopt.from.includes(entry.manager))
}

/** An object that can't be put anew needs no word; a question that may not be asked does. */
function noticesOfUnasked(
  { ref, manifest }: Item,
  { refusal }: Extract<Wanted, { refusal: ApiError }>,
  revertDrift: boolean,
): Notice[] {
  const name = describeRef(ref)
  const forbidden = `${name}: not compared with a fresh object, as the verb update is forbidden`
  const immutable = `${name}: what others changed in it stays, as most of its fields can't be changed; --replace recreates it`
  const message = refusal.status === 403 ? forbidden : revertDrift ? immutable : undefined
  return message === undefined ? [] : [{ type: 'warning', message, place: manifest.placeOf([]) }]
}
