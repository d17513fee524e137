import { leftUnchanged } from '../../../history/running.ts'
import { isTrusted, type StoredRevision } from '../../../history/store.ts'
import { lastWrite } from '../../../kinds/rules/reports.ts'
import { listAt, timeAt } from '../../../manifest/fields.ts'
import { keyOf, refOf } from '../../../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../../../manifest/types.ts'
import { fieldManager } from '../../run/run.ts'

/** What kdeploy applied last of a live object; undefined where that isn't known for certain. */
export type LastApplied = (ref: ObjectRef, live: KubeObject) => KubeObject | undefined

/**
 * By the newest revision of which anything was written: all of it was, and kdeploy applied nothing of the object since (an undo of one
 * workload records no revision), or nothing is known. One that failed may have left objects as they were. The manifests are without
 * the labels of the release.
 */
export function lastAppliedIn(history: readonly StoredRevision[]): LastApplied {
  const newest = history.findLast(({ revision }) => !leftUnchanged(revision))
  if (newest === undefined || newest.isStray === true || !isTrusted(newest) || !isWritten(newest))
    return () => undefined
  // Both by the API server's clock.
  const finished = lastWrite(newest.secret, () => true)
  const manifests = new Map(newest.revision.manifests.map(({ object }) => [keyOf(refOf(object)), object]))
  return (ref, live) => {
    const times = listAt(live, 'metadata', 'managedFields')
      .filter(({ manager }) => manager === fieldManager)
      .map((entry) => timeAt(entry, 'time'))
    return finished !== undefined && times.every((time) => time > 0 && time <= finished)
      ? manifests.get(keyOf(ref))
      : undefined
  }
}

/** Whether all of it was written. */
function isWritten({ revision: { status } }: StoredRevision): boolean {
  return status === 'succeeded' || status === 'applied'
}
