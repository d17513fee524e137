import type { Cluster } from '../../cluster/api/cluster.ts'
import { unlessForbidden } from '../../cluster/errors/forbidden.ts'
import { type HeldLock, readLock } from '../../history/lock/read-lock.ts'
import type { Release } from '../../history/records/release.ts'

/** See readLock; undefined where that is forbidden. */
export function readLockIfAllowed(cluster: Cluster, release: Release): Promise<HeldLock | null | undefined> {
  return unlessForbidden(readLock(cluster, release), undefined)
}
