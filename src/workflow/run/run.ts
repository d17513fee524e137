import type { Cluster } from '../../cluster/api/cluster.ts'
import type { Emit } from './events.ts'
import { defaultConcurrency } from './input.ts'
import { Ledger } from './ledger.ts'
import type { World } from './world.ts'

/** The field manager of apply and undo alike: an Update under the same name would make the next apply conflict. */
export const fieldManager = 'kdeploy'

/** What a run works with. What it writes with is a run of its own, that the lock guards (lock.ts). */
export interface Run {
  readonly cluster: Cluster
  readonly world: World
  /** Requests to the API server at a time. */
  readonly concurrency: number
  /** Told of all that happens. */
  readonly emit: Emit
  /** What the run did so far. */
  readonly ledger: Ledger
}

/** A run that begins: it has done nothing yet. Whoever is told of what happens is given its ledger. */
export function startRun(cluster: Cluster, world: World, emit: Emit, concurrency = defaultConcurrency): Run {
  const ledger = new Ledger()
  emit({ type: 'begun', ledger })
  return { cluster, world, concurrency, emit, ledger }
}

/** A part of a run, such as one deploy or the undo after it, with a ledger of its own. */
export function partOf(run: Run): Run {
  return { ...run, ledger: run.ledger.part() }
}

/**
 * A run whose events wait until `tell` is called: what is found out by many requests at once is then told together, in an order that
 * doesn't depend on which answer came first.
 */
export function withDeferredEvents(run: Run): { readonly run: Run; tell(): void } {
  const events: Parameters<Emit>[0][] = []
  const emit: Emit = (event) => {
    events.push(event)
  }
  return {
    run: { ...run, emit },
    tell() {
      for (const event of events.splice(0)) run.emit(event)
    },
  }
}
