import { adoptedIn, type StoredRevision } from '../../../history/store.ts'
import { keyOf, refOf } from '../../../manifest/identity.ts'
import { membershipOf } from '../../../manifest/membership.ts'
import { isBeingGivenBack } from '../../../plan/ownership/give-back.ts'
import { helmFieldManager, isAppliedBy, managedFieldsOf } from '../../../plan/ownership/managers.ts'
import type { Member } from '../../../plan/types.ts'
import { withConcurrency } from '../../run/concurrency.ts'
import { fieldManager, type Run } from '../../run/run.ts'
import type { Members } from '../facts/read-members.ts'
import { isGood } from '../undo/good-states.ts'

/**
 * The objects that a run which was cut off began to adopt, or to give back: no members, and some of their fields are kdeploy's.
 * What a release had and orphaned is neither: a revision that ended well recorded it, and kdeploy's fields were applied.
 */
export async function findUnfinishedAdoptions(
  run: Run,
  history: readonly StoredRevision[],
  members: Members,
  planned: ReadonlySet<string>,
): Promise<Member[]> {
  const cluster = withConcurrency(run.cluster, run.concurrency)
  const finished = adoptedIn(history.filter(({ revision }) => isGood(revision)))
  const records = [...adoptedIn(history)].filter(([, { object }]) => {
    const key = keyOf(refOf(object))
    return !planned.has(key) && !members.byKey.has(key)
  })
  const found = await Promise.all(
    records.map(async ([uid, { object }]): Promise<Member[]> => {
      const ref = refOf(object)
      const live = await cluster.get(ref)
      if (live === null || keyOf(refOf(live)) !== keyOf(ref)) return []
      if (live.metadata['uid'] !== uid || membershipOf(live) !== undefined) return []
      const isAdopting = isAppliedBy(live, fieldManager) && !finished.has(uid)
      const isKept = !finished.has(uid) && managedFieldsOf(live).some(({ manager }) => manager === helmFieldManager)
      return isAdopting || isKept || isBeingGivenBack(live, fieldManager) ? [{ ref, live }] : []
    }),
  )
  return found.flat()
}
