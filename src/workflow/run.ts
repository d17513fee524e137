import type { Cluster } from '../cluster/cluster.ts'
import type { Emit } from './events.ts'
import type { World } from './world.ts'

/** What a run works with. What it writes with is a run of its own, that the lock guards (with-lock.ts). */
export interface Run {
  readonly cluster: Cluster
  readonly world: World
  /** Told of all that happens. */
  readonly emit: Emit
}
