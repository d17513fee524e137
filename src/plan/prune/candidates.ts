import { groupKindOf, keyOf, refOf } from '../../manifest/identity.ts'
import { type Membership, membershipOf } from '../../manifest/membership.ts'
import type { JsonObject, KubeObject, ObjectRef } from '../../manifest/types.ts'
import { keptByAnotherTool } from '../ownership/adoption.ts'
import { appliedFields } from '../ownership/owned-fields.ts'
import type { PruneCandidate } from '../types.ts'
import { inWaves } from '../waves.ts'

/** On an object: `keep` leaves it on the cluster, as nobody's, when it is no longer rendered, or its release is deleted. */
export const pruneAnnotation = 'kdeploy.dev/prune'

/** What would take data or other people's objects along. Deleted only where it is named. */
const deletedOnlyByName: ReadonlySet<string> = new Set([
  'Namespace',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'CustomResourceDefinition.apiextensions.k8s.io',
])

/** Whether only its name, given by a person, has it deleted. */
export function isDeletedOnlyByName(type: Pick<ObjectRef, 'group' | 'kind'>): boolean {
  return deletedOnlyByName.has(groupKindOf(type))
}

/**
 * The members of a release that its manifests no longer name, in the reverse order of writes. `planned` are the keys, and
 * `plannedUids` the UIDs, of what is rendered: one object can be listed under two groups.
 *
 * What carries the release's label without having been applied by kdeploy is a copy that somebody, or a controller, made
 * (EndpointSlices and Endpoints inherit the labels of their Service): never deleted.
 */
export function candidatesAmong(
  members: readonly KubeObject[],
  planned: ReadonlySet<string>,
  plannedUids: ReadonlySet<unknown>,
  manager: string,
): PruneCandidate[] {
  const candidates = members.flatMap((live): PruneCandidate[] => {
    const ref = refOf(live)
    const isThere = planned.has(keyOf(ref)) || plannedUids.has(live.metadata['uid'])
    if (isThere || !isApplied(live, manager) || live.metadata['deletionTimestamp'] !== undefined) return []
    return [{ ref, live, keptBecause: keepReason(live, ref), letGo: isMarkedOrphan(live) }]
  })
  return inDeletionOrder(candidates).flat()
}

/** The members that are being deleted already, and aren't gone yet. */
export function terminatingMembers(members: readonly KubeObject[], manager: string): PruneCandidate[] {
  return members
    .filter((live) => live.metadata['deletionTimestamp'] !== undefined && isApplied(live, manager))
    .map((live) => ({ ref: refOf(live), live, keptBecause: undefined }))
}

/** Whether a live object would be deleted if the release's manifests didn't have it; `isNamed`: a person named it. */
export function wouldPrune(live: KubeObject, own: Membership, manager: string, isNamed: boolean): boolean {
  const isMember = membershipOf(live)?.applySet === own.applySet && isApplied(live, manager)
  return isMember && (isNamed || keepReason(live, refOf(live)) === undefined)
}

/** In the reverse order of writes, wave by wave: nothing loses what it refers to before it is gone itself. */
export function inDeletionOrder(items: readonly PruneCandidate[]): PruneCandidate[][] {
  const waves = inWaves(items.map((item) => ({ ref: item.ref, desired: item.live, item })))
  return waves.map((wave) => wave.map(({ item }) => item)).reverse()
}

/** Why an object stays that nothing renders any more; undefined where it may be deleted. */
export function keepReason(live: KubeObject, ref: ObjectRef): string | undefined {
  if (isMarkedKeep(live)) return `its annotation ${pruneAnnotation} says keep`
  const other = keptByAnotherTool(live)
  if (other !== undefined) return `its annotation ${other} says so`
  if (isDeletedOnlyByName(ref)) return `a ${ref.kind} is deleted only by name: --also-delete`
  return deletesClaims(live, ref)
    ? 'its claims would be deleted with it (whenDeleted: Delete), so only by name: --also-delete'
    : undefined
}

/** Whether it is to stay as nobody's. */
function isMarkedOrphan(live: KubeObject): boolean {
  return isMarkedKeep(live) || keptByAnotherTool(live) !== undefined
}

function isMarkedKeep(live: KubeObject): boolean {
  return (live.metadata['annotations'] as JsonObject | undefined)?.[pruneAnnotation] === 'keep'
}

/** kubernetes.io, "PersistentVolumeClaim retention". */
function deletesClaims(live: KubeObject, { group, kind }: ObjectRef): boolean {
  if (group !== 'apps' || kind !== 'StatefulSet') return false
  const policy = (live['spec'] as JsonObject | undefined)?.['persistentVolumeClaimRetentionPolicy']
  return (policy as JsonObject | undefined)?.['whenDeleted'] === 'Delete'
}

function isApplied(live: KubeObject, manager: string): boolean {
  const owners = (live.metadata['ownerReferences'] ?? []) as JsonObject[]
  return appliedFields(live, manager) !== undefined && !owners.some((owner) => owner['controller'] === true)
}
