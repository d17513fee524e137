import { describe, expect } from 'vitest'
import { ApiError } from '../../../src/cluster/errors/api-error.ts'
import { configMap, own, refOf, refusal, withApi } from '../../support/cluster/api.ts'
import { test, waitFor } from '../../support/cluster/cluster.ts'
import { startControlPlane } from '../../support/control-plane.ts'

describe('a watch', () => {
  const type = { group: '', kind: 'ConfigMap' }

  test('tells every change from the list on, and ends with its signal', async ({ cluster }) => {
    await withApi(cluster, async (api) => {
      const { namespace } = cluster
      const { resourceVersion } = await api.list(type, { namespace })
      const stop = new AbortController()
      const events: string[] = []
      const watching = (async () => {
        for await (const event of api.watch(type, { namespace, resourceVersion, signal: stop.signal })) {
          if (event.type !== 'BOOKMARK') events.push(`${event.type} ${JSON.stringify(event.object['data'])}`)
        }
      })()
      const settings = configMap(namespace, { turn: '1' })
      await api.apply(settings, own)
      await api.apply(configMap(namespace, { turn: '2' }), own)
      await api.delete(refOf(settings))
      await waitFor('three events', async () => events.length === 3)
      expect(events).toEqual(['ADDED {"turn":"1"}', 'MODIFIED {"turn":"2"}', 'DELETED {"turn":"2"}'])
      stop.abort()
      await watching
    })
  })

  test('that lacks permission is refused', async ({ cluster }) => {
    const kubeconfig = await cluster.kubeconfigFor([])
    await withApi({ kubeconfig }, async (api) => {
      const signal = AbortSignal.timeout(20_000)
      const first = api
        .watch(type, { namespace: cluster.namespace, resourceVersion: '0', signal })
        [Symbol.asyncIterator]()
        .next()
      expect(await refusal(first)).toMatchObject({ status: 403 })
    })
  })
})

test('requests and watches survive a restart of the API server', { timeout: 120_000 }, async ({ cluster: _shared }) => {
  const plane = await startControlPlane()
  const type = { group: '', kind: 'ConfigMap' }
  const scope = { namespace: 'default' }
  try {
    await withApi(plane, async (api) => {
      const stop = new AbortController()
      const seen = new Set<string>()
      const { resourceVersion: oldest } = await api.list(type, scope)
      const follow = async (resourceVersion: string): Promise<void> => {
        try {
          for await (const event of api.watch(type, { ...scope, resourceVersion, signal: stop.signal }))
            if (event.type === 'ADDED') seen.add(event.object.metadata.name)
        } catch (error) {
          // The new server may have begun to watch later than we left off: the contract is to list again.
          if (!(error instanceof ApiError) || error.status !== 410) throw error
          const list = await api.list(type, scope)
          for (const { metadata } of list.items) seen.add(metadata.name)
          await follow(list.resourceVersion)
        }
      }
      const following = follow(oldest)
      await api.apply(configMap('default', {}, 'before'), own)
      const restarted = plane.restartApiServer(500)
      await new Promise((resolve) => setTimeout(resolve, 100))
      await api.apply(configMap('default', {}, 'meanwhile'), own)
      await restarted
      await api.apply(configMap('default', {}, 'after'), own)
      await waitFor('all three', async () => ['before', 'meanwhile', 'after'].every((name) => seen.has(name)))
      stop.abort()
      await following

      const signal = AbortSignal.timeout(20_000)
      const first = api
        .watch(type, { ...scope, resourceVersion: oldest, signal })
        [Symbol.asyncIterator]()
        .next()
      expect(await refusal(first)).toMatchObject({ status: 410 })
    })
  } finally {
    await plane.stop()
  }
})

test("a container's log is read, of the previous instance too", async ({ cluster }) => {
  await withApi(cluster, async (api) => {
    const { namespace } = cluster
    const annotations = { 'test.kdeploy.dev/stage': 'crash-loop' }
    const spec = { containers: [{ name: 'app', image: 'registry.example/app:1' }] }
    await api.apply({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace, annotations }, spec }, own)
    const pod = { namespace, name: 'p' }
    const read = (previous: boolean) =>
      waitFor('the log', async () => {
        const text = await api.logs(pod, { container: 'app', previous, tailLines: 5 }).catch(() => '')
        return text === '' ? undefined : text
      })
    const [current, previous] = [await read(false), await read(true)]
    expect(previous).not.toBe(current)
    expect(await refusal(api.logs({ namespace, name: 'nobody' }, {}))).toMatchObject({ status: 404 })
  })
})
