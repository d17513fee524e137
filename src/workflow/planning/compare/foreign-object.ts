import { KdeployError, type Place } from '../../../errors.ts'
import { parseIdentity } from '../../../history/records/release.ts'
import { renameCommand } from '../../../history/records/rename.ts'
import { describeRef } from '../../../manifest/identity.ts'
import { isKdeploys, type Membership, membershipOf, partOfLabel } from '../../../manifest/membership.ts'
import type { KubeObject, ObjectRef } from '../../../manifest/types.ts'
import { isAppliedBy } from '../../../plan/ownership/managers.ts'
import { fieldManager } from '../../run/run.ts'
import type { Item } from './item.ts'

/** Another release, or another tool's ApplySet, claims an object. */
export class ForeignObject extends KdeployError {
  /** The object, in words. */
  readonly object: string
  /** The release's identity, or what stands for it. */
  readonly owner: string

  /** `own`: the identity of the release that renders it. */
  constructor(ref: ObjectRef, owner: string, own: string, place: Place) {
    const object = describeRef(ref)
    super({
      code: 'foreign-object',
      category: 'conflict',
      message: `${object} belongs to ${owner}`,
      place,
      about: ref,
      hint: `rename it, or have the other release orphan it first (docs/deploying/checks-and-waves.md); where somebody set the label by mistake, remove it${renamed(owner, own)}`,
    })
    this.object = object
    this.owner = owner
  }
}

/** What to do where two releases that differ in their name or their profile alone are one that somebody renamed. */
function renamed(owner: string, own: string): string {
  const [from, to] = [owner, own].map(parseIdentity)
  if (from === undefined || to === undefined || from.namespace !== to.namespace) return ''
  if (from.name !== to.name && from.profile !== to.profile) return ''
  return `; where ${owner} is this release under its former name: ${renameCommand({ from, to })}`
}

/** @throws KdeployError `foreign-object` where another release, or another tool's ApplySet, claims the object */
export function refuseForeign(
  live: KubeObject | null,
  own: Membership,
  { ref, manifest }: Pick<Item, 'ref' | 'manifest'>,
): void {
  const other = live === null ? undefined : membershipOf(live)
  if (live === null || other === undefined || other.applySet === own.applySet) return
  // A copy of a member, or one whose managedFields somebody wiped, carries the label of a release that doesn't apply it.
  if (isKdeploys(live) && !isAppliedBy(live, fieldManager)) return
  // Somebody overwrote the label alone.
  const owner = other.release === own.release ? `the ApplySet of its label ${partOfLabel}` : other.release
  throw new ForeignObject(ref, owner, own.release, manifest.placeOf(['metadata', 'name']))
}
