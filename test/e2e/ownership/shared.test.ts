import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { live, managers } from '../../support/cluster/live.ts'
import { createRelease } from '../../support/projects/release.ts'

const web = (container: object, spec: object = {}) => {
  const labels = { app: 'web' }
  const containers = [{ name: 'app', image: 'registry.example.com/app:1', ...container }]
  const template = { metadata: { labels }, spec: { containers } }
  const whole = { replicas: 1, selector: { matchLabels: labels }, template, ...spec }
  return [{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: whole }]
}
const image = (tag: string) => ({ image: `registry.example.com/app:${tag}` })

const fieldOf = (cluster: Cluster, path: string) =>
  cluster.kubectl(['get', 'deployment/web', '-o', `jsonpath={${path}}`])

async function createShop(cluster: Cluster) {
  const shop = await createRelease(cluster, { 'web.yaml': web({}) })
  expect((await shop.kdeploy('apply')).exitCode).toBe(0)
  return shop
}

describe('a hotfix by hand that the template then says too', () => {
  test("becomes the template's alone, without a rollout, so that the next release meets no conflict", async ({
    cluster,
  }) => {
    const shop = await createShop(cluster)
    await cluster.kubectl(['set', 'image', 'deployment/web', 'app=registry.example.com/app:2'])
    const hotfix = await live(cluster, 'deployment/web')
    await shop.change({ 'web.yaml': web(image('2')) })

    const diff = await shop.kdeploy('diff')
    const applied = await shop.kdeploy('apply')

    expect(diff.stdout).toContain('ownership transfer only: content unchanged')
    expect(diff.stderr).toContain('plan: 0 to create, 0 to change, 1 to transfer ownership, 0 unchanged')
    expect(diff.exitCode).toBe(1)
    expect(applied.stderr).toMatch(/transferred {2}Deployment \S+\/web\n/)
    expect(applied.exitCode).toBe(0)
    const after = await live(cluster, 'deployment/web')
    expect(after.metadata.generation).toBe(hotfix.metadata.generation)
    expect(managers(after)).toEqual(['kdeploy Apply'])
    expect((await shop.kdeploy('diff')).exitCode).toBe(0)
    await shop.change({ 'web.yaml': web(image('3')) })
    expect((await shop.kdeploy('apply')).exitCode).toBe(0)
    expect(await fieldOf(cluster, '.spec.template.spec.containers[0].image')).toBe('registry.example.com/app:3')
  })

  test('goes where the template no longer has it: a variable', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await cluster.kubectl(['set', 'env', 'deployment/web', 'DEBUG=1'])
    await shop.change({ 'web.yaml': web({ env: [{ name: 'DEBUG', value: '1' }] }) })
    expect((await shop.kdeploy('apply')).exitCode).toBe(0)

    await shop.change({ 'web.yaml': web({}) })
    const { exitCode } = await shop.kdeploy('apply')

    expect(exitCode).toBe(0)
    expect(await fieldOf(cluster, '.spec.template.spec.containers[0].env')).toBe('')
  })

  test('goes where the template no longer has it: a label, an annotation and a key of a ConfigMap', async ({
    cluster,
  }) => {
    const config = (metadata: object, data: object) => [
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', ...metadata }, data: { a: '1', ...data } },
    ]
    const shop = await createRelease(cluster, { 'c.yaml': config({}, {}) })
    await shop.kdeploy('apply')
    await cluster.kubectl(['label', 'configmap/c', 'team=a'])
    await cluster.kubectl(['annotate', 'configmap/c', 'note=x'])
    await cluster.kubectl(['patch', 'configmap/c', '-p', '{"data":{"b":"2"}}'])
    await shop.change({ 'c.yaml': config({ labels: { team: 'a' }, annotations: { note: 'x' } }, { b: '2' }) })
    expect((await shop.kdeploy('apply')).stderr).toContain('1 ownership transferred')

    await shop.change({ 'c.yaml': config({}, {}) })
    expect((await shop.kdeploy('apply')).exitCode).toBe(0)

    const { metadata, data } = await live(cluster, 'configmap/c')
    expect(data).toEqual({ a: '1' })
    expect(Object.keys(metadata.labels ?? {})).toEqual(['applyset.kubernetes.io/part-of'])
    expect(Object.keys(metadata.annotations ?? {})).toEqual(['kdeploy.dev/release'])
  })

  test('comes along with what changes in the same apply', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await cluster.kubectl(['set', 'image', 'deployment/web', 'app=registry.example.com/app:2'])
    await shop.change({ 'web.yaml': web({ ...image('2'), args: ['--more'] }) })

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(stderr).toContain('0 created, 1 changed')
    expect(exitCode).toBe(0)
    expect(managers(await live(cluster, 'deployment/web'))).toEqual(['kdeploy Apply'])
  })

  test('by kubectl rollout undo, as kubectl edit does it, too', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.change({ 'web.yaml': web(image('2')) })
    await shop.kdeploy('apply')
    await cluster.kubectl(['rollout', 'undo', 'deployment/web'])
    await shop.change({ 'web.yaml': web(image('1')) })

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(stderr).toContain('1 ownership transferred')
    expect(exitCode).toBe(0)
    await shop.change({ 'web.yaml': web(image('3')) })
    expect((await shop.kdeploy('apply')).exitCode).toBe(0)
  })
})

test('a manager that applies the same value stays a co-owner, and is named', async ({ cluster }) => {
  const shop = await createShop(cluster)
  await cluster.kubectl(
    ['apply', '--server-side', '--field-manager', 'kustomize-controller', '--force-conflicts', '-f', '-'],
    { input: JSON.stringify(web({})[0]) },
  )

  const { exitCode, stderr } = await shop.kdeploy('apply')

  expect(stderr).toMatch(/Deployment \S+\/web is also managed by others: .*\(by kustomize-controller/)
  expect(stderr).toContain('nothing changed (1 unchanged)')
  expect(exitCode).toBe(0)
  expect(managers(await live(cluster, 'deployment/web'))).toEqual(['kdeploy Apply', 'kustomize-controller Apply'])
})

describe('fields that a controller fills', () => {
  test('of an aggregated ClusterRole are left to it, whatever empty value the template has', async ({ cluster }) => {
    const { namespace } = cluster
    const group = 'rbac.authorization.k8s.io/v1'
    const label = { [`aggregate-${namespace}`]: 'true' }
    const all = {
      apiVersion: group,
      kind: 'ClusterRole',
      metadata: { name: `all-${namespace}` },
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: label }] },
      rules: [],
    }
    const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }]
    const part = {
      apiVersion: group,
      kind: 'ClusterRole',
      metadata: { name: `part-${namespace}`, labels: label },
      rules,
    }
    const shop = await createRelease(cluster, { 'roles.yaml': [all, part] })
    expect((await shop.kdeploy('apply')).exitCode).toBe(0)
    const rulesOf = () => cluster.kubectl(['get', `clusterrole/all-${namespace}`, '-o', 'jsonpath={.rules}'])
    await cluster.waitFor('the rules', async () => (await rulesOf()) === JSON.stringify(rules))

    const again = await shop.kdeploy('apply')
    const status = await shop.kdeploy('status', '--exit-code')
    await shop.kdeploy('delete', '--yes')

    expect(again.stderr).toContain('nothing changed (2 unchanged)')
    expect(again.exitCode).toBe(0)
    expect(status.stdout).not.toContain('drifted')
  })

  test.for([
    ['an empty text', ''],
    ['the placeholder of older versions', 'Cg=='],
  ] as const)('as a caBundle are left to them: %s', async ([, caBundle], { cluster }) => {
    const { namespace } = cluster
    const configuration = (clientConfig: object) => ({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: `hook-${namespace}` },
      webhooks: [
        {
          name: 'a.example.com',
          clientConfig: { service: { name: 'a', namespace }, ...clientConfig },
          rules: [{ apiGroups: ['example.com'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['nothing'] }],
          ...{ sideEffects: 'None', admissionReviewVersions: ['v1'] },
        },
      ],
    })
    const shop = await createRelease(cluster, { 'hook.yaml': [configuration({ caBundle })] })
    expect((await shop.kdeploy('apply')).exitCode).toBe(0)
    const name = `validatingwebhookconfiguration/hook-${namespace}`
    const bundle = () => cluster.kubectl(['get', name, '-o', 'jsonpath={.webhooks[0].clientConfig.caBundle}'])
    const injected = Buffer.from(await authority(cluster)).toString('base64')
    const patch = [{ op: 'add', path: '/webhooks/0/clientConfig/caBundle', value: injected }]
    await cluster.kubectl([
      'patch',
      name,
      '--type',
      'json',
      '--field-manager',
      'cainjector',
      '-p',
      JSON.stringify(patch),
    ])

    const again = await shop.kdeploy('apply')
    await shop.change({ 'hook.yaml': [configuration({ caBundle: injected.replace(/^.{8}/, 'AAAAAAAA') })] })
    const conflict = await shop.kdeploy('apply')
    await shop.kdeploy('delete', '--yes')

    expect(again.stderr).toContain('nothing changed (1 unchanged)')
    expect(again.exitCode).toBe(0)
    expect(conflict.exitCode).not.toBe(0)
    expect(await bundle().catch(() => 'gone')).toBe('gone')
  })
})

/** A certificate that the API server accepts: its own. */
async function authority(cluster: Cluster): Promise<string> {
  const config = await cluster.kubectl(['config', 'view', '--minify', '--flatten', '--raw', '-o', 'json'])
  const data = JSON.parse(config).clusters[0].cluster['certificate-authority-data']
  return Buffer.from(data, 'base64').toString('utf8')
}
