import { sharedSignal } from '../../abort.ts'
import { unlessForbidden } from '../../cluster/errors/forbidden.ts'
import { messageOf } from '../../errors.ts'
import { lockLost } from '../../history/lock/keep-lock.ts'
import { acquireLock, awaitUnlocked } from '../../history/lock/lock.ts'
import type { LockClock } from '../../history/lock/lock-clock.ts'
import { readLock } from '../../history/lock/read-lock.ts'
import { identityOf, type Release } from '../../history/records/release.ts'
import type { Emit } from './events.ts'
import { Interrupted, rerunHint, rethrowAsInterrupted, throwIfInterrupted } from './interruption.ts'
import { describeLedger } from './ledger.ts'
import { recordFailed } from './request-errors.ts'
import type { Run } from './run.ts'
import type { World } from './world.ts'

/**
 * Runs `use` while holding the release's lock, and always releases it. Only the run that `use` gets
 * may write: once the lock is lost, its cluster refuses every write, and its `interrupted` is aborted. Waits for a held lock
 * until `deadline`, by the monotonic clock.
 * @throws KdeployError `lock-held`, `lock-lost` (conflict); Interrupted
 */
export async function withLock<Result>(
  run: Run,
  release: Release,
  deadline: number,
  use: (locked: Run) => Promise<Result>,
): Promise<Result> {
  const { cluster, world, emit } = run
  const clock = clockOf(world, emit)
  const acquiring = acquireLock(cluster, release, world.deployer, deadline, clock).catch((error: unknown) => {
    throw recordFailed(error, `could not acquire the lock of ${identityOf(release)}`)
  })
  const lock = await preferInterrupted(run, acquiring)
  try {
    const locked: Run = {
      ...run,
      cluster: cluster.guarded(() => lock.confirm()),
      world: { ...world, interrupted: sharedSignal(world.interrupted, lock.lost) },
    }
    const result = await use(locked).catch(rethrowAsInterrupted(run))
    lock.lost.throwIfAborted()
    return result
  } catch (error) {
    if (!lock.lost.aborted) throw error
    const told = error instanceof Interrupted ? error : undefined
    const written = told?.message ?? describeLedger(run.ledger.whole)
    const next = told?.next === rerunHint ? undefined : told?.next
    const lost = lockLost({ message: messageOf(lock.lost.reason), written, next })
    throwIfInterrupted(run, told?.next, lost)
    throw lost
  } finally {
    await lock.release().catch((error: unknown) => {
      const message = `could not release the lock; it expires on its own: ${messageOf(error)}`
      emit({ type: 'warning', message })
    })
  }
}

/**
 * Waits until nobody holds the lock, so that what is planned next is planned from what the holder leaves behind.
 * @throws KdeployError `lock-held`; Interrupted
 */
export function awaitLock(run: Run, release: Release, deadline: number): Promise<void> {
  const { cluster, world, emit } = run
  return preferInterrupted(run, awaitUnlocked(cluster, release, deadline, clockOf(world, emit)))
}

/**
 * The same for whoever doesn't write yet: a lock whose holder looks dead is left to who takes it. Does nothing where it may not be read.
 * @throws as awaitLock
 */
export async function awaitLiveHolder(run: Run, release: Release, deadline: number): Promise<void> {
  const held = await preferInterrupted(run, unlessForbidden(readLock(run.cluster, release), null))
  if (held?.isAlive === true) await awaitLock(run, release, deadline)
}

function clockOf({ monotonicClock, wallClock, sleep, interrupted }: World, emit: Emit): LockClock {
  return { monotonicClock, wallClock, sleep, interrupted, notify: (message) => emit({ type: 'notice', message }) }
}

async function preferInterrupted<Result>(run: Run, waiting: Promise<Result>): Promise<Result> {
  try {
    return await waiting
  } catch (error) {
    throwIfInterrupted(run)
    throw error
  }
}
