import type { Cluster } from '../../cluster/api/cluster.ts'
import type { Release } from '../records/release.ts'
import { leaseRef, lockStateOf } from './lease.ts'

/** Who holds the lock of a release, for whoever only looks. */
export interface HeldLock {
  readonly holder: string
  /** RFC 3339, as the holder's clock says. */
  readonly since: string
  /** Milliseconds since its last heartbeat, by the API server's clock. */
  readonly idle: number
  /** Whether its heartbeat isn't overdue. */
  readonly isAlive: boolean
}

/** null where nobody holds it. */
export async function readLock(cluster: Cluster, release: Release): Promise<HeldLock | null> {
  const lease = await cluster.get(leaseRef(release))
  if (lease === null) return null
  const { holder, since, duration, writtenAt } = lockStateOf(lease)
  const idle = Math.max(0, cluster.serverClock() - writtenAt)
  return { holder, since, idle, isAlive: idle <= duration }
}
