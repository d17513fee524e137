import type { Cluster } from './cluster.ts'

interface Versioned {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly resourceVersion: string }
}

/** Whatever kdeploy, or what it deploys in tests, may write in a namespace. */
const kinds =
  'configmaps,secrets,leases,services,serviceaccounts,deployments,replicasets,pods,jobs,persistentvolumeclaims,roles'

/** By `Kind name`, the resource version of each object of the test's namespace and of the namespace itself: whatever is written changes one. */
export async function resourceVersions(cluster: Cluster): Promise<Readonly<Record<string, string>>> {
  const [namespace, { items }] = await Promise.all([
    cluster.get<Versioned>('namespace', cluster.namespace),
    cluster.get<{ readonly items: readonly Versioned[] }>(kinds),
  ])
  return Object.fromEntries(
    [namespace, ...items].map(({ kind, metadata }) => [`${kind} ${metadata.name}`, metadata.resourceVersion]),
  )
}
