import type { Cluster } from '../../cluster/api/cluster.ts'
import { ApiError } from '../../cluster/errors/api-error.ts'
import { clearFreeze } from '../../history/freezes.ts'
import { sweepParts } from '../../history/parts.ts'
import { expiryOf } from '../../history/records/expiry.ts'
import { reachOfMembers } from '../../history/records/parent.ts'
import { objectNameOf, type Release } from '../../history/records/release.ts'
import { deleteRevision, dropFromIndex, type StoredRevision } from '../../history/store.ts'
import { narrowParent, writeExpiry } from '../../history/write-parent.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'
import type { Run } from '../run/run.ts'
import { historyKeys } from '../run/world.ts'

/** Deletes a release's revisions, and its parent where nothing is left that it could lead to. `kept` are members still. */
export async function forgetRelease(
  run: Run,
  release: Release,
  parent: KubeObject | null,
  history: readonly StoredRevision[],
  kept: readonly { readonly ref: ObjectRef }[],
): Promise<void> {
  const { cluster, world } = run
  const keys = historyKeys(world)
  await dropFromIndex(cluster, release, history, keys)
  await Promise.all(history.map((stored) => deleteRevision(cluster, release, stored)))
  const [refusal] = await sweepParts(cluster, release, {
    of: [],
    ofNumbers: new Set(),
    after: Number.POSITIVE_INFINITY,
  })
  if (refusal !== undefined) throw refusal
  const reach = reachOfMembers(
    release,
    kept.map(({ ref }) => ref),
  )
  await clearFreeze(cluster, release)
  if (parent === null) return
  if (reach.groupKinds.length > 0) {
    // What is kept stays for good: there is nothing left to be swept.
    const left = expiryOf(parent) === undefined ? parent : await writeExpiry(cluster, release, undefined, keys)
    await narrowParent(cluster, release, left ?? parent, reach, world.version, keys)
  } else await deleteParent(cluster, release, parent)
}

async function deleteParent(cluster: Cluster, release: Release, { metadata }: KubeObject): Promise<void> {
  try {
    await cluster.delete(parentRef(release), { uid: String(metadata['uid']) })
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 409) throw error
  }
}

/** The Secret that is a release's parent. */
export function parentRef(release: Release): ObjectRef {
  return { group: '', version: 'v1', kind: 'Secret', namespace: release.namespace, name: objectNameOf(release) }
}
