import type { Cluster } from '../../cluster/api/cluster.ts'
import { unlessForbidden } from '../../cluster/errors/forbidden.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'

/** A Namespace; null where it does not exist. */
export function getNamespace(cluster: Cluster, name: string): Promise<KubeObject | null> {
  return cluster.get(namespaceRef(name))
}

/** A Namespace; null where it does not exist, undefined where read access is forbidden. */
export function getNamespaceIfAllowed(cluster: Cluster, name: string): Promise<KubeObject | null | undefined> {
  return unlessForbidden(getNamespace(cluster, name), undefined)
}

export function namespaceRef(name: string): ObjectRef {
  return { group: '', version: 'v1', kind: 'Namespace', namespace: undefined, name }
}
