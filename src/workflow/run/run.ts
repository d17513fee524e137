import type { Cluster } from '../../cluster/api/cluster.ts'
import { describeRef } from '../../manifest/identity.ts'
import type { Emit } from './events.ts'
import { defaultConcurrency } from './input.ts'
import type { World } from './world.ts'

/** What a run works with. What it writes with is a run of its own, that the lock guards (lock.ts). */
export interface Run {
  readonly cluster: Cluster
  readonly world: World
  /** Requests to the API server at a time. */
  readonly concurrency: number
  /** Told of all that happens. */
  readonly emit: Emit
  readonly done: Done
}

/** What a run did so far, by name: for whoever has to tell where something ends it midway. */
export interface Done {
  readonly written: Set<string>
  /** Deleted to be made anew, which didn't happen yet. */
  readonly unmade: Set<string>
  /** Writes that the API server may have done without saying so. */
  readonly unanswered: Set<string>
  readonly deleted: Set<string>
  /** Deleted, and not gone yet. */
  readonly deleting: Set<string>
  /** Deletions that it may have done so. */
  readonly perhapsDeleted: Set<string>
  /** What belongs to no release now. */
  readonly letGo: Set<string>
  readonly perhapsLetGo: Set<string>
  /** Of what isn't the release's: the Job of an earlier hook, its own records. */
  readonly perhapsRemoved: Set<string>
  /** Hooks that ended well. */
  readonly ran: Set<string>
  /** Hooks under way, which go on by themselves. */
  readonly running: Set<string>
}

/** A run that begins: it has done nothing yet, and keeps what it tells `listener` that it does. */
export function newRun(cluster: Cluster, world: World, listener: Emit, concurrency = defaultConcurrency): Run {
  const set = () => new Set<string>()
  const done: Done = {
    ...{ written: set(), unmade: set(), unanswered: set() },
    ...{ deleted: set(), deleting: set(), perhapsDeleted: set(), letGo: set(), perhapsLetGo: set() },
    ...{ perhapsRemoved: set(), ran: set(), running: set() },
  }
  const emit: Emit = (event) => {
    if (event.type === 'written') {
      const name = describeRef(event.ref)
      done.written.add(name)
      done.unmade.delete(name)
      // Of what was to be made anew it stands there with that.
      for (const one of done.unanswered) if (one === name || one.startsWith(`${name} (`)) done.unanswered.delete(one)
    }
    if (event.type === 'deleted') {
      done.deleted.add(describeRef(event.ref))
      done.deleting.delete(describeRef(event.ref))
    }
    if (event.type === 'orphaned') done.letGo.add(describeRef(event.ref))
    listener(event)
  }
  return { cluster, world, concurrency, emit, done }
}

/** Whether something that isn't rendered any more was deleted or orphaned, or may have been. */
export function hasPruned({ deleted, deleting, perhapsDeleted, letGo, perhapsLetGo }: Done): boolean {
  return deleted.size + deleting.size + perhapsDeleted.size + letGo.size + perhapsLetGo.size > 0
}
