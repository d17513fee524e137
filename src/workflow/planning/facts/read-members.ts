import pLimit from 'p-limit'
import type { Cluster, ResourceType } from '../../../cluster/api/cluster.ts'
import { isForbidden } from '../../../cluster/errors/forbidden.ts'
import type { Reach } from '../../../history/records/parent.ts'
import type { Release } from '../../../history/records/release.ts'
import { keyOf, refOf } from '../../../manifest/identity.ts'
import { type Membership, partOfLabel } from '../../../manifest/membership.ts'
import type { KubeObject, ObjectRef } from '../../../manifest/types.ts'

/** The objects on the cluster that carry a release's label. */
export interface Members {
  readonly byKey: ReadonlyMap<string, KubeObject>
  /** What may not be listed, although members may be there: `ConfigMap in my-ns-prod`. */
  readonly unlistable: readonly string[]
}

/** LISTs under way at once: a parent that somebody widened names thousands of places. */
const maxConcurrentLists = 64

/** One LIST: a type, in a namespace or in the whole cluster. */
interface Place {
  readonly type: ResourceType
  readonly namespace: string | undefined
  /** Members that nobody renders any more may be there. */
  readonly inReach: boolean
}

/**
 * The release's live objects, by the ApplySet's label: one LIST for each kind and namespace of what is rendered, and of
 * what the parent says that there may be. What may not be listed is left out, and named where the parent names it.
 */
export async function readMembers(
  cluster: Cluster,
  release: Release,
  rendered: readonly ObjectRef[],
  reach: Reach | undefined,
  membership: Membership,
): Promise<Members> {
  const places = new Map<string, Place>()
  for (const ref of rendered)
    places.set(nameOf(ref, ref.namespace), { type: ref, namespace: ref.namespace, inReach: false })
  for (const place of await placesOf(cluster, release, reach)) {
    const name = nameOf(place.type, place.namespace)
    // In the version that is rendered, as what a dry-run answers is of that version too.
    places.set(name, { ...place, type: places.get(name)?.type ?? place.type })
  }
  const labelSelector = `${partOfLabel}=${membership.applySet}`
  const unlistable: string[] = []
  const limit = pLimit(maxConcurrentLists)
  const lists = await Promise.all(
    [...places.values()].map(async ({ type, namespace, inReach }): Promise<readonly KubeObject[]> => {
      try {
        return (await limit(() => cluster.list(type, { namespace, labelSelector }))).items
      } catch (error) {
        if (!isForbidden(error)) throw error
        if (inReach) unlistable.push(`${type.kind}${namespace === undefined ? '' : ` in ${namespace}`}`)
        return []
      }
    }),
  )
  return { byKey: new Map(lists.flat().map((object) => [keyOf(refOf(object)), object])), unlistable: unlistable.sort() }
}

/** Kinds that the cluster doesn't serve any more have no objects. */
async function placesOf(cluster: Cluster, release: Release, reach: Reach | undefined): Promise<Place[]> {
  if (reach === undefined) return []
  const namespaces = [release.namespace, ...reach.namespaces]
  const places = await Promise.all(
    reach.groupKinds.map(async (groupKind): Promise<Place[]> => {
      const [kind = '', ...group] = groupKind.split('.')
      const resource = await cluster.resourceOf({ group: group.join('.'), kind })
      if (resource === undefined || !resource.verbs.includes('list')) return []
      const { version } = resource
      const type = { group: group.join('.'), version, kind }
      if (!resource.namespaced) return [{ type, namespace: undefined, inReach: true }]
      return namespaces.map((namespace) => ({ type, namespace, inReach: true }))
    }),
  )
  return places.flat()
}

function nameOf({ group, kind }: ResourceType, namespace: string | undefined): string {
  return `${group}/${kind}/${namespace ?? ''}`
}
