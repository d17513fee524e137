import type { Cluster } from '../../cluster/api/cluster.ts'
import { ApiError } from '../../cluster/errors/api-error.ts'
import { KdeployError } from '../../errors.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'
import { lockSeconds, lockStateOf, renewed } from './lease.ts'
import type { LockClock } from './lock-clock.ts'

/** Milliseconds between two heartbeats. */
const heartbeat = (lockSeconds * 1000) / 3

/**
 * Milliseconds after its last heartbeat at which a holder gives the lock up: earlier than anyone may take it, so
 * that a request that is on its way by then arrives before.
 */
const giveUpAfter = lockSeconds * 1000 * 0.8

/** How long a confirmation of the lock stays valid for writes, in milliseconds. */
const confirmedFor = 1000

/** A held lock: one run that writes to a release at a time. */
export interface Lock {
  /** Aborts, with the reason as an error, when another run may hold it: nothing more may be written. */
  readonly lost: AbortSignal
  /**
   * To be called before each write: asks the server where its last answer is older than a second, and never trusts one for
   * longer than the lock holds, however long the process was stopped. @throws KdeployError `lock-lost`
   */
  confirm(): Promise<void>
  /** Gives it back; a lock that is gone or was taken over is left alone. */
  release(): Promise<void>
}

/** Keeps a Lease that was acquired by a request sent at `sent` (by the monotonic clock) with a heartbeat. */
export function keepLock(
  cluster: Cluster,
  ref: ObjectRef,
  acquired: KubeObject,
  sent: number,
  clock: Pick<LockClock, 'monotonicClock' | 'wallClock'>,
): Lock {
  const lost = new AbortController()
  let lease = acquired
  // Counted from before the request was sent: the server can't have noted it earlier.
  let confirmed = { monotonic: sent, wall: clock.wallClock() }
  let renewing: Promise<void> | undefined

  const putRenewal = async () => {
    const began = { monotonic: clock.monotonicClock(), wall: clock.wallClock() }
    lease = await cluster.replace(renewed(lease, began.wall))
    confirmed = began
  }
  const renewOrGiveUp = async () => {
    try {
      await putRenewal()
    } catch {
      // Its answer may have been lost, or somebody touched the Lease; it is ours while it is the same one with our name.
      const now = await cluster.get(ref).catch(() => undefined)
      if (now === null) lost.abort(lockLost({ message: leaseDeletedMessage(ref) }))
      else if (now !== undefined && !isOurs(now, acquired)) lost.abort(lockLost())
      else if (now) {
        lease = now
        await putRenewal().catch(() => {})
      }
    }
    if (clock.monotonicClock() - confirmed.monotonic > giveUpAfter) lost.abort(lockLost())
  }
  const renew = () => {
    renewing ??= renewOrGiveUp().finally(() => {
      renewing = undefined
    })
    return renewing
  }
  // A monotonic clock stands still while the machine sleeps; a wall clock that steps only has the server asked once more.
  const isFresh = () =>
    clock.monotonicClock() - confirmed.monotonic <= confirmedFor &&
    Math.abs(clock.wallClock() - confirmed.wall) <= confirmedFor
  const timer = setInterval(renew, heartbeat)
  timer.unref()

  return {
    lost: lost.signal,
    async confirm() {
      if (!isFresh() && !lost.signal.aborted) await renew()
      lost.signal.throwIfAborted()
    },
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

function isOurs(lease: KubeObject, acquired: KubeObject): boolean {
  if (lease.metadata['uid'] !== acquired.metadata['uid']) return false
  return lockStateOf(lease).holder === lockStateOf(acquired).holder
}

const lostMessage = 'the lock was lost: another run may be writing, so this one stopped'

function leaseDeletedMessage({ namespace }: ObjectRef): string {
  return `the lock is gone (its Lease or the namespace ${namespace} was deleted): another run may be writing, so this one stopped`
}

/** `written`: what was written before, for a run that can say so; `next`: what to do, where that isn't the same command. */
export function lockLost(
  told: { message?: string; written?: string | undefined; next?: string | undefined } = {},
): KdeployError {
  const { message = lostMessage, written, next } = told
  return new KdeployError({
    code: 'lock-lost',
    category: 'conflict',
    message,
    detail: written,
    hint:
      next === undefined
        ? 'check for another run, then rerun the command: it continues from the current state'
        : `check for another run; ${next}`,
  })
}
