import type { Cluster } from '../../../cluster/api/cluster.ts'
import { unlessForbidden } from '../../../cluster/errors/forbidden.ts'
import { KdeployError } from '../../../errors.ts'
import { describeRef } from '../../../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../../../manifest/types.ts'
import { mayMount } from '../../../plan/references/pod-spec.ts'
import type { Item } from './item.ts'

/**
 * A claim that pods mount stays until the last of them is gone (kubernetes.io, "Storage Object in Use Protection"), so that
 * a recreation would never end. Not checked if pods can't be listed.
 * @throws KdeployError `claim-mounted` with the pods
 */
export async function refuseMountedClaim(cluster: Cluster, { ref, manifest }: Item): Promise<void> {
  if (!isClaim(ref)) return
  const mounting = await podsThatMount(cluster, ref)
  if (mounting.length === 0) return
  throw new KdeployError({
    code: 'claim-mounted',
    category: 'cluster',
    message: `${describeRef(ref)} can't be recreated while pods mount it: ${mounting.map(({ metadata }) => metadata.name).join(', ')}`,
    place: manifest.placeOf(['metadata', 'name']),
    hint: "scale the pods' owners to 0 first; recreating the claim deletes its data",
  })
}

/** Whether it is a PersistentVolumeClaim. */
export function isClaim({ group, kind }: ObjectRef): boolean {
  return group === '' && kind === 'PersistentVolumeClaim'
}

async function podsThatMount(cluster: Cluster, { namespace, name }: ObjectRef): Promise<readonly KubeObject[]> {
  return (await podsOf(cluster, namespace)).filter((pod) => mayMount(pod, name))
}

/** None where listing them is forbidden. */
export async function podsOf(cluster: Cluster, namespace: string | undefined): Promise<readonly KubeObject[]> {
  const list = cluster.list({ group: '', version: 'v1', kind: 'Pod' }, { namespace })
  return (await unlessForbidden(list, undefined))?.items ?? []
}
