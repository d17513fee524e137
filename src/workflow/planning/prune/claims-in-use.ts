import type { Cluster } from '../../../cluster/api/cluster.ts'
import { ApiError } from '../../../cluster/errors/api-error.ts'
import { firstNames } from '../../../counts.ts'
import { KdeployError, throwCollected } from '../../../errors.ts'
import { listAt, textAt } from '../../../manifest/fields.ts'
import { describeRef, keyOf, refOf } from '../../../manifest/identity.ts'
import { membershipOf } from '../../../manifest/membership.ts'
import type { JsonObject, KubeObject } from '../../../manifest/types.ts'
import { toDelete } from '../../../plan/prune-candidates.ts'
import { mayMount } from '../../../plan/references/pod-spec.ts'
import type { PruneCandidate } from '../../../plan/types.ts'
import { namespaceRef } from '../../run/namespace.ts'
import { isClaim, podsOf } from '../compare/mounted-claim.ts'

/** Pods named in an error; more are counted. */
const mostPods = 5

/**
 * Refuses to delete claims that pods mount which stay: those would go on until they restart, and could never start again. Pods
 * go with whatever owns them, once this run deletes it, or writes it anew without the claim: `rendered`, by key. Where listing
 * pods is forbidden nobody looks.
 * @throws KdeployError `claim-in-use` with the pods of each claim
 */
export async function refuseClaimsInUse(
  cluster: Cluster,
  candidates: readonly PruneCandidate[],
  rendered: ReadonlyMap<string, KubeObject>,
): Promise<void> {
  const deleted = toDelete(candidates)
  const gone = new Set(deleted.map(({ ref }) => keyOf(ref)))
  const claims = deleted.filter(({ ref }) => isClaim(ref) && !gone.has(keyOf(namespaceRef(ref.namespace ?? ''))))
  const namespaces = [...new Set(claims.map(({ ref }) => ref.namespace))]
  const pods = new Map(await Promise.all(namespaces.map(async (name) => [name, await podsOf(cluster, name)] as const)))
  const makers = new OwnerSearch(cluster, (object, claim) => {
    const key = keyOf(refOf(object))
    const anew = rendered.get(key)
    return gone.has(key) || (anew !== undefined && !mayMount(anew, claim))
  })
  const problems = await Promise.all(
    claims.map(async ({ ref }) => {
      const mounting = (pods.get(ref.namespace) ?? []).filter((pod) => mayMount(pod, ref.name))
      const found = await Promise.all(
        mounting.map(async (pod) => ({ pod, maker: await makers.staying(pod, ref.name) })),
      )
      const staying = found.flatMap(({ pod, maker }) => (maker === undefined ? [] : [describePod(pod, maker)]))
      return staying.length === 0 ? [] : [claimInUse(describeRef(ref), staying)]
    }),
  )
  throwCollected(problems.flat(), (count) => `${count} claims aren't deleted, as pods that stay mount them`)
}

function claimInUse(claim: string, pods: readonly string[]): KdeployError {
  return new KdeployError({
    code: 'claim-in-use',
    category: 'conflict',
    message: `${claim} isn't deleted, as pods that stay mount it: ${firstNames(pods, mostPods)}`,
    hint: 'remove them and what makes them first, or leave the claim: it would only be gone when they are',
  })
}

function describePod(pod: KubeObject, { object, unread }: Maker): string {
  const { release } = membershipOf(object) ?? {}
  const about = [
    ...(object === pod ? [] : [`of ${describeRef(refOf(object))}`]),
    ...(release === undefined ? [] : [`which belongs to ${release}`]),
    ...(unread === undefined ? [] : [`whose ${textAt(unread, 'kind')} ${textAt(unread, 'name')} can't be read`]),
  ]
  return about.length === 0 ? pod.metadata.name : `${pod.metadata.name} (${about.join(', ')})`
}

/** What keeps a pod alive. */
interface Maker {
  readonly object: KubeObject
  /** The reference to its own owner, where that can't be read. */
  readonly unread?: JsonObject
}

/** Finds what keeps objects alive, asking for each owner once. */
class OwnerSearch {
  readonly #cluster: Cluster
  readonly #goes: (object: KubeObject, claim: string) => boolean
  readonly #found = new Map<unknown, Promise<KubeObject | 'unreadable' | null>>()

  /** `goes`: whether what an object makes for a claim goes with this run. */
  constructor(cluster: Cluster, goes: (object: KubeObject, claim: string) => boolean) {
    this.#cluster = cluster
    this.#goes = goes
  }

  /**
   * The last of an object's owners that stays, the object itself where it has none, where its owner can't be read, or where it
   * owns itself. undefined where the object goes: deleted, or garbage collected once all its owners are
   * (kubernetes.io, "Garbage Collection").
   */
  async staying(object: KubeObject, claim: string, owned: readonly unknown[] = []): Promise<Maker | undefined> {
    const { uid, deletionTimestamp } = object.metadata
    if (deletionTimestamp !== undefined || this.#goes(object, claim)) return undefined
    const owners = listAt(object, 'metadata', 'ownerReferences').toSorted(
      (one, other) => Number(other['controller'] === true) - Number(one['controller'] === true),
    )
    if (owners.length === 0 || owned.includes(uid)) return { object }
    for (const reference of owners) {
      const owner = await this.#owner(reference, refOf(object).namespace)
      if (owner === 'unreadable') return { object, unread: reference }
      const maker = owner === null ? undefined : await this.staying(owner, claim, [...owned, uid])
      if (maker !== undefined) return maker
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
