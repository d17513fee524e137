import type { Cluster } from '../../cluster/api/cluster.ts'
import { unlessForbidden } from '../../cluster/errors/forbidden.ts'
import { keyOf, refOf } from '../../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'
import { gatewayRefs, hasAddress, urlsOf } from '../../plan/references/urls.ts'
import type { ObjectUrls } from '../run/results.ts'

/** Objects that are read for their URLs; more than a person wants to see. */
const most = 10

/** The kinds that have URLs. */
const kinds: ReadonlySet<string> = new Set(['networking.k8s.io/Ingress', 'gateway.networking.k8s.io/HTTPRoute'])

/** The URLs of live objects, those that have any; at most ten are looked at, for whose Gateways a request each is made. */
export async function urlsOfLive(cluster: Cluster, objects: readonly KubeObject[]): Promise<ObjectUrls[]> {
  const served = objects.filter((object) => isServed(refOf(object))).slice(0, most)
  const refs = new Map(served.flatMap(gatewayRefs).map((ref) => [keyOf(ref), ref]))
  const gateways = new Map(
    await Promise.all([...refs].map(async ([key, ref]) => [key, await readIfAny(cluster, ref)] as const)),
  )
  const gatewayOf = (ref: ObjectRef) => gateways.get(keyOf(ref)) ?? undefined
  return served.flatMap((object) => {
    const urls = urlsOf(object, gatewayOf)
    return urls.length === 0 ? [] : [{ ref: refOf(object), urls, hasAddress: hasAddress(object, gatewayOf) }]
  })
}

/** The same of manifests that were applied: each is read as the cluster has it. */
export async function urlsOfApplied(cluster: Cluster, manifests: readonly KubeObject[]): Promise<ObjectUrls[]> {
  const refs = manifests.map((object) => refOf(object)).filter(isServed)
  const live = await Promise.all(refs.slice(0, most).map((ref) => readIfAny(cluster, ref)))
  return urlsOfLive(
    cluster,
    live.filter((object) => object !== null),
  )
}

function isServed({ group, kind }: ObjectRef): boolean {
  return kinds.has(`${group}/${kind}`)
}

/** What can't be read has no URL to be told: everything is applied by then. */
function readIfAny(cluster: Cluster, ref: ObjectRef): Promise<KubeObject | null> {
  return unlessForbidden(cluster.get(ref), null).catch(() => null)
}
