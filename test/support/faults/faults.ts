import type { JsonObject } from '../../../src/manifest/types.ts'
import { withApi } from '../cluster/api.ts'
import { type Fault, type ProxiedRequest, startApiProxy } from '../cluster/api-proxy.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { revisionIn } from '../tampering/revisions.ts'

/** A release of ConfigMaps; every other revision also has a Service, so that its parent is widened and narrowed. */
export function filesOf(namespace: string, revision: number): Record<string, string> {
  const even = revision % 2 === 0
  const docs = [
    `{apiVersion: v1, kind: ConfigMap, metadata: {name: changed}, data: {revision: "${revision}"}}`,
    '{apiVersion: v1, kind: ConfigMap, metadata: {name: same}, data: {mode: fine}}',
    `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${even ? 'even' : 'odd'}}, data: {mode: fine}}`,
    ...(even ? ['{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80}]}}'] : []),
  ]
  return {
    'kdeploy.yaml': 'name: shop\n',
    'profiles/prod_shop.yaml': `namespace: ${namespace}\n`,
    'templates/all.yaml': docs.join('\n---\n'),
  }
}

/** Whether a request changes something. */
export const isWrite = ({ method, url }: ProxiedRequest) =>
  method !== 'GET' && !url.includes('dryRun') && !url.includes('/authorization.k8s.io/')

/** Every sort of write that an apply makes, by its request. */
export const writes = {
  'the POST of the lock': ({ method, url }: ProxiedRequest) => method === 'POST' && url.includes('/leases'),
  'the PUT of the parent': ({ method, url }: ProxiedRequest) =>
    method === 'PUT' && /\/secrets\/kdeploy-shop-prod-shop-\w+\?/.test(url),
  'the POST of the revision': ({ method, url }: ProxiedRequest) => method === 'POST' && url.includes('/secrets'),
  'the PATCH of a changed object': ({ url }: ProxiedRequest) => url.includes('/configmaps/changed'),
  'the PATCH of a new object': ({ method, url }: ProxiedRequest) =>
    method === 'PATCH' && /\/configmaps\/(even|odd)/.test(url),
  'the DELETE of a pruned object': ({ method, url }: ProxiedRequest) =>
    method === 'DELETE' && /\/configmaps\/(even|odd)/.test(url),
  'the PUT that ends the revision': ({ method, url }: ProxiedRequest) =>
    method === 'PUT' && /\/secrets\/\S+-r\d+\?/.test(url),
  'the DELETE of the lock': ({ method, url }: ProxiedRequest) => method === 'DELETE' && url.includes('/leases'),
} satisfies Readonly<Record<string, (request: ProxiedRequest) => boolean>>

/** Applies a revision; the first `times` requests that `which` picks meet the fault. */
export async function applyWithFault(
  cluster: Cluster,
  folder: string,
  which: (request: ProxiedRequest) => boolean,
  fault: Fault,
  times: number,
) {
  let met = 0
  const proxy = await startApiProxy(cluster, (request) => {
    if (met >= times || !isWrite(request) || !which(request)) return undefined
    met += 1
    return fault
  })
  const env = { KUBECONFIG: proxy.kubeconfig }
  const result = await cluster.kdeploy(['apply', '--profile', 'prod_shop'], { cwd: folder, env })
  await proxy.close()
  return { ...result, met, sent: proxy.requests.filter((request) => isWrite(request) && which(request)).length }
}

/** What the cluster holds of the release: its locks, its newest revision, and its members with the revision that they show. */
export async function state({ kubeconfig, namespace }: Cluster) {
  return withApi({ kubeconfig }, async (api) => {
    const list = async (group: string, kind: string, labelSelector?: string) =>
      (await api.list({ group, kind }, { namespace, labelSelector })).items
    const members = 'applyset.kubernetes.io/part-of'
    const shown = [...(await list('', 'ConfigMap', members)), ...(await list('', 'Service', members))]
    const revisions = (await list('', 'Secret', 'kdeploy.dev/revision')).map(revisionIn)
    const newest = revisions.sort((one, other) => one.number - other.number).at(-1)
    return {
      locks: (await list('coordination.k8s.io', 'Lease')).length,
      revision: `${newest?.number} ${newest?.status}`,
      members: shown.map(({ metadata, data }) => `${metadata.name} ${(data as JsonObject)?.['revision'] ?? ''}`.trim()),
    }
  })
}

/** The lock of a run that is dead is to expire after a second rather than after thirty. */
export async function expireLocks(cluster: Cluster): Promise<void> {
  const leases = (await cluster.kubectl(['get', 'leases', '-o', 'name'])).trim().split('\n').filter(Boolean)
  const soon = ['--type=merge', '-p', '{"spec":{"leaseDurationSeconds":1}}']
  for (const lease of leases) await cluster.kubectl(['patch', lease, ...soon])
}
