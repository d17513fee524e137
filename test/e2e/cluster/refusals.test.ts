import { describe, expect, inject } from 'vitest'
import type { ApiError } from '../../../src/cluster/errors/api-error.ts'
import { fieldConflicts } from '../../../src/cluster/errors/conflicts.ts'
import { explainApiError } from '../../../src/cluster/errors/explain.ts'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { configMap, deployment, dry, own, refOf, refusal, withApi } from '../../support/cluster/api.ts'
import { test, waitFor } from '../../support/cluster/cluster.ts'

describe('a refusal', () => {
  const explain = (error: ApiError, object: KubeObject) =>
    explainApiError(error, { what: object.kind, object, placeOf: (path) => ({ file: path.join('/') }) })

  test.each<[what: string, container: JsonObject, message: string]>([
    ['an unknown field', { imagee: 'x' }, 'spec.template.spec.containers[name="app"].imagee: unknown field'],
    [
      'a number for a string',
      { env: [{ name: 'A', value: 1 }] },
      'spec.template.spec.containers[name="app"].env[name="A"].value: must be a string, but is 1 (put it in quotes)',
    ],
    [
      'a name twice',
      {
        env: [
          { name: 'A', value: '1' },
          { name: 'A', value: '2' },
        ],
      },
      'spec.template.spec.containers[name="app"].env: two entries with name "A"',
    ],
    [
      'an unsupported value',
      { imagePullPolicy: 'Sometimes' },
      'spec.template.spec.containers[0].imagePullPolicy: Unsupported value: "Sometimes"',
    ],
  ])('of %s is input, with its field', async (_what, container, message) => {
    const given = inject('cluster')
    if (given === null) return
    await withApi(given, async (api) => {
      const object = deployment('default', container)
      const error = explain(await refusal(api.apply(object, dry)), object)
      expect(error).toMatchObject({ category: 'input', message: expect.stringContaining(message) })
      expect(error.place?.file).toMatch(/^spec\/template\/spec\/containers\/0/)
    })
  })

  test("of a Secret doesn't show its values", async ({ cluster }) => {
    await withApi(cluster, async (api) => {
      const metadata = { name: 'db', namespace: cluster.namespace }
      const broken: JsonObject[] = [
        { data: { password: 'hunter2!' } },
        { stringData: { password: 1234 } },
        { stringData: { password: { is: 'hunter2' } } },
        { stringData: { 'hunter2 ': 'hunter2' } },
        { type: 'kubernetes.io/dockerconfigjson', stringData: { '.dockerconfigjson': 'hunter2' } },
      ]
      for (const content of broken) {
        const secret: KubeObject = { apiVersion: 'v1', kind: 'Secret', metadata, ...content }
        const error = explain(await refusal(api.apply(secret, dry)), secret)
        expect(error.category).toBe('input')
        if (!('hunter2 ' in ((content['stringData'] ?? {}) as object)))
          expect(error.message).not.toMatch(/hunter2|1234/)
      }
    })
  })

  test('for a field that another manager owns names field and manager, and force takes it over', async ({
    cluster,
  }) => {
    await withApi(cluster, async (api) => {
      await api.apply(configMap(cluster.namespace, { color: 'blue' }), { fieldManager: 'other', dryRun: false })
      const settings = configMap(cluster.namespace, { color: 'red' })
      const error = await refusal(api.apply(settings, own))
      expect(fieldConflicts(error)).toEqual([
        { field: '.data.color', manager: 'other', operation: 'Apply', subresource: undefined },
      ])
      expect(explain(error, settings)).toMatchObject({ code: 'field-conflict', category: 'conflict' })
      expect((await api.apply(settings, { ...own, force: true }))['data']).toEqual({ color: 'red' })
    })
  })

  test('for a field that kubectl edited says by which command', async ({ cluster }) => {
    await withApi(cluster, async (api) => {
      await api.apply(deployment(cluster.namespace), own)
      await cluster.kubectl(['scale', 'deployment/web', '--replicas=2'])
      expect(fieldConflicts(await refusal(api.apply(deployment(cluster.namespace), own)))).toEqual([
        { field: '.spec.replicas', manager: 'kubectl', operation: 'Update', subresource: 'scale' },
      ])
    })
  })

  test('of a missing permission says which', async ({ cluster }) => {
    const kubeconfig = await cluster.kubeconfigFor([{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }])
    await withApi({ kubeconfig }, async (api) => {
      const settings = configMap(cluster.namespace, {})
      expect(await api.get(refOf(settings))).toBeNull()
      expect(explain(await refusal(api.apply(settings, own)), settings)).toMatchObject({
        code: 'forbidden',
        category: 'cluster',
        message: expect.stringMatching(/may not patch configmaps in the namespace test-/),
      })
    })
  })

  test('for a missing namespace or kind is input', async ({ cluster }) => {
    await withApi(cluster, async (api) => {
      const lost = configMap('nowhere-at-all', {})
      expect(explain(await refusal(api.apply(lost, dry)), lost)).toMatchObject({
        code: 'namespace-missing',
        category: 'input',
      })
      const odd = { ...lost, kind: 'Nothing' }
      expect(explain(await refusal(api.apply(odd, dry)), odd)).toMatchObject({
        code: 'kind-unknown',
        category: 'input',
      })
    })
  })

  test('by a quota, a LimitRange or Pod Security is told as such', async ({ cluster }) => {
    const { namespace } = cluster
    await withApi(cluster, async (api) => {
      const pod: KubeObject = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'p', namespace },
        spec: { containers: [{ name: 'app', image: 'i', resources: { limits: { cpu: '4' } } }] },
      }
      await api.apply(
        {
          apiVersion: 'v1',
          kind: 'LimitRange',
          metadata: { name: 'l', namespace },
          spec: { limits: [{ type: 'Container', max: { cpu: '1' } }] },
        },
        own,
      )
      expect(explain(await refusal(api.apply(pod, dry)), pod)).toMatchObject({
        code: 'admission-denied',
        message: expect.stringContaining('maximum cpu'),
      })
      await api.delete({ group: '', version: 'v1', kind: 'LimitRange', namespace, name: 'l' })
      await api.apply(
        { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q', namespace }, spec: { hard: { pods: '0' } } },
        own,
      )
      // The server may still know the LimitRange, and not yet what of the quota is used.
      const exceeded = await waitFor('the quota', async () => {
        const found = await refusal(api.apply(pod, dry)).catch(() => undefined)
        return found?.message.includes('exceeded quota') ? found : undefined
      })
      expect(explain(exceeded, pod)).toMatchObject({
        code: 'quota-exceeded',
        message: expect.stringContaining('exceeds the quota q'),
      })
    })
  })
})
