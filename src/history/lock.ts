import { randomBytes } from 'node:crypto'
import { ApiError } from '../cluster/api-error.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { KdeployError } from '../errors.ts'
import type { KubeObject, ObjectRef } from '../manifest/types.ts'
import { identityOf, objectNameOf, type Release } from './release.ts'
import { identityAnnotation } from './revision.ts'

/** Seconds that a lock holds without a sign of life from its holder. */
export const lockSeconds = 30

/** A held lock: one deploy of a release at a time. */
export interface Lock {
  /** Aborts, with the reason as an error, when another deploy may hold it: nothing more may be written. */
  readonly lost: AbortSignal
  /** Gives it back; a lock that is gone or was taken over is left alone. */
  release(): Promise<void>
}

/** Injected, so that tests need not wait. `now` in milliseconds; `sleep` in milliseconds. */
export interface LockClock {
  now(): number
  /** Ends early when interrupted. */
  sleep(milliseconds: number): Promise<void>
  readonly interrupted: AbortSignal
  /** Says what takes time. */
  tell(message: string): void
}

/**
 * Takes the release's Lease by POST (409 = held); a server-side apply would let two holders in. A lock whose
 * holder shows no sign of life for its duration, watched on our own clock, is taken over by PUT with its resourceVersion.
 * @throws KdeployError `lock-held` (conflict) where a live holder has it.
 */
export async function acquireLock(
  cluster: Cluster,
  release: Release,
  deployer: string,
  clock: LockClock,
): Promise<Lock> {
  // Two runs of one person on one machine are two holders.
  const holder = `${deployer} (${randomBytes(3).toString('hex')})`
  const ref: ObjectRef = {
    group: 'coordination.k8s.io',
    version: 'v1',
    kind: 'Lease',
    namespace: release.namespace,
    name: objectNameOf(release),
  }
  const held =
    (await tryCreate(cluster, release, holder, clock)) ?? (await takeOver(cluster, release, ref, holder, clock))
  return keep(cluster, ref, held, clock)
}

async function tryCreate(cluster: Cluster, release: Release, holder: string, clock: LockClock) {
  try {
    return await cluster.create(leaseObject(release, holder, clock.now()))
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'AlreadyExists') return undefined
    throw error
  }
}

/** Waits one duration for a sign of life; without one the holder is dead. */
async function takeOver(
  cluster: Cluster,
  release: Release,
  ref: ObjectRef,
  holder: string,
  clock: LockClock,
): Promise<KubeObject> {
  const seen = await cluster.get(ref)
  const began = clock.now()
  const seconds = Number(specOf(seen)?.['leaseDurationSeconds'] ?? lockSeconds)
  const renewed = Date.parse(String(specOf(seen)?.['renewTime'] ?? ''))
  // A lock that looks old may be of a holder whose clock is behind: only our own watching proves it dead.
  const looksDead = Number.isNaN(renewed) || Math.abs(clock.now() - renewed) > seconds * 1000
  if (seen !== null && !looksDead) throw lockHeld(release, seen)
  clock.tell(
    `the lock of ${specOf(seen)?.['holderIdentity']} shows no sign of life; watching it for ${seconds} s before taking it over`,
  )
  let current = seen
  while (current !== null && clock.now() - began < seconds * 1000) {
    await clock.sleep(1000)
    clock.interrupted.throwIfAborted()
    current = await cluster.get(ref)
    if (current !== null && current.metadata['resourceVersion'] !== seen?.metadata['resourceVersion'])
      throw lockHeld(release, current)
  }
  if (current === null) {
    const created = await tryCreate(cluster, release, holder, clock)
    if (created !== undefined) return created
    throw lockHeld(release, (await cluster.get(ref)) ?? leaseObject(release, 'another deploy', clock.now()))
  }
  try {
    const next = leaseObject(release, holder, clock.now())
    next.metadata['resourceVersion'] = current.metadata['resourceVersion'] ?? null
    return await cluster.replace(next)
  } catch (error) {
    if (error instanceof ApiError && error.status === 409) throw lockHeld(release, (await cluster.get(ref)) ?? current)
    throw error
  }
}

function keep(cluster: Cluster, ref: ObjectRef, acquired: KubeObject, clock: LockClock): Lock {
  const lost = new AbortController()
  let lease = acquired
  let renewed = clock.now()
  let renewing: Promise<void> = Promise.resolve()
  const renew = async () => {
    try {
      const spec = { ...specOf(lease), renewTime: microTime(clock.now()) }
      lease = await cluster.replace({ ...lease, spec })
      renewed = clock.now()
    } catch (error) {
      const now = await cluster.get(ref).catch(() => undefined)
      // A renewal whose answer was lost has happened all the same: the lock is ours while it is the same Lease with our name.
      if (now !== undefined && isOurs(now, acquired)) {
        lease = now ?? lease
        if (!(error instanceof ApiError)) renewed = clock.now()
      } else if (now !== undefined) lost.abort(lockLost())
      if (clock.now() - renewed > lockSeconds * 1000) lost.abort(lockLost())
    }
  }
  const timer = setInterval(
    () => {
      renewing = renewing.then(renew)
    },
    (lockSeconds * 1000) / 3,
  )
  timer.unref()
  return {
    lost: lost.signal,
    async release() {
      clearInterval(timer)
      await renewing
      if (lost.signal.aborted) return
      try {
        await cluster.delete(ref, { uid: String(acquired.metadata['uid']) })
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 409) throw error
      }
    },
  }
}

function isOurs(lease: KubeObject | null, acquired: KubeObject): boolean {
  const same = lease?.metadata['uid'] === acquired.metadata['uid']
  return same && specOf(lease)?.['holderIdentity'] === specOf(acquired)?.['holderIdentity']
}

function lockLost(): KdeployError {
  return new KdeployError({
    code: 'lock-lost',
    category: 'conflict',
    message: 'the lock was taken away or could not be kept, so another deploy may be running; this one stopped',
    hint: 'see what runs, then run the command again: it goes on from what is there',
  })
}

function leaseObject(release: Release, holder: string, now: number): KubeObject {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name: objectNameOf(release),
      namespace: release.namespace,
      labels: { 'app.kubernetes.io/managed-by': 'kdeploy' },
      annotations: { [identityAnnotation]: identityOf(release) },
    },
    spec: {
      holderIdentity: holder,
      leaseDurationSeconds: lockSeconds,
      acquireTime: microTime(now),
      renewTime: microTime(now),
    },
  }
}

function lockHeld(release: Release, lease: KubeObject): KdeployError {
  const spec = specOf(lease)
  return new KdeployError({
    code: 'lock-held',
    category: 'conflict',
    message: `${identityOf(release)} is being deployed by ${spec?.['holderIdentity']}, since ${spec?.['acquireTime']}`,
    hint: `wait until that deploy ends; the lock of one that was killed expires ${lockSeconds} seconds after its last sign of life`,
  })
}

function specOf(lease: KubeObject | null): Record<string, string | number> | undefined {
  return lease?.['spec'] as Record<string, string | number> | undefined
}

/** metav1.MicroTime. */
function microTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/Z$/, '000Z')
}
