import type { Cluster } from '../../cluster/cluster.ts'
import { acquireLock } from '../../history/lock.ts'
import type { Release } from '../../history/release.ts'
import type { Emit } from '../events.ts'
import type { World } from '../world.ts'

/**
 * One writer of a release at a time: runs `use` under the release's lock, and gives the lock back whatever happens. `use` gets
 * a world whose `interrupted` also aborts when the lock is lost, so that it stops before its next request.
 * @throws KdeployError `lock-held`, `lock-lost` (conflict)
 */
export async function withLock<Result>(
  cluster: Cluster,
  release: Release,
  world: World,
  emit: Emit,
  use: (lockedWorld: World) => Promise<Result>,
): Promise<Result> {
  const { now, sleep, interrupted } = world
  const tell = (message: string) => emit({ type: 'notice', message })
  const lock = await acquireLock(cluster, release, world.deployer, { now, sleep, interrupted, tell })
  try {
    // A lost lock stops everything as an interruption does, and then says so.
    const result = await use({ ...world, interrupted: AbortSignal.any([interrupted, lock.lost]) })
    lock.lost.throwIfAborted()
    return result
  } catch (error) {
    throw lock.lost.aborted ? lock.lost.reason : error
  } finally {
    await lock.release().catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error)
      emit({ type: 'warning', message: `the lock could not be given back, and expires by itself: ${reason}` })
    })
  }
}
