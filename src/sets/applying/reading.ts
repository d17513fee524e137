import type { Cluster } from '../../cluster/api/cluster.ts'
import type { Connect } from '../../workflow/run/connect.ts'
import type { ClusterTarget, World } from '../../workflow/run/world.ts'
import { isOutOfReach } from '../runs/out-of-reach.ts'

/** The clusters that could not be reached, each with the error. */
export type OutOfReach = Map<Cluster, unknown>

/** What one release reads while it is rendered. Once a cluster could not be reached, no other release waits for it again. */
export class Reading {
  /** Whether a live ConfigMap or Secret was asked for. */
  readsLive = false
  readonly #target: ClusterTarget
  readonly #world: World
  readonly #outOfReach: OutOfReach
  #cluster: Cluster | undefined

  constructor(target: ClusterTarget, world: World, outOfReach: OutOfReach) {
    this.#target = target
    this.#world = world
    this.#outOfReach = outOfReach
  }

  /** Connects for the release. */
  readonly connect: Connect = async (profileContext) => {
    const target = this.#target
    this.#cluster ??= await this.#world.connect(
      { ...target, kubeContext: target.kubeContext ?? profileContext },
      this.#world.trace,
    )
    const cluster = this.#cluster
    if (this.#outOfReach.has(cluster)) throw this.#outOfReach.get(cluster)
    const note = ({ kind }: { readonly kind: string }) => {
      if (kind === 'ConfigMap' || kind === 'Secret') this.readsLive = true
    }
    return {
      ...cluster,
      get(ref) {
        note(ref)
        return cluster.get(ref)
      },
      list(type, options) {
        note(type)
        return cluster.list(type, options)
      },
    }
  }

  /** The cluster itself, for one that `connect` gave. */
  unwatched(watched: Cluster): Cluster {
    return this.#cluster ?? watched
  }

  /** Takes note of what ended the release, if that is that its cluster is out of reach. */
  note(error: unknown): void {
    if (isOutOfReach(error) && this.#cluster !== undefined) this.#outOfReach.set(this.#cluster, error)
  }
}
