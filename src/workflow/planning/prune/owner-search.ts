import type { Cluster } from '../../../cluster/api/cluster.ts'
import { ApiError } from '../../../cluster/errors/api-error.ts'
import { KdeployError } from '../../../errors.ts'
import { listAt } from '../../../manifest/fields.ts'
import { refOf } from '../../../manifest/identity.ts'
import type { JsonObject, KubeObject } from '../../../manifest/types.ts'

/** What keeps a pod alive. */
export interface StayingOwner {
  readonly object: KubeObject
  /** The reference to its own owner, where that can't be read. */
  readonly unread?: JsonObject
}

/** Finds what keeps objects alive, asking for each owner once. */
export class OwnerSearch {
  readonly #cluster: Cluster
  readonly #goes: (object: KubeObject, claim: string) => boolean
  readonly #found = new Map<unknown, Promise<KubeObject | 'unreadable' | null>>()

  /** `goes`: whether what an object makes for a claim goes with this run. */
  constructor(cluster: Cluster, goes: (object: KubeObject, claim: string) => boolean) {
    this.#cluster = cluster
    this.#goes = goes
  }

  /**
   * The topmost owner that stays; the object itself if it has no owner, an unreadable one, or
   * owns itself. undefined if the object goes: deleted, or garbage collected once all its owners are
   * (kubernetes.io, "Garbage Collection").
   */
  async staying(object: KubeObject, claim: string, owned: readonly unknown[] = []): Promise<StayingOwner | undefined> {
    const { uid, deletionTimestamp } = object.metadata
    if (deletionTimestamp !== undefined || this.#goes(object, claim)) return undefined
    const owners = listAt(object, 'metadata', 'ownerReferences').toSorted(
      (one, other) => Number(other['controller'] === true) - Number(one['controller'] === true),
    )
    if (owners.length === 0 || owned.includes(uid)) return { object }
    for (const reference of owners) {
      const owner = await this.#owner(reference, refOf(object).namespace)
      if (owner === 'unreadable') return { object, unread: reference }
      const stayingOwner = owner === null ? undefined : await this.staying(owner, claim, [...owned, uid])
      if (stayingOwner !== undefined) return stayingOwner
    }
    return undefined
  }

  #owner(reference: JsonObject, namespace: string | undefined): Promise<KubeObject | 'unreadable' | null> {
    const { uid } = reference
    const found = this.#found.get(uid) ?? this.#read(reference, namespace)
    this.#found.set(uid, found)
    return found
  }

  /** null where it is gone. Its version may no longer be served. */
  async #read({ apiVersion, kind, name, uid }: JsonObject, namespace: string | undefined) {
    const { group } = refOf({ apiVersion: String(apiVersion), kind: String(kind), metadata: { name: String(name) } })
    try {
      const resource = await this.#cluster.resourceOf({ group, kind: String(kind) })
      if (resource === undefined) return 'unreadable'
      const ref = { ...resource, namespace: resource.namespaced ? namespace : undefined, name: String(name) }
      const live = await this.#cluster.get(ref)
      return live?.metadata['uid'] === uid ? live : null
    } catch (error) {
      const isRefused = error instanceof ApiError && (error.status === 403 || error.status === 405)
      if (isRefused || (error instanceof KdeployError && error.code === 'api-unavailable')) return 'unreadable'
      throw error
    }
  }
}
