import { listAt } from '../../manifest/fields.ts'
import { keyOf, refOf } from '../../manifest/identity.ts'
import { type Membership, membershipOf } from '../../manifest/membership.ts'
import type { KubeObject } from '../../manifest/types.ts'
import { appliedFields } from '../ownership/owned-fields.ts'
import type { Member } from '../types.ts'
import { inWaves } from '../waves.ts'
import { fateOfObject } from './decide.ts'

/**
 * The members of a release that its manifests no longer name, in the reverse order of writes. `planned` are the keys, and
 * `plannedUids` the UIDs, of what is rendered: one object can be listed under two groups.
 *
 * What carries the release's label without having been applied by kdeploy is a copy that somebody, or a controller, made
 * (EndpointSlices and Endpoints inherit the labels of their Service): never a candidate.
 */
export function candidatesAmong(
  members: readonly KubeObject[],
  planned: ReadonlySet<string>,
  plannedUids: ReadonlySet<unknown>,
  manager: string,
): Member[] {
  const candidates = members.flatMap((live): Member[] => {
    const ref = refOf(live)
    const isThere = planned.has(keyOf(ref)) || plannedUids.has(live.metadata['uid'])
    return isThere || !isApplied(live, manager) || live.metadata['deletionTimestamp'] !== undefined
      ? []
      : [{ ref, live }]
  })
  return inDeletionOrder(candidates).flat()
}

/** The members that are being deleted already, and aren't gone yet. */
export function terminatingMembers(members: readonly KubeObject[], manager: string): Member[] {
  return members
    .filter((live) => live.metadata['deletionTimestamp'] !== undefined && isApplied(live, manager))
    .map((live) => ({ ref: refOf(live), live }))
}

/** Whether a live object would be deleted if the release's manifests didn't have it; `isNamed`: a person named it. */
export function wouldPrune(live: KubeObject, own: Membership, manager: string, isNamed: boolean): boolean {
  const isMember = membershipOf(live)?.applySet === own.applySet && isApplied(live, manager)
  return isMember && (isNamed || fateOfObject({ ref: refOf(live), live }).fate.kind === 'delete')
}

/** In the reverse order of writes, wave by wave: nothing loses what it refers to before it is gone itself. */
export function inDeletionOrder<Item extends Member>(items: readonly Item[]): Item[][] {
  const waves = inWaves(items.map((item) => ({ ref: item.ref, desired: item.live, item })))
  return waves.map((wave) => wave.map(({ item }) => item)).reverse()
}

function isApplied(live: KubeObject, manager: string): boolean {
  const isControlled = listAt(live, 'metadata', 'ownerReferences').some((owner) => owner['controller'] === true)
  return appliedFields(live, manager) !== undefined && !isControlled
}
