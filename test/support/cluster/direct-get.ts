import type { DirectApi } from './direct-api.ts'

type Resource = readonly [path: string, kind: string]

/** What tests read most, by the names that they call it by, with `s` and without. */
const resources: Readonly<Record<string, Resource>> = {
  configmap: ['/api/v1', 'ConfigMap'],
  pod: ['/api/v1', 'Pod'],
  pvc: ['/api/v1', 'PersistentVolumeClaim'],
  resourcequota: ['/api/v1', 'ResourceQuota'],
  secret: ['/api/v1', 'Secret'],
  service: ['/api/v1', 'Service'],
  serviceaccount: ['/api/v1', 'ServiceAccount'],
  daemonset: ['/apis/apps/v1', 'DaemonSet'],
  deployment: ['/apis/apps/v1', 'Deployment'],
  replicaset: ['/apis/apps/v1', 'ReplicaSet'],
  statefulset: ['/apis/apps/v1', 'StatefulSet'],
  cronjob: ['/apis/batch/v1', 'CronJob'],
  job: ['/apis/batch/v1', 'Job'],
  lease: ['/apis/coordination.k8s.io/v1', 'Lease'],
}

interface Item {
  apiVersion?: string
  kind?: string
  metadata: { managedFields?: unknown }
}

/**
 * What `kubectl get <args> -o json` tells, asked without a process; undefined for all that isn't one object or list of a common kind
 * that is there, which kubectl is to be asked.
 */
export async function directGet(api: DirectApi, namespace: string, args: readonly string[]): Promise<unknown> {
  const rest: string[] = []
  const query = new URLSearchParams()
  let within = namespace
  let showsManagers = false
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? ''
    if (arg === '--show-managed-fields') showsManagers = true
    else if (arg === '-n' || arg === '--namespace') within = args[++index] ?? ''
    else if (arg === '-l') query.set('labelSelector', args[++index] ?? '')
    else if (arg === '--field-selector') query.set('fieldSelector', args[++index] ?? '')
    else if (arg.startsWith('-')) return undefined
    else rest.push(...arg.split('/'))
  }
  const [type = '', name, ...more] = rest
  const resource = resources[type.toLowerCase()] ?? resources[type.toLowerCase().replace(/s$/, '')]
  if (resource === undefined || more.length > 0) return undefined
  const [apiVersion, kind] = resource
  const collection = `${apiVersion}/namespaces/${within}/${pluralOf(kind)}`
  const asked = name === undefined ? `${collection}?${query}` : `${collection}/${encodeURIComponent(name)}`
  const { status, body } = await api('GET', asked)
  if (status !== 200) return undefined
  const answer = JSON.parse(body) as Item & { items?: Item[] }
  for (const item of answer.items ?? [answer]) {
    if (!showsManagers) delete item.metadata.managedFields
    // The items of a list tell neither.
    item.apiVersion ??= apiVersion.replace(/^\/apis?\//, '')
    item.kind ??= kind
  }
  return answer
}

function pluralOf(kind: string): string {
  return `${kind.toLowerCase()}s`
}
