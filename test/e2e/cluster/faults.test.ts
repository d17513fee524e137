import { expect } from 'vitest'
import { configMap, own, withApi } from '../../support/cluster/api.ts'
import { type Fault, type ProxiedRequest, startApiProxy } from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'

/** What answers the first request that `which` picks; every other is passed on. */
async function withFault<Result>(
  cluster: Cluster,
  which: (request: ProxiedRequest) => boolean,
  fault: Fault,
  use: (kubeconfig: string) => Promise<Result>,
): Promise<{ result: Result; requests: readonly ProxiedRequest[] }> {
  let met = false
  const proxy = await startApiProxy(cluster, (request) => {
    if (met || !which(request)) return undefined
    met = true
    return fault
  })
  try {
    const result = await use(proxy.kubeconfig)
    expect(met).toBe(true)
    return { result, requests: proxy.requests }
  } finally {
    await proxy.close()
  }
}

test('each page of a list is read once, and all again at once where its continue token has expired', async ({
  cluster,
}) => {
  const { namespace } = cluster
  const readAll = (kubeconfig: string) =>
    withApi({ kubeconfig }, (api) => api.list({ group: '', kind: 'ConfigMap' }, { namespace }))
  await withApi(cluster, async (api) => {
    const names = Array.from({ length: 501 }, (_, index) => `setting-${index}`)
    for (let at = 0; at < names.length; at += 32)
      await Promise.all(names.slice(at, at + 32).map((name) => api.apply(configMap(namespace, {}, name), own)))
  })
  const passing = await startApiProxy(cluster, () => undefined)
  const read = await readAll(passing.kubeconfig).finally(() => passing.close())
  expect(new Set(read.items.map(({ metadata }) => metadata.name)).size).toBe(502)
  expect(passing.requests.filter(({ url }) => url.includes('limit=500'))).toHaveLength(2)
  const expired = { code: 410, reason: 'Expired', message: 'The provided continue parameter is too old' }

  const { result, requests } = await withFault(cluster, ({ url }) => url.includes('continue='), expired, readAll)

  expect(new Set(result.items.map(({ metadata }) => metadata.name)).size).toBe(502)
  expect(result.items).toHaveLength(502)
  expect(requests.at(-1)?.url).not.toMatch(/continue|limit/)
})

const isApply = ({ method }: ProxiedRequest) => method === 'PATCH'
const faults: readonly [string, Fault][] = [
  [
    '429 with Retry-After',
    { code: 429, reason: 'TooManyRequests', message: 'slow down', headers: { 'retry-after': '1' } },
  ],
  ['503', { code: 503, reason: 'ServiceUnavailable', message: 'apiserver is shutting down' }],
  ["etcd's 500", { code: 500, reason: 'InternalError', message: 'etcdserver: request timed out' }],
  ['a connection that breaks before the request', { lose: 'request' }],
  ['a connection that breaks instead of the answer', { lose: 'answer' }],
  ['a connection that breaks within the answer', { lose: 'answer', after: 20 }],
]
for (const [title, fault] of faults) {
  test(`a server-side apply is repeated after ${title}`, async ({ cluster }) => {
    const { namespace } = cluster

    const { result, requests } = await withFault(cluster, isApply, fault, (kubeconfig) =>
      withApi({ kubeconfig }, (api) => api.apply(configMap(namespace, { mode: 'fine' }), own)),
    )

    expect(result['data']).toEqual({ mode: 'fine' })
    expect(requests.filter(isApply)).toHaveLength(2)
  })
}
