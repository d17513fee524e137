import { joinNames } from '../../counts.ts'
import { keyOf } from '../../manifest/identity.ts'
import { type Membership, membershipOf } from '../../manifest/membership.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'
import { isAppliedBy } from '../ownership/managers.ts'
import { interceptsMore } from './intercepts.ts'
import { differingMarks, differingOwnersAndFinalizers } from './metadata.ts'
import { isOutside } from './outside.ts'
import { extraGrants, isRbac } from './rights.ts'

/** An object that an undo would write as a revision says. */
export interface Restored {
  readonly ref: ObjectRef
  /** What the revision says. */
  readonly object: KubeObject
  readonly live: KubeObject | null
  /** Whether its kind is namespaced, whatever its manifest says; undefined where the cluster doesn't know the kind. */
  readonly isNamespaced: boolean | undefined
}

/** Evidence for an undo besides the revision. */
export interface Present {
  readonly own: Membership
  /** Our field manager. */
  readonly manager: string
  /** The release's namespace. */
  readonly namespace: string
  /** What the templates render now, by key; empty where that isn't known. */
  readonly rendered: ReadonlyMap<string, KubeObject>
  /** Objects as they were on the cluster before the run wrote to them, by key. */
  readonly before: ReadonlyMap<string, KubeObject>
}

/** Rights, or labels and annotations, that are named in a message. */
const mostNamed = 3

/**
 * Why an undo may not write an object on a revision's word alone, in words; undefined where it may. Whoever may write Secrets in the
 * release's namespace can rewrite a revision, and must not reach further by it than that namespace, nor get rights in it: what is
 * outside must be a member of the release on the cluster or rendered now, and what is about rights must grant no more than the same
 * object on the cluster does or did before this run, or than what is rendered now. A Namespace's labels and annotations decide what
 * its pods may do (Pod Security), so it must have those that are rendered now, or those from which this run changed them. And what
 * is outside gets no owner, with which it would be deleted, and no finalizer. A webhook sees as much as rights would grant.
 */
export function whyUnproven(
  { ref, object, live, isNamespaced }: Restored,
  { own, manager, namespace, rendered, before }: Present,
): string | undefined {
  const now = rendered.get(keyOf(ref))
  const place = isNamespaced ? ref : { namespace: undefined }
  if (isOutside(place, namespace) && now === undefined && !isMember(live, own, manager)) {
    const unplaced = isNamespaced === undefined ? 'of a kind that the cluster does not serve' : 'cluster-scoped'
    const where = isNamespaced ? `outside ${namespace}` : unplaced
    return `${where}, and neither a member of this release nor rendered now`
  }
  const found = before.get(keyOf(ref))
  const presents = [live ?? undefined, now, found]
  if (isOutside(place, namespace) && differingOwnersAndFinalizers(object, presents).length > 0)
    return `its ${differingOwnersAndFinalizers(object, presents).join(' and ')} would differ from those of the live and the rendered object, which affects when it is deleted`
  if (ref.group === '' && ref.kind === 'Namespace') {
    if (now === undefined) return 'a Namespace is never a member, and this one is not rendered now'
    const marks = differingMarks(object, now, found)
    if (marks.length === 0) return undefined
    return `its labels or annotations would differ from those rendered now (${joinNames(marks, mostNamed)}); they control what may run in it`
  }
  if (interceptsMore(object, presents, ref))
    return 'would intercept API requests differently from the live and the rendered object'
  if (!isRbac(ref)) return undefined
  const beyond = presents.map((present) => extraGrants(object, present, ref))
  if (beyond.some(({ length }) => length === 0)) return undefined
  const least = beyond.reduce((one, other) => (other.length < one.length ? other : one))
  return `would grant more than the live or the rendered object does: ${joinNames(least, mostNamed)}`
}

/** Whether the object on the cluster is the release's, and no copy that somebody made. */
function isMember(live: KubeObject | null, own: Membership, manager: string): boolean {
  if (live === null) return false
  const membership = membershipOf(live)
  return membership?.applySet === own.applySet && membership.release === own.release && isAppliedBy(live, manager)
}
