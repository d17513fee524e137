import type { Cluster as Api } from '../../../src/cluster/api/cluster.ts'
import { type ConnectOptions, connectCluster } from '../../../src/cluster/connect.ts'
import { ApiError } from '../../../src/cluster/errors/api-error.ts'
import type { JsonObject, KubeObject, ObjectRef } from '../../../src/manifest/types.ts'
import type { Cluster } from './cluster.ts'

export const own = { fieldManager: 'kdeploy', dryRun: false } as const
export const dry = { fieldManager: 'kdeploy', dryRun: true } as const

/** A connection of our own to the test's cluster, closed when `run` ends. */
export async function withApi<Result>(
  cluster: Pick<Cluster, 'kubeconfig'>,
  run: (api: Api) => Promise<Result>,
  options: Partial<ConnectOptions> = {},
): Promise<Result> {
  const api = await connectCluster({ kubeconfig: cluster.kubeconfig, environment: {}, cwd: '/', ...options })
  try {
    return await run(api)
  } finally {
    api.close()
  }
}

export function configMap(namespace: string, data: JsonObject, name = 'settings'): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data }
}

export function refOf(object: KubeObject): ObjectRef {
  const [version = '', group = ''] = object.apiVersion.split('/').reverse()
  return {
    group,
    version,
    kind: object.kind,
    namespace: String(object.metadata['namespace']),
    name: object.metadata.name,
  }
}

export function deployment(namespace: string, container: JsonObject = {}): KubeObject {
  const labels = { app: 'web' }
  const containers = [{ name: 'app', image: 'registry.example/app:1', ...container }]
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace },
    spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
  }
}

export async function refusal(promise: Promise<unknown>): Promise<ApiError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof ApiError) return error
  throw error ?? new Error('Nothing was refused')
}
