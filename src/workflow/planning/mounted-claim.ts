import { ApiError } from '../../cluster/api-error.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { KdeployError } from '../../errors.ts'
import { controllerReferenceOf, listAt, textAt } from '../../kinds/fields.ts'
import { describeRef, keyOf, refOf } from '../../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'
import { type Membership, membershipOf } from '../../plan/membership.ts'
import type { Vanished } from '../../plan/types.ts'
import { deletedOf, keptOf, letGoOf } from '../../plan/vanished.ts'
import type { Item } from './compare.ts'

/**
 * A claim that pods mount stays until the last of them is gone (kubernetes.io, "Storage Object in Use Protection"), so that
 * a replacement would wait in vain. Where pods can't be listed, nothing is known.
 * @throws KdeployError `claim-mounted` with the pods
 */
export async function refuseMounted(cluster: Cluster, { ref, manifest }: Item): Promise<void> {
  if (!isClaim(ref)) return
  const mounting = await podsThatMount(cluster, ref)
  if (mounting.length === 0) return
  throw new KdeployError({
    code: 'claim-mounted',
    category: 'cluster',
    message: `${describeRef(ref)} can't be made anew while pods mount it: ${mounting.map(({ metadata }) => metadata.name).join(', ')}`,
    place: manifest.placeOf(['metadata', 'name']),
    hint: 'scale what makes them to 0 first: the claim, and its data with it, is deleted only when they are gone',
  })
}

/**
 * What mounts a claim that is to be deleted, and stays: its pods would go on until they restart, and then never get ready.
 * Where pods can't be listed, or what made them can't be read, nothing is known.
 * @throws KdeployError `claim-mounted` with the pods
 */
export async function refuseMountedByOthers(
  cluster: Cluster,
  own: Membership,
  vanished: readonly Vanished[],
): Promise<void> {
  const kept = new Set([...keptOf(vanished), ...letGoOf(vanished)].map(({ ref }) => keyOf(ref)))
  const goes = (maker: KubeObject) => membershipOf(maker)?.applySet === own.applySet && !kept.has(keyOf(refOf(maker)))
  for (const { ref } of deletedOf(vanished).filter((one) => isClaim(one.ref))) {
    const pods = await podsThatMount(cluster, ref)
    const makers = await Promise.all(pods.map(async (pod) => ({ pod, maker: await makerOf(cluster, pod) })))
    const others = makers.flatMap(({ pod, maker }) => (maker === undefined || goes(maker) ? [] : [nameOf(pod, maker)]))
    if (others.length === 0) continue
    throw new KdeployError({
      code: 'claim-mounted',
      category: 'conflict',
      message: `${describeRef(ref)} isn't deleted, as pods that stay mount it: ${others.join(', ')}`,
      hint: 'remove what makes them first, or leave the claim: without it they never start again',
    })
  }
}

function isClaim({ group, kind }: ObjectRef): boolean {
  return group === '' && kind === 'PersistentVolumeClaim'
}

/** The last of an object's controllers, itself where it has none; undefined where one is going, gone or can't be read. */
async function makerOf(cluster: Cluster, object: KubeObject): Promise<KubeObject | undefined> {
  if (object.metadata['deletionTimestamp'] !== undefined) return undefined
  const controller = controllerReferenceOf(object)
  if (controller === undefined) return object
  const { apiVersion, kind, name, uid } = controller
  const { namespace } = refOf(object)
  const ref = refOf({ apiVersion: String(apiVersion), kind: String(kind), metadata: { name: String(name) } })
  const found = await cluster.get({ ...ref, namespace }).catch((error: unknown) => {
    if (error instanceof ApiError && error.status === 403) return null
    throw error
  })
  return found === null || found.metadata['uid'] !== uid ? undefined : makerOf(cluster, found)
}

function nameOf(pod: KubeObject, maker: KubeObject): string {
  if (pod === maker) return pod.metadata.name
  const { release } = membershipOf(maker) ?? {}
  return `${pod.metadata.name} (of ${describeRef(refOf(maker))}${release === undefined ? '' : `, which belongs to ${release}`})`
}

async function podsThatMount(cluster: Cluster, { namespace, name }: ObjectRef): Promise<readonly KubeObject[]> {
  const pods = await podsOf(cluster, namespace)
  return pods.filter((pod) =>
    listAt(pod, 'spec', 'volumes').some((volume) => textAt(volume, 'persistentVolumeClaim', 'claimName') === name),
  )
}

async function podsOf(cluster: Cluster, namespace: string | undefined): Promise<readonly KubeObject[]> {
  try {
    return (await cluster.list({ group: '', version: 'v1', kind: 'Pod' }, { namespace })).items
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return []
    throw error
  }
}
