import type { Cluster } from '../cluster/api/cluster.ts'
import { ApiError } from '../cluster/errors/api-error.ts'
import type { KubeObject, ObjectRef } from '../manifest/types.ts'
import {
  decodeFreeze,
  encodeFreeze,
  type Freeze,
  freezeNameOf,
  freezeType,
  isInForce,
  type StoredFreeze,
} from './records/freeze.ts'
import type { Release } from './records/release.ts'

/** Times that a write is tried again, where somebody wrote the freeze in between. */
const attempts = 3

/** The release's freeze, in force or over; null where there is none. */
export async function readFreeze(cluster: Cluster, release: Release): Promise<StoredFreeze | null> {
  const secret = await cluster.get(freezeRef(release))
  return secret === null ? null : decodeFreeze(release, secret)
}

/** Freezes a release, by POST, or by PUT with resourceVersion over a freeze that it has. Returns that one; null where there was none. */
export async function writeFreeze(cluster: Cluster, release: Release, freeze: Freeze): Promise<StoredFreeze | null> {
  return retried(async () => {
    const before = await readFreeze(cluster, release)
    const next = encodeFreeze(release, freeze)
    if (before === null) await cluster.create(next)
    else if (cannotBeReplaced(before.secret)) {
      await deleteAsRead(cluster, release, before.secret)
      await cluster.create(next)
    } else {
      const { uid = null, resourceVersion = null } = before.secret.metadata
      await cluster.replace({ ...next, metadata: { ...next.metadata, uid, resourceVersion } })
    }
    return before
  })
}

/** Deletes the release's freeze as it was read. Returns it; null where there was none. */
export async function deleteFreeze(cluster: Cluster, release: Release): Promise<StoredFreeze | null> {
  return retried(async () => {
    const before = await readFreeze(cluster, release)
    if (before !== null) await deleteAsRead(cluster, release, before.secret)
    return before
  })
}

/** Deletes a freeze that is over, as nothing is left that it was about. One that is in force stays. */
export async function clearFreeze(cluster: Cluster, release: Release): Promise<void> {
  const found = await readFreeze(cluster, release)
  if (found === null || isInForce(found, cluster.serverClock())) return
  try {
    await deleteAsRead(cluster, release, found.secret)
  } catch (error) {
    // Somebody froze it again.
    if (!(error instanceof ApiError) || error.status !== 409) throw error
  }
}

async function deleteAsRead(cluster: Cluster, release: Release, { metadata }: KubeObject): Promise<void> {
  const { uid, resourceVersion } = metadata
  await cluster.delete(freezeRef(release), { uid: String(uid), resourceVersion: String(resourceVersion) })
}

/** Whether the API server takes no change of it, as it never is when kdeploy wrote it. */
function cannotBeReplaced(secret: KubeObject): boolean {
  return secret['type'] !== freezeType || secret['immutable'] === true
}

async function retried<Result>(write: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await write()
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 409 || attempt === attempts) throw error
    }
  }
}

function freezeRef(release: Release): ObjectRef {
  return { group: '', version: 'v1', kind: 'Secret', namespace: release.namespace, name: freezeNameOf(release) }
}
