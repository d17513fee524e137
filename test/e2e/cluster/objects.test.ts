import { describe, expect } from 'vitest'
import { explainApiError } from '../../../src/cluster/errors/explain.ts'
import { configMap, dry, own, refOf, refusal, withApi } from '../../support/cluster/api.ts'
import { test } from '../../support/cluster/cluster.ts'

describe('objects', () => {
  test('are applied, read, and the same once more', async ({ cluster }) => {
    await withApi(cluster, async (api) => {
      const settings = configMap(cluster.namespace, { color: 'blue' })
      expect(await api.get(refOf(settings))).toBeNull()
      expect((await api.apply(settings, dry)).metadata['resourceVersion']).toBeUndefined()
      expect(await api.get(refOf(settings))).toBeNull()
      const first = await api.apply(settings, own)
      const second = await api.apply(settings, own)
      expect(second.metadata['resourceVersion']).toBe(first.metadata['resourceVersion'])
      expect(await api.get(refOf(settings))).toEqual(second)
    })
  })

  test('of a kind that is not served are not there', async ({ cluster }) => {
    await withApi(cluster, async (api) => {
      const ref = { group: 'nowhere.example', version: 'v1', kind: 'Nothing', namespace: cluster.namespace, name: 'a' }
      expect(await api.get(ref)).toBeNull()
      expect(await api.delete(ref)).toBe(false)
      expect(await refusal(api.list(ref))).toMatchObject({ status: 404, reason: 'NoKindMatch' })
    })
  })

  test('are listed over all pages, with their kind', { timeout: 60_000 }, async ({ cluster }) => {
    await withApi(cluster, async (api) => {
      const names = Array.from({ length: 520 }, (_, index) => `page-${index}`)
      for (let start = 0; start < names.length; start += 32) {
        await Promise.all(
          names.slice(start, start + 32).map((name) => api.apply(configMap(cluster.namespace, { name }, name), own)),
        )
      }
      const { items, resourceVersion } = await api.list(
        { group: '', kind: 'ConfigMap' },
        { namespace: cluster.namespace },
      )
      const found = items.filter(({ metadata }) => metadata.name.startsWith('page-'))
      expect(found).toHaveLength(names.length)
      expect(found[0]).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap' })
      expect(Number(resourceVersion)).toBeGreaterThan(0)
    })
  })

  test('are listed by label and field', async ({ cluster }) => {
    await withApi(cluster, async (api) => {
      const { namespace } = cluster
      await api.apply({ ...configMap(namespace, {}, 'a'), metadata: { name: 'a', namespace, labels: { x: 'y' } } }, own)
      await api.apply(configMap(namespace, {}, 'b'), own)
      const namesOf = async (selector: object) =>
        (await api.list({ group: '', kind: 'ConfigMap' }, { namespace, ...selector })).items.map(
          ({ metadata }) => metadata.name,
        )
      expect(await namesOf({ labelSelector: 'x in (y, z)' })).toEqual(['a'])
      expect(await namesOf({ fieldSelector: 'metadata.name=b' })).toEqual(['b'])
    })
  })

  test('are created once, and replaced only in the version that was read', async ({ cluster }) => {
    await withApi(cluster, async (api) => {
      const created = await api.create(configMap(cluster.namespace, { turn: '1' }))
      expect(await refusal(api.create(configMap(cluster.namespace, {})))).toMatchObject({
        status: 409,
        reason: 'AlreadyExists',
      })
      await api.replace({ ...created, data: { turn: '2' } })
      const error = await refusal(api.replace({ ...created, data: { turn: '3' } }))
      expect(explainApiError(error, { what: 'settings' })).toMatchObject({
        code: 'object-changed',
        category: 'conflict',
      })
    })
  })

  test('are patched where a guard holds', async ({ cluster }) => {
    await withApi(cluster, async (api) => {
      const { metadata } = await api.create(configMap(cluster.namespace, { turn: '1' }))
      const version = metadata['resourceVersion'] ?? null
      const patch = (value: string) =>
        api.patch(
          refOf(configMap(cluster.namespace, {})),
          'application/json-patch+json',
          [
            { op: 'test', path: '/metadata/resourceVersion', value: version },
            { op: 'replace', path: '/data/turn', value },
          ],
          own,
        )
      expect((await patch('2'))['data']).toEqual({ turn: '2' })
      expect(await refusal(patch('3'))).toMatchObject({ status: 422 })
    })
  })

  test('are deleted by UID, and gone means gone', async ({ cluster }) => {
    await withApi(cluster, async (api) => {
      const { metadata } = await api.create(configMap(cluster.namespace, {}))
      const ref = refOf(configMap(cluster.namespace, {}))
      expect(await refusal(api.delete(ref, { uid: '00000000-0000-0000-0000-000000000000' }))).toMatchObject({
        status: 409,
      })
      expect(await api.delete(ref, { dryRun: true })).toBe(true)
      expect(await api.delete(ref, { uid: String(metadata['uid']) })).toBe(true)
      expect(await api.delete(ref)).toBe(false)
    })
  })
})
