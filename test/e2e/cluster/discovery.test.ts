import { describe, expect } from 'vitest'
import { credentialsOf } from '../../../src/cluster/access/credentials.ts'
import { chooseTarget } from '../../../src/cluster/access/kubeconfig.ts'
import { Discovery } from '../../../src/cluster/api/discovery.ts'
import type { Served } from '../../../src/cluster/api/legacy-discovery.ts'
import { readLegacy } from '../../../src/cluster/api/legacy-discovery.ts'
import { Transport } from '../../../src/cluster/transport/transport.ts'
import { isBuiltInGroup } from '../../../src/manifest/scope.ts'
import { own, withApi } from '../../support/cluster/api.ts'
import { test, waitFor } from '../../support/cluster/cluster.ts'

describe('discovery', () => {
  test('finds kinds by group, by version and by what a person types', async ({ cluster }) => {
    await withApi(cluster, async (api) => {
      expect(await api.resourceOf({ group: 'apps', kind: 'Deployment' })).toMatchObject({
        version: 'v1',
        plural: 'deployments',
        namespaced: true,
      })
      expect(await api.resourceOf({ group: 'apps', version: 'v1beta1', kind: 'Deployment' })).toBeUndefined()
      for (const name of [
        'deploy',
        'deployment',
        'deployments',
        'Deployment',
        'deployments.apps',
        'deployments.v1.apps',
      ]) {
        expect(await api.resourceNamed(name)).toMatchObject({ kind: 'Deployment', group: 'apps' })
      }
      expect(await api.resourceNamed('cm')).toMatchObject({ kind: 'ConfigMap', group: '' })
      expect(await api.resourceNamed('nothings')).toBeUndefined()
    })
  })

  test('finds a new kind after it was told to look again', async ({ cluster }) => {
    const kind = `Gadget${cluster.namespace.replace('test-', '')}`
    const plural = `${kind.toLowerCase()}s`
    const group = 'test.example'
    const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }
    await withApi(cluster, async (api) => {
      expect(await api.resourceOf({ group, kind })).toBeUndefined()
      await api.apply(
        {
          apiVersion: 'apiextensions.k8s.io/v1',
          kind: 'CustomResourceDefinition',
          metadata: { name: `${plural}.${group}` },
          spec: {
            group,
            scope: 'Namespaced',
            names: { kind, plural },
            versions: [{ name: 'v1', served: true, storage: true, schema }],
          },
        },
        own,
      )
      await waitFor('the new kind', async () => {
        api.refreshResources()
        return (await api.resourceOf({ group, kind })) !== undefined
      })
      const odd = {
        when: '2026-11-21T06:00:00.000000Z',
        nested: { empty: {}, none: [], big: 9007199254740991, text: '0o17' },
      }
      const gadget = {
        apiVersion: `${group}/v1`,
        kind,
        metadata: { name: 'one', namespace: cluster.namespace },
        spec: odd,
      }
      expect((await api.apply(gadget, own))['spec']).toEqual(odd)
      await api.delete({
        group: 'apiextensions.k8s.io',
        version: 'v1',
        kind: 'CustomResourceDefinition',
        namespace: undefined,
        name: `${plural}.${group}`,
      })
    })
  })

  test('in the legacy way, as servers before 1.26 answer, finds the same', async ({ cluster }) => {
    const options = { kubeconfig: cluster.kubeconfig, environment: {}, cwd: '/' }
    const target = chooseTarget(options)
    const credentials = credentialsOf(target, { environment: {}, stdinIsTerminal: false })
    const transport = new Transport(target, credentials, { environment: {}, userAgent: 'kdeploy' })
    try {
      const get = (path: string) => transport.json({ method: 'GET', path })
      const legacy = await readLegacy(transport, await get('/api'), await get('/apis'))
      const aggregated = await new Discovery(transport).served()
      // Other tests, and the one before, make and delete definitions meanwhile.
      const kinds = ({ resources }: Served) =>
        resources
          .filter(({ group }) => isBuiltInGroup(group))
          .map(({ verbs: _, shortNames: __, ...resource }) => resource)
      expect(kinds(legacy)).toEqual(kinds(aggregated))
      expect(legacy.broken.filter((api) => isBuiltInGroup(api.split('/')[0] ?? ''))).toEqual([])
    } finally {
      transport.close()
    }
  })
})
