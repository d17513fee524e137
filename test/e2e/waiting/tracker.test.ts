import { expect } from 'vitest'
import type { KubeObject } from '../../../src/manifest/types.ts'
import { Tracker } from '../../../src/workflow/waiting/mirror.ts'
import { configMap, own, refOf, withApi } from '../../support/cluster/api.ts'
import { test, waitFor } from '../../support/cluster/cluster.ts'

test('a tracker keeps a Job that was deleted, as it may have ended, and nothing of other kinds', async ({
  cluster,
}) => {
  await withApi(cluster, async (api) => {
    const { namespace } = cluster
    const job: KubeObject = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'migrate', namespace },
      spec: {
        suspend: true,
        template: {
          spec: { restartPolicy: 'Never', containers: [{ name: 'app', image: 'registry.example.com/shop:1' }] },
        },
      },
    }
    const tracker = new Tracker(api, new AbortController().signal, Date.now, () => {})
    try {
      const kept: number[] = []
      for (const object of [configMap(namespace, {}), job]) {
        const ref = refOf(object)
        const mirror = tracker.follow(ref, namespace)
        const isThere = () => [...mirror.objects.values()].some(({ metadata }) => metadata.name === ref.name)
        await waitFor('the list', async () => mirror.isListed)
        await api.apply(object, own)
        await waitFor('its making', async () => isThere())
        await api.delete(ref)
        await waitFor('its deletion', async () => !isThere())
        kept.push(mirror.deleted.size)
      }
      expect(kept).toEqual([0, 1])
    } finally {
      tracker.stop()
    }
  })
})
