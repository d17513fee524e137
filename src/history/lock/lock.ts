import { randomBytes } from 'node:crypto'
import type { Cluster } from '../../cluster/api/cluster.ts'
import { ApiError } from '../../cluster/errors/api-error.ts'
import { KdeployError } from '../../errors.ts'
import type { KubeObject } from '../../manifest/types.ts'
import { identityOf, type Release } from '../records/release.ts'
import { keepLock, type Lock } from './keep-lock.ts'
import { leaseOf, leaseRef, lockSeconds, lockStateOf } from './lease.ts'
import type { LockClock } from './lock-clock.ts'

/** How often a held lock is looked at, in milliseconds. */
const pollInterval = 1000

/**
 * Takes the release's Lease by POST (409 = held); a server-side apply would let two holders in. One that is held is waited for
 * until `deadline` (by the monotonic clock), and longer only to see a holder that looks dead expire.
 * @throws KdeployError `lock-held` (conflict) where a live holder keeps it; the signal's reason when interrupted
 */
export async function acquireLock(
  cluster: Cluster,
  release: Release,
  deployer: string,
  deadline: number,
  clock: LockClock,
): Promise<Lock> {
  // Two runs of one person on one machine are two holders.
  const holder = `${deployer} (${randomBytes(3).toString('hex')})`
  for (;;) {
    const sent = clock.monotonicClock()
    const lease = await tryCreate(cluster, release, leaseOf(release, holder, clock.wallClock()))
    if (lease !== undefined) return keepLock(cluster, leaseRef(release), lease, sent, clock)
    await awaitUnlocked(cluster, release, deadline, clock)
  }
}

async function tryCreate(cluster: Cluster, release: Release, lease: KubeObject): Promise<KubeObject | undefined> {
  try {
    return await cluster.create(lease)
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'AlreadyExists') return undefined
    // Where the answer was lost, it may be ours all the same.
    const there = await cluster.get(leaseRef(release)).catch(() => null)
    if (there !== null && lockStateOf(there).holder === lockStateOf(lease).holder) return there
    throw error
  }
}

/**
 * Waits until nobody holds the lock, reporting for whom. A holder without a heartbeat for its duration, by our own
 * monotonic clock, is dead: its Lease is removed, guarded by its resourceVersion.
 * @throws as acquireLock
 */
export async function awaitUnlocked(
  cluster: Cluster,
  release: Release,
  deadline: number,
  clock: LockClock,
): Promise<void> {
  const ref = leaseRef(release)
  let seen: KubeObject | undefined
  let seenAt = clock.monotonicClock()
  let told: string | undefined
  // Whether it looks old is told by the API server's own times; only our watching proves it dead.
  let looksDead = true
  for (;;) {
    const lease = await cluster.get(ref)
    if (lease === null) return
    const { holder, since, duration, writtenAt } = lockStateOf(lease)
    if (lease.metadata['resourceVersion'] !== seen?.metadata['resourceVersion']) {
      looksDead = seen === undefined && !(cluster.serverClock() - writtenAt <= duration)
      seenAt = clock.monotonicClock()
      seen = lease
    }
    const expires = seenAt + duration
    const isTerminating = lease.metadata['deletionTimestamp'] !== undefined
    if (!isTerminating && clock.monotonicClock() >= expires) {
      clock.notify(`removing the lock held by ${holder}: no heartbeat for ${duration / 1000} s`)
      await remove(cluster, release, lease)
      clock.interrupted.throwIfAborted()
      continue
    }
    // One that is deleted and isn't gone is held by its finalizers, however often it is deleted again.
    const until = looksDead && !isTerminating ? Math.max(deadline, expires) : deadline
    if (clock.monotonicClock() >= until)
      throw isTerminating ? lockTerminating(release, lease) : lockHeld(release, lease)
    if (told !== holder) {
      const left = Math.ceil((until - clock.monotonicClock()) / 1000)
      clock.notify(
        looksDead && !isTerminating
          ? `the lock held by ${holder} (since ${since}) shows no heartbeat; watching it for ${duration / 1000} s before removing it`
          : `${identityOf(release)} is locked by ${holder}, since ${since}: waiting up to ${left} s`,
      )
      told = holder
    }
    await clock.sleep(Math.min(pollInterval, until - clock.monotonicClock()))
    clock.interrupted.throwIfAborted()
  }
}

/** Does nothing where the holder came back to life, or another waiting run was quicker. */
async function remove(cluster: Cluster, release: Release, { metadata }: KubeObject): Promise<void> {
  const precondition = { uid: String(metadata['uid']), resourceVersion: String(metadata['resourceVersion']) }
  try {
    await cluster.delete(leaseRef(release), precondition)
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 409) throw error
  }
}

function lockHeld(release: Release, lease: KubeObject): KdeployError {
  const { holder, since } = lockStateOf(lease)
  return new KdeployError({
    code: 'lock-held',
    category: 'conflict',
    message: `${identityOf(release)} is locked by ${holder}, since ${since}`,
    hint: `wait for that run to end, for example with --lock-timeout 10m; the lock of a killed run expires ${lockSeconds} s after its last heartbeat`,
  })
}

function lockTerminating(release: Release, lease: KubeObject): KdeployError {
  const { finalizers = [] } = lease.metadata as { finalizers?: readonly string[] }
  const held = finalizers.length === 0 ? '' : `: held by the finalizers ${finalizers.join(', ')}`
  const { name, namespace } = leaseRef(release)
  return new KdeployError({
    code: 'lock-held',
    category: 'conflict',
    message: `the lock of ${identityOf(release)} is still being deleted${held}`,
    hint: `whatever set a finalizer on the Lease ${namespace}/${name} must remove it; kdeploy sets none`,
  })
}
