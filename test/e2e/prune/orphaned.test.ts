import { describe, expect } from 'vitest'
import { withPolicy } from '../../support/cluster/admission-policy.ts'
import type { Fault } from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { applyWithFault } from '../../support/faults/faults.ts'
import { contradictions, parseEvents } from '../../support/output/documented.ts'

const claim = ({ keep = false, label = '' } = {}) => `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: data
  labels: {${label}}
  annotations: {${keep ? 'kdeploy.dev/prune: keep' : ''}}
spec:
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 1Gi}}
`
const configMap = (name: string, annotations = '') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, annotations: {${annotations}}}\ndata: {a: "1"}\n`
const kept = configMap('old', 'kdeploy.dev/prune: keep')

/** A project of its own, with a profile prod_shop. */
async function project(cluster: Cluster, name: string, files: Readonly<Record<string, string>>) {
  const common = { 'kdeploy.yaml': `name: ${name}\n`, 'profiles/prod_shop.yaml': `namespace: ${cluster.namespace}\n` }
  const { folder, write } = await cluster.createProject({ files: { ...common, ...files } })
  return {
    folder,
    write,
    kdeploy: (...args: readonly string[]) => cluster.kdeploy([...args, '-p', 'prod_shop'], { cwd: folder }),
  }
}

/** A release that has applied the ConfigMaps `shop` and `old`, and renders `old` no longer. */
async function withoutOld(cluster: Cluster, old = kept) {
  const shop = await project(cluster, 'shop', { 'templates/a.yaml': configMap('shop'), 'templates/b.yaml': old })
  await shop.kdeploy('apply')
  await shop.write({ 'templates/b.yaml': '' })
  return shop
}

interface Live {
  readonly metadata: {
    readonly uid: string
    readonly resourceVersion: string
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
    readonly managedFields?: readonly unknown[]
  }
}
const label = 'applyset.kubernetes.io/part-of'
const release = 'kdeploy.dev/release'

describe('what its annotation keeps, and nothing renders any more', () => {
  test('moves to another release without being deleted: a claim', async ({ cluster }) => {
    const shop = await project(cluster, 'shop', {
      'templates/config.yaml': configMap('shop'),
      'templates/data.yaml': claim({ label: 'of: shop' }),
    })
    const bazaar = await project(cluster, 'bazaar', {
      'templates/config.yaml': configMap('bazaar'),
      'templates/data.yaml': claim({ label: 'of: bazaar' }),
    })
    await shop.kdeploy('apply', '--no-wait')
    const before = await cluster.get<Live>('pvc/data')
    const refused = await bazaar.kdeploy('apply', '--no-wait')
    expect(refused.stderr).toContain(`PersistentVolumeClaim ${cluster.namespace}/data belongs to shop/prod_shop`)
    expect(refused.exitCode).toBe(4)
    await shop.write({ 'templates/data.yaml': claim({ keep: true, label: 'of: shop' }) })
    await shop.kdeploy('apply', '--no-wait')
    await shop.write({ 'templates/data.yaml': '' })

    const left = await shop.kdeploy('apply')
    const unasked = await bazaar.kdeploy('apply', '--no-wait')
    const moved = await bazaar.kdeploy('apply', '--no-wait', '--adopt', 'pvc/data')

    expect(left.stderr).toContain(
      `orphaned PersistentVolumeClaim ${cluster.namespace}/data (no longer part of a release): annotated kdeploy.dev/prune: keep`,
    )
    expect(left.exitCode).toBe(0)
    expect(unasked.stderr).toContain(
      `PersistentVolumeClaim ${cluster.namespace}/data exists and is not part of this release`,
    )
    expect(unasked.exitCode).toBe(4)
    expect(moved.stderr).toContain('1 created, 0 changed, 1 adopted')
    expect(moved.exitCode).toBe(0)
    const { metadata } = await cluster.get<Live>('pvc/data')
    expect(metadata.uid).toBe(before.metadata.uid)
    expect(metadata.labels?.['of']).toBe('bazaar')
    expect(metadata.annotations).toEqual({ [release]: `bazaar/prod_shop/${cluster.namespace}` })
    const back = await shop.kdeploy('undo', '--no-wait')
    expect(back.stderr).toContain(`PersistentVolumeClaim ${cluster.namespace}/data belongs to bazaar/prod_shop`)
    expect(back.stderr).toContain('  nothing else to undo: all other objects are as that revision has them\n')
    expect(back.stderr).toContain('hint: an undo leaves it to that release\n')
    expect(back.exitCode).toBe(4)
    const gone = await shop.kdeploy('delete', '--yes')
    expect(gone.stderr).toContain(': 1 object,')
    expect((await cluster.get<Live>('pvc/data')).metadata.uid).toBe(before.metadata.uid)
  })

  test('is shown by diff and plan, orphaned once, and nothing else of it changes', async ({ cluster }) => {
    const shop = await withoutOld(cluster)
    const before = await cluster.get<Live>('configmap/old', '--show-managed-fields')

    const diff = await shop.kdeploy('diff')
    const applied = await shop.kdeploy('apply')

    expect(diff.stdout).toContain(
      `+++ ConfigMap ${cluster.namespace}/old (no longer rendered, to be orphaned: it stays, no longer part of a release)`,
    )
    expect(diff.exitCode).toBe(1)
    expect(applied.stderr).toContain('plan: 0 to create, 0 to change, 1 to orphan, 1 unchanged')
    expect(applied.stderr).toContain('revision 2, 0 created, 0 changed, 1 orphaned, 1 unchanged')
    expect(applied.exitCode).toBe(0)
    const after = await cluster.get<Live>('configmap/old', '--show-managed-fields')
    expect(after.metadata.labels).toBeUndefined()
    expect(after.metadata.annotations).toEqual({ 'kdeploy.dev/prune': 'keep' })
    expect({ ...after, metadata: undefined }).toEqual({ ...before, metadata: undefined })
    expect(after.metadata.managedFields).toEqual([
      expect.objectContaining({
        manager: 'kdeploy',
        operation: 'Apply',
        fieldsV1: {
          'f:data': { 'f:a': {} },
          'f:metadata': { 'f:annotations': { 'f:kdeploy.dev/prune': {} } },
        },
      }),
    ])
    const again = await shop.kdeploy('apply')
    expect(again.stderr).not.toContain('old')
    expect(again.stderr).toContain('nothing changed (1 unchanged)')
    expect((await shop.kdeploy('diff')).exitCode).toBe(0)
  })

  test('is told as JSON', async ({ cluster }) => {
    const shop = await withoutOld(cluster)

    const { stdout } = await shop.kdeploy('apply', '-o', 'json')

    const events = parseEvents(stdout)
    expect(events.flatMap(contradictions)).toEqual([])
    const object = { kind: 'ConfigMap', name: 'old' }
    expect(events).toMatchObject([
      ...[{ type: 'start' }, { type: 'planned', delete: 0, orphan: 1 }, { type: 'orphaned', object }],
      ...[{ type: 'result', deleted: 0, orphaned: 1, exitCode: 0 }],
    ])
  })

  test('is taken back by an undo to a revision that rendered it', async ({ cluster }) => {
    const shop = await withoutOld(cluster)
    await shop.kdeploy('apply')

    const { exitCode, stderr } = await shop.kdeploy('undo')

    expect(stderr).toMatch(/changed +ConfigMap \S+\/old/)
    expect(exitCode).toBe(0)
    const { metadata } = await cluster.get<Live>('configmap/old')
    expect(metadata.labels?.[label]).toMatch(/^applyset-/)
    expect(metadata.annotations?.[release]).toBe(`shop/prod_shop/${cluster.namespace}`)
  })

  test('stays a member with --no-prune, and is deleted where it is named', async ({ cluster }) => {
    const shop = await withoutOld(cluster)
    const before = await cluster.get<Live>('configmap/old')

    const left = await shop.kdeploy('apply', '--no-prune')
    expect(left.stderr).toContain('nothing changed')
    expect((await cluster.get<Live>('configmap/old')).metadata.resourceVersion).toBe(before.metadata.resourceVersion)
    const named = await shop.kdeploy('apply', '--also-delete', 'configmap/old', '--yes')

    expect(named.stderr).toMatch(/deleted +ConfigMap \S+\/old/)
    expect(named.stderr).not.toContain('orphaned')
    expect(named.exitCode).toBe(0)
  })

  test('is orphaned by a delete of its release, of which nothing is left then', async ({ cluster }) => {
    const shop = await project(cluster, 'shop', { 'templates/a.yaml': configMap('shop'), 'templates/b.yaml': kept })
    await shop.kdeploy('apply')

    const asked = await shop.kdeploy('delete')
    const { exitCode, stderr } = await shop.kdeploy('delete', '--yes')

    expect(asked.stderr).toContain(`would be orphaned: ConfigMap ${cluster.namespace}/old`)
    expect(stderr).toContain(`orphaned ConfigMap ${cluster.namespace}/old`)
    expect(stderr).toContain(': 1 object, 1 orphaned,')
    expect(exitCode).toBe(0)
    expect((await cluster.get<Live>('configmap/old')).metadata.labels).toBeUndefined()
    expect(await cluster.kubectl(['get', 'secrets', '-o', 'name'])).toBe('')
  })

  test('stays a member where the server refuses it, which is told and is no failure', async ({ cluster }) => {
    const shop = await withoutOld(cluster)
    const frozen = { expression: "object.metadata.name != 'old'", message: 'old is frozen' }
    await withPolicy(cluster, frozen, async () => {
      const { exitCode, stderr } = await shop.kdeploy('apply')

      expect(stderr).toMatch(/warning: not orphaned: .*ConfigMap \S+\/old.*; it stays a member, and the next run/)
      expect(stderr).toContain('old is frozen')
      expect(stderr).toContain('revision 2, 0 created, 0 changed, 1 unchanged')
      expect(exitCode).toBe(0)
    })
    expect((await shop.kdeploy('apply')).stderr).toContain(`orphaned ConfigMap ${cluster.namespace}/old`)
  })

  for (const [title, fault] of [
    ['a connection that breaks', { lose: 'answer' }],
    ['a 504', { code: 504, reason: 'Timeout', message: 'request did not complete' }],
  ] satisfies [string, Fault][]) {
    test(`may be orphaned or not where the answer is lost, which is told: ${title}`, async ({ cluster }) => {
      const { folder } = await withoutOld(cluster)

      const letsGo = ({ url }: { readonly url: string }) => url.includes('/configmaps/old')
      const { exitCode, stderr } = await applyWithFault(cluster, folder, letsGo, fault, 99)

      expect(stderr).toMatch(
        /warning: ConfigMap \S+\/old: orphaning outcome unknown: .*; the next run tries again if it is still a member/,
      )
      expect(stderr).not.toMatch(/not orphaned|it stays a member/)
      expect(exitCode).toBe(0)
    })
  }

  test('needs the permission to patch it, which is checked before anything is written', async ({ cluster }) => {
    const service = (annotations: string) =>
      `apiVersion: v1\nkind: Service\nmetadata: {name: old, annotations: {${annotations}}}\nspec: {ports: [{port: 80}]}\n`
    const shop = await withoutOld(cluster, service('kdeploy.dev/prune: keep'))
    const all = ['get', 'list', 'watch', 'create', 'patch', 'update', 'delete']
    const rules = [
      {
        apiGroups: ['', 'coordination.k8s.io'],
        resources: ['secrets', 'configmaps', 'leases', 'events', 'pods'],
        verbs: all,
      },
      { apiGroups: [''], resources: ['services'], verbs: all.filter((verb) => verb !== 'patch') },
    ]
    const user = ['--kubeconfig', await cluster.kubeconfigFor(rules)]

    const { exitCode, stderr } = await shop.kdeploy('apply', ...user)
    const deleted = await shop.kdeploy('delete', '--yes', ...user)

    expect(stderr).toMatch(/patch +services +\S+ +objects no longer rendered \(--no-prune keeps them\)/)
    expect(exitCode).toBe(3)
    expect(deleted.stderr).toMatch(/patch +services +\S+ +the release's objects/)
    expect(deleted.exitCode).toBe(3)
    expect((await cluster.get<Live>('service/old')).metadata.labels?.[label]).toBeDefined()
  })
})
