import { describe, expect } from 'vitest'
import type { KubeObject } from '../../../src/manifest/types.ts'
import { deployment, withApi } from '../../support/cluster/api.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { createRelease } from '../../support/projects/release.ts'
import { rewriteRevision, secretsOnly, withManifests } from '../../support/tampering/tamper.ts'

const settings = (value: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings' },
  data: { value },
})

const value = (cluster: Cluster) => cluster.kubectl(['get', 'configmap/settings', '-o', 'jsonpath={.data.value}'])

const releaseIn = (namespace: string) => ({ name: 'shop', profile: 'prod_a', namespace })

/** A Deployment whose pods never start. */
function broken(namespace: string): KubeObject {
  const object = deployment(namespace)
  const { template } = object['spec'] as { template: { metadata: object } }
  template.metadata = { labels: { app: 'web' }, annotations: { 'test.kdeploy.dev/stage': 'image-pull-backoff' } }
  return object
}

test('an undo has no webhook of the release ask somebody else', async ({ cluster }) => {
  const { namespace } = cluster
  const name = `hook-${namespace}`
  const hook = (url: string): KubeObject => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: { name },
    webhooks: [
      {
        name: 'a.example.com',
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
        failurePolicy: 'Ignore',
        clientConfig: { url },
        rules: [{ apiGroups: ['example.com'], apiVersions: ['*'], operations: ['CREATE'], resources: ['widgets'] }],
      },
    ],
  })
  const [first, second] = ['https://127.0.0.1:9/one', 'https://127.0.0.1:9/two']
  const { kdeploy, change } = await createRelease(cluster, { 'all.yaml': [settings('one'), hook(first)] })
  const url = () =>
    cluster.kubectl(['get', `mutatingwebhookconfiguration/${name}`, '-o', 'jsonpath={.webhooks[0].clientConfig.url}'])
  try {
    expect((await kdeploy('apply')).exitCode).toBe(0)
    await change({ 'all.yaml': [settings('two'), hook(second), broken(namespace)] })
    const failed = await kdeploy('apply', '--undo-on-failure')
    expect([failed.exitCode, await url()]).toEqual([6, first])
    await withApi({ kubeconfig: await secretsOnly(cluster) }, (api) =>
      rewriteRevision(api, releaseIn(namespace), 1, (revision) =>
        withManifests(revision, hook('https://mallory.example/')),
      ),
    )

    const { exitCode, stderr } = await kdeploy('undo', '--to-revision', '1')

    expect(exitCode).toBe(2)
    expect(stderr).toContain(`MutatingWebhookConfiguration ${name}: would intercept API requests differently`)
    expect(await url()).toBe(first)
  } finally {
    await cluster.kubectl(['delete', `mutatingwebhookconfiguration/${name}`, '--ignore-not-found'])
  }
})

describe('a Namespace that a release renders', () => {
  const namespaceObject = (name: string, metadata: object = {}) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, ...metadata },
  })
  const labelOf = (cluster: Cluster) =>
    cluster.kubectl(['get', `namespace/${cluster.namespace}`, '-o', 'jsonpath={.metadata.labels.level}'])

  test('gets no owner by a rewritten revision, with which it would be deleted', async ({ cluster }) => {
    const { namespace } = cluster
    const name = await cluster.createNamespace()
    const templates = (value: string) => ({ 'all.yaml': [settings(value), namespaceObject(name)] })
    const { kdeploy, change } = await createRelease(cluster, templates('one'))
    expect((await kdeploy('apply')).exitCode).toBe(0)
    await change(templates('two'))
    expect((await kdeploy('apply')).exitCode).toBe(0)
    const gone = { apiVersion: 'v1', kind: 'Namespace', name: 'gone', uid: '6d88fb39-0000-4f32-94ec-ba22b4043c75' }
    await withApi({ kubeconfig: await secretsOnly(cluster) }, (api) =>
      rewriteRevision(api, releaseIn(namespace), 1, (revision) =>
        withManifests(revision, namespaceObject(name, { ownerReferences: [gone] }) as KubeObject),
      ),
    )

    const refused = await kdeploy('undo')
    const { exitCode } = await kdeploy('undo', '--also-restore', 'none')

    expect(refused.exitCode).toBe(2)
    expect(refused.stderr).toContain(
      `Namespace ${name}: its owners would differ from those of the live and the rendered object`,
    )
    expect(exitCode).toBe(5)
    expect(await cluster.kubectl(['get', `namespace/${name}`, '-o', 'jsonpath={.metadata.ownerReferences}'])).toBe('')
    expect(await value(cluster)).toBe('one')
  })

  test('gets the labels back that a failed apply took from it', async ({ cluster }) => {
    const { namespace } = cluster
    const { kdeploy, change } = await createRelease(cluster, {
      'all.yaml': [settings('one'), namespaceObject(namespace, { labels: { level: 'one' } })],
    })
    expect((await kdeploy('apply')).exitCode).toBe(0)
    await change({
      'all.yaml': [settings('two'), namespaceObject(namespace, { labels: { level: 'two' } }), broken(namespace)],
    })

    const { exitCode, stderr } = await kdeploy('apply', '--undo-on-failure')

    expect(stderr).toMatch(/^undone: revision 1 restored as revision \d+ and ready$/m)
    expect(exitCode).toBe(6)
    expect([await labelOf(cluster), await value(cluster)]).toEqual(['one', 'one'])
  })
})
