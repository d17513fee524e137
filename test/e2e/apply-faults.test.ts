import { describe, expect } from 'vitest'
import { decodeRevision } from '../../src/history/revision.ts'
import type { JsonObject } from '../../src/manifest/types.ts'
import { type Fault, type ProxiedRequest, startApiProxy } from '../support/api-proxy.ts'
import { type Cluster, test } from '../support/cluster.ts'
import { withApi } from './cluster-api.ts'

/** A release of ConfigMaps; every other revision also has a Service, so that its parent is widened and narrowed. */
function filesOf(namespace: string, revision: number): Record<string, string> {
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

const isWrite = ({ method, url }: ProxiedRequest) =>
  method !== 'GET' && !url.includes('dryRun') && !url.includes('/authorization.k8s.io/')

/** Every sort of write that an apply makes, by its request. */
const writes: Readonly<Record<string, (request: ProxiedRequest) => boolean>> = {
  'the POST of the lock': ({ method, url }) => method === 'POST' && url.includes('/leases'),
  'the PUT of the parent': ({ method, url }) => method === 'PUT' && /\/secrets\/kdeploy-shop-prod-shop-\w+\?/.test(url),
  'the POST of the revision': ({ method, url }) => method === 'POST' && url.includes('/secrets'),
  'the PATCH of a changed object': ({ url }) => url.includes('/configmaps/changed'),
  'the PATCH of a new object': ({ method, url }) => method === 'PATCH' && /\/configmaps\/(even|odd)/.test(url),
  'the DELETE of a pruned object': ({ method, url }) => method === 'DELETE' && /\/configmaps\/(even|odd)/.test(url),
  'the PUT that ends the revision': ({ method, url }) => method === 'PUT' && /\/secrets\/\S+-r\d+\?/.test(url),
  'the DELETE of the lock': ({ method, url }) => method === 'DELETE' && url.includes('/leases'),
}

/** Faults that pass, and whether the server did what was asked all the same. */
const faults: readonly { title: string; fault: Fault; times?: number }[] = [
  {
    title: '429 with Retry-After',
    fault: { code: 429, reason: 'TooManyRequests', message: 'slow down', headers: { 'retry-after': '1' } },
  },
  { title: '503', fault: { code: 503, reason: 'ServiceUnavailable', message: 'apiserver is shutting down' }, times: 2 },
  { title: "etcd's 500", fault: { code: 500, reason: 'InternalError', message: 'etcdserver: request timed out' } },
  { title: 'a connection that breaks before the request', fault: { lose: 'request' } },
  { title: 'a connection that breaks instead of the answer', fault: { lose: 'answer' } },
  { title: 'a connection that breaks within the answer', fault: { lose: 'answer', after: 20 } },
]

/** Applies a revision; the first `times` requests that `which` picks meet the fault. */
async function applyWithFault(
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
async function state({ kubeconfig, namespace }: Cluster) {
  return withApi({ kubeconfig }, async (api) => {
    const list = async (group: string, kind: string, labelSelector?: string) =>
      (await api.list({ group, kind }, { namespace, labelSelector })).items
    const members = 'applyset.kubernetes.io/part-of'
    const shown = [...(await list('', 'ConfigMap', members)), ...(await list('', 'Service', members))]
    const revisions = (await list('', 'Secret', 'kdeploy.dev/revision')).map(decodeRevision)
    const newest = revisions.sort((one, other) => one.number - other.number).at(-1)
    return {
      locks: (await list('coordination.k8s.io', 'Lease')).length,
      revision: `${newest?.number} ${newest?.status}`,
      members: shown.map(({ metadata, data }) => `${metadata.name} ${(data as JsonObject)?.['revision'] ?? ''}`.trim()),
    }
  })
}

const words = (revision: number) =>
  [
    revision % 2 === 0 ? 'created  ConfigMap even' : 'created  ConfigMap odd',
    ...(revision % 2 === 0 ? ['created  Service web'] : []),
    'changed  ConfigMap changed',
    revision % 2 === 0 ? 'deleted  ConfigMap odd' : 'deleted  ConfigMap even',
    ...(revision % 2 === 0 ? [] : ['deleted  Service web']),
  ].sort()

describe('an apply goes on as if nothing happened', () => {
  for (const { title, fault, times = 1 } of faults) {
    test(`after ${title}, at each of its writes`, { timeout: 180_000 }, async ({ cluster }) => {
      const { namespace } = cluster
      const project = await cluster.createProject({ files: filesOf(namespace, 1) })
      const first = await cluster.kdeploy(['apply', '--profile', 'prod_shop'], { cwd: project.folder })
      expect(first.exitCode, first.stderr).toBe(0)
      let revision = 1
      for (const [name, which] of Object.entries(writes)) {
        revision += 1
        await project.write(filesOf(namespace, revision))

        const result = await applyWithFault(cluster, project.folder, which, fault, times)

        const what = `${name} met ${title}: ${result.stderr}`
        expect(result.met, what).toBe(times)
        expect(result.exitCode, what).toBe(0)
        const told = result.stderr.split('\n').filter((line) => /^(created|changed|deleted) /.test(line))
        const shown = told.map((line) => line.replace(`${namespace}/`, '').replace(/ +/, '  ')).sort()
        expect(shown, what).toEqual(words(revision))
        expect(result.stderr, what).not.toMatch(/warning|error|not deleted/)
        const even = revision % 2 === 0
        expect(await state(cluster), what).toEqual({
          locks: 0,
          revision: `${revision} succeeded`,
          members: [`changed ${revision}`, even ? 'even' : 'odd', 'same', ...(even ? ['web'] : [])],
        })
      }
    })
  }
})
