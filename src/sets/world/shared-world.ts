import pLimit, { type LimitFunction } from 'p-limit'
import type { Cluster } from '../../cluster/api/cluster.ts'
import type { ClusterTarget, World } from '../../workflow/run/world.ts'
import { withSharedReads } from './shared-reads.ts'

/**
 * The world of a set: its releases read each file once, those on the same cluster share a connection, and all of them together have
 * at most `concurrency` requests under way, but for watches and what keeps locks. `close` ends the connections, which no release does.
 */
export function shareWorld(world: World, concurrency: number): { readonly world: World; close(): Promise<void> } {
  const limit = pLimit(concurrency)
  const connections = new Map<string, Promise<Cluster>>()
  const connect: World['connect'] = (target, trace, unattended) => {
    if (unattended !== undefined) return world.connect(target, trace, unattended)
    return once(connections, keyOf(target), async () => {
      const cluster = await world.connect(target, trace)
      return { ...withSharedReads(limited(cluster, limit), () => world.monotonicClock()), close: () => {} }
    })
  }
  const close = async () => {
    const opened = await Promise.allSettled(connections.values())
    for (const one of opened) if (one.status === 'fulfilled') one.value.close()
  }
  const made = new Map<string, unknown>()
  const inTurn = pLimit(1)
  const { ask } = world
  return {
    world: {
      ...world,
      connect,
      // Two releases may ask at the same time, and a person answers one question after the other.
      ask: ask && ((lines) => inTurn(() => ask(lines))),
      // Another release may hold a lock meanwhile, which needs an orderly end.
      compute: async (work) => work(),
      once: <Made>(key: string, make: () => Made) => once(made, key, make) as Made,
    },
    close,
  }
}

function once<Made>(known: Map<string, Made>, key: string, make: () => Made): Made {
  const before = known.get(key)
  if (before !== undefined) return before
  const made = make()
  known.set(key, made)
  return made
}

function keyOf({ kubeconfig, kubeContext, as }: ClusterTarget): string {
  return JSON.stringify([kubeconfig, kubeContext, as])
}

/** What keeps a lock doesn't wait for its turn: a write that has it waits for that. */
function limited(cluster: Cluster, limit: LimitFunction): Cluster {
  const inTurn = <Result>({ kind }: { readonly kind: string }, request: () => Promise<Result>): Promise<Result> =>
    kind === 'Lease' ? request() : limit(request)
  return {
    ...cluster,
    get: (ref) => inTurn(ref, () => cluster.get(ref)),
    list: (type, options) => inTurn(type, () => cluster.list(type, options)),
    create: (object) => inTurn(object, () => cluster.create(object)),
    apply: (object, options) => inTurn(object, () => cluster.apply(object, options)),
    replace: (object, options) => inTurn(object, () => cluster.replace(object, options)),
    patch: (ref, type, body, options) => inTurn(ref, () => cluster.patch(ref, type, body, options)),
    delete: (ref, options) => inTurn(ref, () => cluster.delete(ref, options)),
    logs: (pod, options) => limit(() => cluster.logs(pod, options)),
    guarded: (check) => limited(cluster.guarded(check), limit),
  }
}
