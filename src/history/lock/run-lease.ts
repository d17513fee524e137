import { randomBytes } from 'node:crypto'
import type { Cluster } from '../../cluster/api/cluster.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'
import { runLabel } from '../records/revision.ts'
import { keepLock, type Lock } from './keep-lock.ts'
import { lockSeconds, lockStateOf, microTime } from './lease.ts'
import type { LockClock } from './lock-clock.ts'

/**
 * Says for a run of several releases that it is still on its way, also while it holds no release's lock: a Lease of its own, with a
 * heartbeat as locks have. It keeps nobody out. To be released when the run ends.
 */
export async function beginRunLease(
  cluster: Cluster,
  namespace: string,
  run: string,
  deployer: string,
  clock: Pick<LockClock, 'monotonicClock' | 'wallClock'>,
): Promise<Lock> {
  const sent = clock.monotonicClock()
  const holder = `${deployer} (${randomBytes(3).toString('hex')})`
  const lease = await cluster.create(leaseOf(namespace, run, holder, clock.wallClock()))
  return keepLock(cluster, runLeaseRef(namespace, run), lease, sent, clock)
}

/** Whether a run has sent a heartbeat in time, by the API server's clock. */
export async function isRunAlive(cluster: Cluster, namespace: string, run: string): Promise<boolean> {
  const lease = await cluster.get(runLeaseRef(namespace, run))
  return lease !== null && isBeating(cluster, lease)
}

/** How often a run's heartbeat is looked at, in milliseconds. */
const pollInterval = 1000

/**
 * Waits until a run has ended, or has sent no heartbeat for as long as its Lease says, for which it is told. false where it is alive
 * at `deadline` (by the monotonic clock). @throws the signal's reason when interrupted
 */
export async function awaitRunEnd(
  cluster: Cluster,
  namespace: string,
  run: string,
  deadline: number,
  clock: LockClock,
): Promise<boolean> {
  let [seen, hasBeaten, isTold] = [undefined as unknown, false, false]
  for (;;) {
    const lease = await cluster.get(runLeaseRef(namespace, run))
    if (lease === null) return true
    if (!isBeating(cluster, lease)) return true
    const { holder } = lockStateOf(lease)
    const version = lease.metadata['resourceVersion']
    hasBeaten ||= seen !== undefined && version !== seen
    seen = version
    if (hasBeaten && clock.monotonicClock() >= deadline) return false
    if (!isTold) clock.notify(`run ${run} of ${holder} may be on its way: looking for its next heartbeat`)
    isTold = true
    await clock.sleep(pollInterval)
    clock.interrupted.throwIfAborted()
  }
}

/** Removes what runs left in a namespace that were killed, as far as this user may: a run without a Lease counts as dead, too. */
export async function sweepRunLeases(cluster: Cluster, namespace: string): Promise<void> {
  const { items } = await cluster.list(
    { group: 'coordination.k8s.io', kind: 'Lease' },
    { namespace, labelSelector: runLabel },
  )
  const dead = items.filter((lease) => !isBeating(cluster, lease))
  await Promise.all(
    dead.map(({ metadata: { name, uid, resourceVersion } }) =>
      cluster.delete(
        { group: 'coordination.k8s.io', version: 'v1', kind: 'Lease', namespace, name },
        { uid: String(uid), resourceVersion: String(resourceVersion) },
      ),
    ),
  )
}

function isBeating(cluster: Cluster, lease: KubeObject): boolean {
  const { duration, writtenAt } = lockStateOf(lease)
  return cluster.serverClock() - writtenAt <= duration
}

function runLeaseRef(namespace: string, run: string): ObjectRef {
  return { group: 'coordination.k8s.io', version: 'v1', kind: 'Lease', namespace, name: nameOf(run) }
}

/** What isn't one of ours names no Lease that is there. */
function nameOf(run: string): string {
  return `kdeploy-run-${run.toLowerCase().replace(/[^a-z0-9-]/g, '-')}`
}

function leaseOf(namespace: string, run: string, holder: string, now: number): KubeObject {
  const time = microTime(now)
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name: nameOf(run),
      namespace,
      labels: { 'app.kubernetes.io/managed-by': 'kdeploy', [runLabel]: run },
    },
    spec: { holderIdentity: holder, leaseDurationSeconds: lockSeconds, acquireTime: time, renewTime: time },
  }
}
