import { describe, expect } from 'vitest'
import { startApiProxy } from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { field, uidOf } from '../../support/cluster/finalizers.ts'
import { widgetDefinition } from '../../support/cluster/widget-definition.ts'
import { revisionsOf } from '../../support/output/ci-output.ts'
import { contradictions, parseEvents } from '../../support/output/documented.ts'
import { stateful } from '../../support/projects/claims.ts'
import { migrateJob } from '../../support/projects/migrate-job.ts'
import { createShop, type Shop } from '../../support/projects/shop.ts'

const service = (ip: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {clusterIP: ${ip}, selector: {app: web}, ports: [{port: 80}]}\n`

const greeting = (cluster: Cluster) => field(cluster, 'configmap/shop', '.data.greeting')

/** A claim that is bound, so that it can grow: of a volume and a class that belong to this test alone. */
async function createVolume(cluster: Cluster) {
  const name = cluster.namespace
  const spec = {
    capacity: { storage: '9Gi' },
    accessModes: ['ReadWriteOnce'],
    storageClassName: name,
    hostPath: { path: '/tmp/none' },
    claimRef: { namespace: name, name: 'data' },
  }
  await cluster.create([
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name },
      provisioner: 'kubernetes.io/no-provisioner',
      allowVolumeExpansion: true,
    },
    { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name }, spec },
  ])
  return {
    claim: (storage: string) => `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec:
  storageClassName: ${name}
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: ${storage}}}
`,
    remove: () =>
      cluster.kubectl(['delete', `pv/${name}`, `storageclass/${name}`, '--ignore-not-found', '--wait=false']),
  }
}

/** A shop whose two revisions differ in the greeting and in the template `other`; `args` of the second apply. */
async function createTwo(cluster: Cluster, first: string, second: string, ...args: readonly string[]) {
  const shop = await createShop(cluster, { files: { 'templates/other.yaml': first } })
  expect((await shop.kdeploy('apply', '--no-wait')).exitCode).toBe(0)
  await shop.change({ greeting: 'good evening', files: { 'templates/other.yaml': second } })
  const { exitCode, stderr } = await shop.kdeploy('apply', '--no-wait', ...args)
  expect(exitCode, stderr).toBe(0)
  return shop
}

/**
 * A shop that applied a headless Service, whose project renders one with an address now. The headless one is gone, so that nothing
 * need be replaced.
 */
async function createServices(cluster: Cluster, second: Omit<Shop, 'namespace'>) {
  const shop = await createShop(cluster, { files: { 'templates/service.yaml': service('None') } })
  expect((await shop.kdeploy('apply')).exitCode).toBe(0)
  await cluster.kubectl(['delete', 'svc/web'])
  await shop.change({ ...second, files: { 'templates/service.yaml': service('""') } })
  return shop
}

describe('an undo leaves what can not go back as it is, undoes everything else, and exits 5:', () => {
  test('a claim that grew', async ({ cluster }) => {
    const { claim, remove } = await createVolume(cluster)
    try {
      const shop = await createShop(cluster, { files: { 'templates/claim.yaml': claim('1Gi') } })
      await shop.kdeploy('apply')
      await cluster.waitFor('the volume', async () => (await field(cluster, 'pvc/data', '.status.phase')) === 'Bound')
      await shop.change({ greeting: 'good evening', files: { 'templates/claim.yaml': claim('99Gi') } })
      expect((await shop.kdeploy('apply')).exitCode).toBe(0)
      const uid = await uidOf(cluster, 'pvc/data')

      const { exitCode, stderr } = await shop.kdeploy('undo')
      const history = await shop.kdeploy('history')
      const status = await shop.kdeploy('status')

      const name = `PersistentVolumeClaim ${cluster.namespace}/data`
      expect(stderr).toContain(`kept     ${name}: can't be restored\n`)
      expect(stderr).toMatch(
        /error: revision 1, claim.yaml: PersistentVolumeClaim \S+ spec.resources.requests.storage: /,
      )
      expect(stderr).toMatch(
        new RegExp(`^incomplete: restored revision 1 as revision 3, except ${name}; 0 created, 1 changed`, 'm'),
      )
      expect(stderr).not.toMatch(/^done/m)
      expect(exitCode).toBe(5)
      expect(await greeting(cluster)).toBe('hello')
      expect(await uidOf(cluster, 'pvc/data')).toBe(uid)
      expect(await field(cluster, 'pvc/data', '.spec.resources.requests.storage')).toBe('99Gi')
      expect(history.stdout).toMatch(new RegExp(`^3 +failed .*1 object was not restored: ${name}: spec`, 'm'))
      expect(status.exitCode).toBe(5)
      expect(status.stdout).toContain('1 object was not restored')

      const refused = await shop.kdeploy('undo', '--to-revision', '1')
      expect(refused.stderr).toContain('nothing was written')
      expect(refused.exitCode).toBe(2)
      const forward = await shop.kdeploy('apply')
      expect(forward.exitCode).toBe(0)
      expect(await greeting(cluster)).toBe('good evening')
    } finally {
      await remove()
    }
  })

  test.for([
    [
      'the template of a Job',
      migrateJob('1')['templates/job.yaml'],
      migrateJob('2')['templates/job.yaml'],
      'Job',
      'job/migrate',
    ],
    ["a StatefulSet's claims", stateful('1Gi'), stateful('2Gi'), 'StatefulSet', 'sts/db'],
  ] as const)('%s, which nothing allows to replace', async ([, first, second, kind, name], { cluster }) => {
    const shop = await createTwo(cluster, first, second, '--replace', name)
    const uid = await uidOf(cluster, name)

    const { exitCode, stderr } = await shop.kdeploy('undo', '--no-wait')
    const left = await uidOf(cluster, name)
    const replaced = await shop.kdeploy('undo', '--to-revision', '1', '--no-wait', '--replace', name)

    expect(stderr).toMatch(new RegExp(`^kept +${kind} \\S+: can't be restored`, 'm'))
    expect(stderr).toMatch(/hint: .*--replace/)
    expect(stderr).toMatch(new RegExp(`^incomplete: restored revision 1 as revision 3, except ${kind} `, 'm'))
    expect(exitCode).toBe(5)
    expect(left).toBe(uid)
    expect(await greeting(cluster)).toBe('hello')
    expect(replaced.exitCode).toBe(0)
    expect(await uidOf(cluster, name)).not.toBe(uid)
  })

  test("a Service's cluster IP", async ({ cluster }) => {
    const shop = await createServices(cluster, { greeting: 'good evening' })
    expect((await shop.kdeploy('apply')).exitCode).toBe(0)
    const address = await field(cluster, 'svc/web', '.spec.clusterIP')

    const { exitCode, stderr } = await shop.kdeploy('undo')

    expect(stderr).toMatch(/^kept +Service \S+: can't be restored/m)
    expect(stderr).toMatch(/^incomplete: restored revision 1 as revision 3, except Service /m)
    expect(exitCode).toBe(5)
    expect(await field(cluster, 'svc/web', '.spec.clusterIP')).toBe(address)
    expect(await greeting(cluster)).toBe('hello')
  })

  test('what belongs to another release by now', async ({ cluster }) => {
    const kept = (value: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: common, annotations: {kdeploy.dev/prune: keep}}\ndata: {a: "${value}"}\n`
    const shop = await createTwo(cluster, kept('1'), '')
    const bazaar = await cluster.createProject({
      files: {
        'kdeploy.yaml': 'name: bazaar\n',
        'profiles/prod_b.yaml': `namespace: ${cluster.namespace}\n`,
        'templates/common.yaml': kept('2'),
      },
    })
    expect((await cluster.kdeploy(['apply', '-p', 'prod_b', '--adopt'], { cwd: bazaar.folder })).exitCode).toBe(0)

    const { exitCode, stdout } = await shop.kdeploy('undo', '-o', 'json')

    const events = parseEvents(stdout)
    expect(events.flatMap(contradictions)).toEqual([])
    expect(events.find(({ type }) => type === 'not-restored')).toMatchObject({ error: { code: 'foreign-object' } })
    expect(events.at(-1)).toMatchObject({
      exitCode: 5,
      target: 1,
      changed: 1,
      notRestored: [{ object: { name: 'common' } }],
    })
    expect(exitCode).toBe(5)
    expect(await field(cluster, 'configmap/common', '.data.a')).toBe('2')
    expect(await greeting(cluster)).toBe('hello')
  })

  test('a custom resource in a version that is no longer served, which is not deleted either', async ({ cluster }) => {
    const group = `${cluster.namespace}.example.com`
    const definition = (served: boolean) => widgetDefinition(group, [{ name: 'v1alpha1', served }, { name: 'v1' }])
    const widget = (version: string) => `apiVersion: ${group}/${version}\nkind: Widget\nmetadata: {name: big}\n`
    const crd = `crd/widgets.${group}`
    await cluster.create([definition(true)])
    try {
      await cluster.kubectl(['wait', crd, '--for=condition=Established'])
      const shop = await createTwo(cluster, widget('v1alpha1'), widget('v1'))
      await cluster.create([definition(false)])
      await cluster.waitFor('the version to go', async () => {
        const { versions = [] } = JSON.parse(await cluster.kubectl(['get', '--raw', `/apis/${group}`]))
        return versions.length === 1
      })
      const uid = await uidOf(cluster, `widgets.${group}/big`)

      const { exitCode, stderr } = await shop.kdeploy('undo')

      expect(stderr).toMatch(/^kept +Widget \S+\/big: can't be restored/m)
      expect(stderr).toContain('the cluster does not serve the kind Widget of')
      expect(stderr).toMatch(/^incomplete: restored revision 1 as revision 3, except Widget /m)
      expect(exitCode).toBe(5)
      expect(await greeting(cluster)).toBe('hello')
      expect(await uidOf(cluster, `widgets.${group}/big`)).toBe(uid)
      expect(await field(cluster, `widgets.${group}/big`, '.metadata.deletionTimestamp')).toBe('')
    } finally {
      await cluster.kubectl(['delete', crd, '--wait=false'])
    }
  })

  test('a definition whose stored version went, with the resources that need it as it was', async ({ cluster }) => {
    const group = `${cluster.namespace}.example.com`
    const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }
    const project = (version: string) => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.${group}}
spec:
  group: ${group}
  scope: Namespaced
  names: {kind: Widget, plural: widgets, singular: widget}
  versions: [{name: ${version}, served: true, storage: true, schema: ${JSON.stringify(schema)}}]
---
apiVersion: ${group}/${version}
kind: Widget
metadata: {name: big}
`
    const crd = `crd/widgets.${group}`
    try {
      const shop = await createShop(cluster, { files: { 'templates/other.yaml': project('v1alpha1') } })
      expect((await shop.kdeploy('apply')).exitCode).toBe(0)
      // As a migration of the stored objects ends (kubernetes.io, "Versions in CustomResourceDefinitions").
      const both = [
        { name: 'v1', served: true, storage: true, schema },
        { name: 'v1alpha1', served: true, storage: false, schema },
      ]
      await cluster.kubectl(['patch', crd, '--type=merge', '-p', JSON.stringify({ spec: { versions: both } })])
      await cluster.kubectl(['annotate', `widgets.${group}/big`, 'stored=again'])
      const stored = JSON.stringify({ status: { storedVersions: ['v1'] } })
      await cluster.kubectl(['patch', crd, '--subresource=status', '--type=merge', '-p', stored])
      await shop.change({ greeting: 'good evening', files: { 'templates/other.yaml': project('v1') } })
      const second = await shop.kdeploy('apply', '--force-conflicts')
      expect(second.exitCode, second.stderr).toBe(0)

      const { exitCode, stderr } = await shop.kdeploy('undo', '--force-conflicts')

      expect(stderr).toMatch(/^kept +CustomResourceDefinition /m)
      expect(stderr).toMatch(/^kept +Widget \S+\/big/m)
      expect(stderr).toMatch(/needs the earlier state of CustomResourceDefinition \S+, which can't be restored/)
      expect(exitCode).toBe(5)
      expect(await greeting(cluster)).toBe('hello')
      expect(await field(cluster, `widgets.${group}/big`, '.apiVersion')).toBe(`${group}/v1`)
    } finally {
      await cluster.kubectl(['delete', crd, '--ignore-not-found', '--wait=false'])
    }
  })

  test('a workload, with what it names and the undo would delete', async ({ cluster }) => {
    const extra = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: extra}\ndata: {a: "1"}\n'
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    const web = (template: string) =>
      template.replaceAll('{app: web}', '{app: web2}').replace('{name: shop}', '{name: extra}')
    await shop.change({ web, greeting: 'good evening', files: { 'templates/extra.yaml': extra } })
    expect((await shop.kdeploy('apply', '--replace', 'deployment/web')).exitCode).toBe(0)

    const { exitCode, stderr } = await shop.kdeploy('undo')

    expect(stderr).toMatch(
      /no longer rendered, kept: ConfigMap \S+\/extra \(Deployment \S+\/web refers to it, and can't be restored\)/,
    )
    expect(exitCode).toBe(5)
    expect(await greeting(cluster)).toBe('hello')
    expect(await field(cluster, 'configmap/extra', '.data.a')).toBe('1')
  })
})

describe('an undo after a failure', () => {
  test('exits 5 instead of 6 where something can not go back, and names it', async ({ cluster }) => {
    const shop = await createServices(cluster, { greeting: 'good evening', tag: '2', stage: 'image-pull-backoff' })

    const { exitCode, stderr } = await shop.kdeploy('apply', '--undo-on-failure')

    expect(stderr).toMatch(/^kept +Service \S+\/web: can't be restored/m)
    expect(stderr).toMatch(
      /^partly undone: revision 1 restored as revision 3, except Service \S+\/web; the rest is ready$/m,
    )
    expect(stderr).toMatch(/^failed: .*; running now: revision 3 \(in part as revision 1\)\nnext: kdeploy status -p /m)
    expect(stderr).not.toMatch(/^undone/m)
    expect(exitCode).toBe(5)
    expect(await greeting(cluster)).toBe('hello')
    expect(await field(cluster, 'deployment/web', '.spec.template.spec.containers[0].image')).toMatch(/:1$/)
    expect(await revisionsOf(cluster)).toEqual([
      '1 succeeded apply',
      '2 failed apply',
      '3 failed undo to 1 after failed 2',
    ])
  })
})

describe('an undo is refused as a whole', () => {
  test('where all that it would do can not be done', async ({ cluster }) => {
    const shop = await createServices(cluster, {})
    expect((await shop.kdeploy('apply')).exitCode).toBe(0)

    const { exitCode, stderr } = await shop.kdeploy('undo')

    expect(stderr).toContain('nothing was written')
    expect(exitCode).toBe(2)
    expect(await revisionsOf(cluster)).toEqual(['1 succeeded apply', '2 succeeded apply'])
  })

  test('where a permission is missing, or the cluster is away', async ({ cluster }) => {
    const shop = await createTwo(cluster, stateful('1Gi'), stateful('2Gi'), '--replace', 'sts/db')
    const all = ['get', 'list', 'watch', 'create', 'patch', 'update', 'delete']
    const kubeconfig = await cluster.kubeconfigFor([
      {
        apiGroups: ['', 'apps', 'coordination.k8s.io'],
        resources: ['statefulsets', 'secrets', 'deployments', 'leases'],
        verbs: all,
      },
      { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] },
    ])
    const proxy = await startApiProxy(cluster, ({ method, url }) =>
      method === 'PATCH' && url.includes('/configmaps/shop') ? { lose: 'request' } : undefined,
    )

    const forbidden = await shop.kdeploy('undo', '--kubeconfig', kubeconfig)
    const away = await shop.kdeploy('undo', '--kubeconfig', proxy.kubeconfig)
    await proxy.close()

    expect(forbidden.stderr).toContain('nothing was written')
    expect(forbidden.exitCode).toBe(3)
    expect(away.stderr).toContain('nothing was written')
    expect(away.exitCode).toBe(3)
    expect(await greeting(cluster)).toBe('good evening')
  })
})

test('an apply stays all or nothing', async ({ cluster }) => {
  const shop = await createShop(cluster, { files: migrateJob('1') })
  await shop.kdeploy('apply')
  await shop.change({ greeting: 'good night', files: migrateJob('2') })

  const { exitCode, stderr } = await shop.kdeploy('apply')

  expect(stderr).toContain('nothing was written')
  expect(exitCode).toBe(2)
  expect(await greeting(cluster)).toBe('hello')
})
