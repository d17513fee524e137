import type { Cluster } from '../../cluster/cluster.ts'
import { messageOf } from '../../errors.ts'
import { lockLost } from '../../history/keep-lock.ts'
import { acquireLock, awaitUnlocked, type LockClock } from '../../history/lock.ts'
import { identityOf, type Release } from '../../history/release.ts'
import type { Emit } from '../events.ts'
import { Interrupted, stopIfInterrupted } from '../interrupted.ts'
import type { World } from '../world.ts'
import { unrecorded } from './unrecorded.ts'

/** What a run has when it holds the lock: in their place, it must use nothing else to write. */
export interface Locked {
  /** Refuses every write once the lock is lost. */
  readonly cluster: Cluster
  /** Its `interrupted` also aborts when the lock is lost. */
  readonly world: World
}

/**
 * One writer of a release at a time: runs `use` under the release's lock, and gives the lock back whatever happens. A held one
 * is waited for until `deadline` (milliseconds since 1970).
 * @throws KdeployError `lock-held`, `lock-lost` (conflict); Interrupted
 */
export async function withLock<Result>(
  cluster: Cluster,
  release: Release,
  deadline: number,
  world: World,
  emit: Emit,
  use: (locked: Locked) => Promise<Result>,
): Promise<Result> {
  const clock = clockOf(world, emit)
  const acquiring = acquireLock(cluster, release, world.deployer, deadline, clock).catch((error: unknown) => {
    throw unrecorded(error, `the lock of ${identityOf(release)} could not be taken`)
  })
  const lock = await orInterrupted(world, acquiring)
  try {
    const locked = {
      cluster: cluster.guarded(() => lock.confirm()),
      world: { ...world, interrupted: AbortSignal.any([world.interrupted, lock.lost]) },
    }
    const result = await use(locked)
    lock.lost.throwIfAborted()
    return result
  } catch (error) {
    if (!lock.lost.aborted) throw error
    const written = error instanceof Interrupted ? error.message : undefined
    throw lockLost({ message: messageOf(lock.lost.reason), written })
  } finally {
    await lock.release().catch((error: unknown) => {
      const message = `the lock could not be given back, and expires by itself: ${messageOf(error)}`
      emit({ type: 'warning', message })
    })
  }
}

/**
 * Waits until nobody holds the lock, so that what is planned next is planned from what the holder leaves behind.
 * @throws KdeployError `lock-held`; Interrupted
 */
export function awaitLock(
  cluster: Cluster,
  release: Release,
  deadline: number,
  world: World,
  emit: Emit,
): Promise<void> {
  return orInterrupted(world, awaitUnlocked(cluster, release, deadline, clockOf(world, emit)))
}

function clockOf({ now, sleep, interrupted }: World, emit: Emit): LockClock {
  return { now, sleep, interrupted, tell: (message) => emit({ type: 'notice', message }) }
}

async function orInterrupted<Result>(world: World, waiting: Promise<Result>): Promise<Result> {
  try {
    return await waiting
  } catch (error) {
    stopIfInterrupted(world, [])
    throw error
  }
}
