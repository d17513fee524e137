import type { Cluster } from '../cluster/cluster.ts'
import { describeRef } from '../manifest/identity.ts'
import type { Emit } from './events.ts'
import type { World } from './world.ts'

/** What a run works with. What it writes with is a run of its own, that the lock guards (with-lock.ts). */
export interface Run {
  readonly cluster: Cluster
  readonly world: World
  /** Told of all that happens. */
  readonly emit: Emit
  readonly done: Done
}

/** What a run did to the release's objects so far, by name: for whoever has to tell where something ends it midway. */
export interface Done {
  readonly written: Set<string>
  readonly deleted: Set<string>
  /** What belongs to no release now. */
  readonly letGo: Set<string>
}

/** A run that begins: it has done nothing yet, and keeps what it tells `listener` that it does. */
export function newRun(cluster: Cluster, world: World, listener: Emit): Run {
  const done = { written: new Set<string>(), deleted: new Set<string>(), letGo: new Set<string>() }
  const emit: Emit = (event) => {
    if (event.type === 'written') done.written.add(describeRef(event.ref))
    if (event.type === 'deleted') done.deleted.add(describeRef(event.ref))
    if (event.type === 'let-go') done.letGo.add(describeRef(event.ref))
    listener(event)
  }
  return { cluster, world, emit, done }
}
