import { isTrusted, type StoredRevision } from '../../../history/store.ts'
import { keyOf, refOf } from '../../../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../../../manifest/types.ts'

/** What kdeploy applied last of an object; undefined where that isn't known for certain. */
export type LastApplied = (ref: ObjectRef) => KubeObject | undefined

/**
 * By the newest revision of which anything was written: all of it was, and it is what kdeploy recorded, or nothing is known. The manifests
 * are without the labels of the release.
 */
export function lastAppliedIn(history: readonly StoredRevision[]): LastApplied {
  const newest = history.findLast(({ revision }) => revision.untouched !== true)
  if (newest === undefined || newest.isStray === true || !isTrusted(newest) || !isWritten(newest))
    return () => undefined
  const manifests = new Map(newest.revision.manifests.map(({ object }) => [keyOf(refOf(object)), object]))
  return (ref) => manifests.get(keyOf(ref))
}

/** Whether all of it was written, whatever became of its workloads. */
function isWritten({ revision: { status, cutOff } }: StoredRevision): boolean {
  return status === 'succeeded' || status === 'applied' || (status === 'failed' && cutOff !== true)
}
