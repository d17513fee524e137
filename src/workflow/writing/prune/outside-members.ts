import type { Release } from '../../../history/records/release.ts'
import type { OutsideMember } from '../../../history/records/revision.ts'
import { outsideIn, type StoredRevision } from '../../../history/store.ts'
import { keyOf, refOf } from '../../../manifest/identity.ts'
import type { KubeObject } from '../../../manifest/types.ts'
import { isOutside } from '../../../plan/scope/outside.ts'
import type { Plan } from '../../../plan/types.ts'
import type { Ledger } from '../../run/ledger.ts'

/** What became of a plan. */
interface Outcome {
  readonly plan: Plan
  readonly ledger: Ledger
  /** Whether all members were looked for, so that one that wasn't found isn't there. */
  readonly isComplete: boolean
}

/**
 * Members outside the release's namespace to record after a run: those it wrote or found unchanged, and those that earlier
 * revisions wrote and may still be there. Complete, so that older revisions can go.
 */
export function outsideAfter(
  { namespace }: Release,
  history: readonly StoredRevision[],
  { plan, ledger, isComplete }: Outcome,
): OutsideMember[] {
  const { changes, hooks, notRestored: left, candidates, terminating } = plan
  const found = [...membersOf(plan, ledger), ...ledger.hookJobs()].map(memberOf)
  const now = new Map(found.filter(({ ref }) => isOutside(ref, namespace)).map((one) => [keyOf(one.ref), one]))
  const seen = new Set([...changes, ...hooks, ...left, ...candidates, ...terminating].map(({ ref }) => keyOf(ref)))
  const earlier = [...outsideIn(history).values()].filter(({ ref }) => {
    const key = keyOf(ref)
    return !now.has(key) && !ledger.hasLeft(ref) && (seen.has(key) || !isComplete)
  })
  return [...earlier, ...now.values()]
}

/** The objects of the manifests that surely are as the manifests say. A Namespace is never a member. */
function membersOf({ changes }: Plan, ledger: Ledger): KubeObject[] {
  return changes.flatMap(({ ref, action, live }) => {
    if (ref.group === '' && ref.kind === 'Namespace') return []
    return ledger.writtenObject(ref) ?? (action === 'unchanged' && live !== null ? live : [])
  })
}

function memberOf(object: KubeObject): OutsideMember {
  return { ref: refOf(object), uid: String(object.metadata['uid']) }
}
