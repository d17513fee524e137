import type { Cluster } from '../../cluster/api/cluster.ts'
import { ApiError } from '../../cluster/errors/api-error.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'

/** A Namespace; null where it does not exist. */
export function getNamespace(cluster: Cluster, name: string): Promise<KubeObject | null> {
  return cluster.get(namespaceRef(name))
}

/** A Namespace; null where it does not exist, undefined where reading it is forbidden. */
export async function getNamespaceIfAllowed(cluster: Cluster, name: string): Promise<KubeObject | null | undefined> {
  try {
    return await getNamespace(cluster, name)
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return undefined
    throw error
  }
}

export function namespaceRef(name: string): ObjectRef {
  return { group: '', version: 'v1', kind: 'Namespace', namespace: undefined, name }
}
