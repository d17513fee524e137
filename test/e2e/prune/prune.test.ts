import { describe, expect } from 'vitest'
import { startApiProxy } from '../../support/cluster/api-proxy.ts'
import { test } from '../../support/cluster/cluster.ts'
import { documentContradictions } from '../../support/output/documented.ts'
import { claim, mounting } from '../../support/projects/claims.ts'
import { createShop } from '../../support/projects/shop.ts'

const configMap = (name: string) => `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
data: {a: "1"}
`

describe('what a release no longer renders', () => {
  test('stays where a manifest names it, also when a person names it, and so does nothing that is going', async ({
    cluster,
  }) => {
    const web = mounting()
    const shop = await createShop(cluster, { web, files: { 'templates/claim.yaml': claim() } })
    expect((await shop.kdeploy('apply', '--no-wait')).exitCode).toBe(0)
    await shop.change({ web, files: { 'templates/claim.yaml': '' } })

    const named = await shop.kdeploy('apply', '--no-wait', '--also-delete', 'pvc/data')
    const diff = await shop.kdeploy('diff', '--also-delete', 'pvc/data')
    const deletion = () => cluster.kubectl(['get', 'pvc/data', '-o', 'jsonpath={.metadata.deletionTimestamp}'])
    const untouched = await deletion()
    await cluster.kubectl([
      'patch',
      'pvc/data',
      '--type=merge',
      '-p',
      '{"metadata":{"finalizers":["example.com/hold"]}}',
    ])
    await cluster.kubectl(['delete', 'pvc/data', '--wait=false'])
    const going = await shop.kdeploy('apply', '--no-wait')
    await cluster.kubectl(['patch', 'pvc/data', '--type=merge', '-p', '{"metadata":{"finalizers":null}}'])

    const terminating =
      /refers to PersistentVolumeClaim \S+\/data, which is no longer rendered and would be deleted by this run/
    expect(named.stderr).toMatch(terminating)
    expect(named.exitCode).toBe(2)
    expect(diff.stderr).toMatch(terminating)
    expect(untouched).toBe('')
    expect(going.stderr).toMatch(/refers to PersistentVolumeClaim \S+\/data, which is being deleted/)
    expect(going.exitCode).toBe(2)
  })

  test('is deleted after everything else was applied, and the plan says so', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: { 'templates/old.yaml': configMap('old') } })
    await shop.kdeploy('apply')
    await shop.change({ greeting: 'good evening', files: { 'templates/old.yaml': '' } })

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(stderr).toContain('plan: 0 to create, 1 to change, 1 to delete, 1 unchanged')
    expect(stderr).toMatch(/changed +ConfigMap \S+\/shop[\s\S]*deleted +ConfigMap \S+\/old/)
    expect(stderr).toContain('revision 2, 0 created, 1 changed, 1 deleted, 1 unchanged')
    expect(exitCode).toBe(0)
    expect(await cluster.kubectl(['get', 'configmaps', '-l', 'applyset.kubernetes.io/part-of', '-o', 'name'])).toBe(
      'configmap/shop\n',
    )
  })

  test('is a difference by itself, and a revision by itself', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: { 'templates/old.yaml': configMap('old') } })
    await shop.kdeploy('apply')
    await shop.change({ files: { 'templates/old.yaml': '' } })

    const diff = await shop.kdeploy('diff')
    const { stderr, exitCode } = await shop.kdeploy('apply')

    expect(diff.stdout).toContain(`+++ ConfigMap ${cluster.namespace}/old (no longer rendered, to be deleted)`)
    expect(diff.exitCode).toBe(1)
    expect(stderr).toContain('revision 2, 0 created, 0 changed, 1 deleted, 2 unchanged')
    expect(exitCode).toBe(0)
    expect((await shop.kdeploy('diff')).exitCode).toBe(0)
  })

  test('takes its kind out of what the parent says, once the last one is gone', async ({ cluster }) => {
    const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: old}\nspec: {ports: [{port: 80}]}\n'
    const shop = await createShop(cluster, { files: { 'templates/old.yaml': service } })
    await shop.kdeploy('apply')
    const kinds = async () =>
      cluster.kubectl([
        'get',
        'secret',
        '-l',
        'applyset.kubernetes.io/id',
        '-o',
        'jsonpath={.items[0].metadata.annotations.applyset\\.kubernetes\\.io/contains-group-kinds}',
      ])
    expect(await kinds()).toBe('ConfigMap,Deployment.apps,Service')
    await shop.change({ files: { 'templates/old.yaml': '' } })

    await shop.kdeploy('apply')

    expect(await kinds()).toBe('ConfigMap,Deployment.apps')
  })

  test('and could not be deleted is told by the history of the revision that succeeded', async ({ cluster }) => {
    const files = { 'templates/old.yaml': configMap('old'), 'templates/older.yaml': configMap('older') }
    const shop = await createShop(cluster, { files })
    await shop.kdeploy('apply')
    await shop.change({ files: { 'templates/old.yaml': '', 'templates/older.yaml': '' } })
    const denied = { code: 403, reason: 'Forbidden', message: 'admission webhook "keep" denied the request: a freeze' }
    const proxy = await startApiProxy(cluster, ({ method, url }) =>
      method === 'DELETE' && url.includes('/configmaps/old') ? denied : undefined,
    )

    const { stderr, exitCode } = await shop.kdeploy('apply', '--kubeconfig', proxy.kubeconfig)
    const text = await shop.kdeploy('history')
    const document = JSON.parse((await shop.kdeploy('history', '-o', 'json')).stdout)

    expect(stderr).toContain('everything was applied, but 2 objects no longer rendered could not be deleted')
    expect(exitCode).toBe(3)
    expect(text.stdout).toMatch(/\n2 +succeeded .* none +shop:1 +2 objects could not be deleted: ConfigMap \S+\/old/)
    expect(documentContradictions(document, 'history -o json')).toEqual([])
    expect(document.revisions[1]).toMatchObject({
      status: 'succeeded',
      reason: expect.stringMatching(/^2 objects could not be deleted: ConfigMap .* a freeze; ConfigMap .* a freeze$/),
    })
    await proxy.close()
    expect((await shop.kdeploy('apply')).exitCode).toBe(0)
    const healed = JSON.parse((await shop.kdeploy('history', '-o', 'json')).stdout).revisions[2]
    expect(healed).toMatchObject({ number: 3, status: 'succeeded' })
    expect(healed).not.toHaveProperty('reason')
  })

  test('stays while the apply that no longer renders it fails, and goes with the next that succeeds', async ({
    cluster,
  }) => {
    const shop = await createShop(cluster, { files: { 'templates/old.yaml': configMap('old') } })
    await shop.kdeploy('apply')
    await shop.change({ tag: '2', stage: 'image-pull-backoff', files: { 'templates/old.yaml': '' } })

    const failed = await shop.kdeploy('apply')

    expect(failed.exitCode).toBe(5)
    expect(await cluster.kubectl(['get', 'configmap/old', '-o', 'name'])).toBe('configmap/old\n')
    await shop.change({ tag: '3', files: { 'templates/old.yaml': '' } })
    const mended = await shop.kdeploy('apply')
    expect(mended.stderr).toMatch(/deleted +ConfigMap \S+\/old/)
    expect(mended.exitCode).toBe(0)
  })

  test('stays where somebody says so during the rollout, and is not lost sight of', async ({ cluster }) => {
    const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: old}\nspec: {ports: [{port: 80}]}\n'
    const shop = await createShop(cluster, { files: { 'templates/old.yaml': service } })
    await shop.kdeploy('apply')
    await shop.change({ tag: '2', readyAfter: '4s', files: { 'templates/old.yaml': '' } })
    const running = cluster.startKdeploy(['apply', '-p', 'prod_shop'], { cwd: shop.folder })
    await cluster.waitFor('the rollout', async () => running.output().includes('waiting  Deployment'))
    await cluster.kubectl(['annotate', 'service/old', 'kdeploy.dev/prune=keep'])

    const { exitCode, stderr } = await running.result
    const again = await shop.kdeploy('apply')

    expect(stderr).toContain('plan: 0 to create, 1 to change, 1 to delete')
    expect(stderr).toContain(
      `not deleted: Service ${cluster.namespace}/old is now kept: annotated kdeploy.dev/prune: keep`,
    )
    expect(exitCode).toBe(0)
    expect(again.stderr).toMatch(
      /^orphaned Service \S+\/old \(no longer part of a release\): annotated kdeploy\.dev\/prune: keep$/m,
    )
    expect(await cluster.kubectl(['get', 'service', '-o', 'name'])).toBe('service/old\n')
  })

  test('stays with --no-prune', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: { 'templates/old.yaml': configMap('old') } })
    await shop.kdeploy('apply')
    await shop.change({ files: { 'templates/old.yaml': '' } })

    const { exitCode, stderr } = await shop.kdeploy('apply', '--no-prune')

    expect(stderr).toContain('nothing changed (2 unchanged)')
    expect(exitCode).toBe(0)
    expect(await cluster.kubectl(['get', 'configmap/old', '-o', 'name'])).toBe('configmap/old\n')
  })

  test('stays where it is a PersistentVolumeClaim, until it is named', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: { 'templates/old.yaml': claim() } })
    await shop.kdeploy('apply', '--no-wait')
    await shop.change({ files: { 'templates/old.yaml': '' } })

    const kept = await shop.kdeploy('apply')
    expect(kept.stderr).toContain(`PersistentVolumeClaim ${cluster.namespace}/data (a PersistentVolumeClaim is deleted`)
    const unknown = await shop.kdeploy('apply', '--also-delete', 'configmap/shop')
    expect(unknown.stderr).toContain('--also-delete configmap/shop matches no object that this run can delete')
    expect(unknown.exitCode).toBe(2)
    const mistyped = await shop.kdeploy('apply', '--also-delete', 'pvc/dtaa')
    expect(mistyped.stderr).toContain('--also-delete pvc/dtaa matches no object that this run can delete')
    expect(mistyped.stderr).toContain(`it can delete:\n  PersistentVolumeClaim ${cluster.namespace}/data`)
    expect(mistyped.stderr).toContain('did you mean pvc/data?')
    expect(mistyped.exitCode).toBe(2)
    const named = await shop.kdeploy('apply', '--also-delete', 'pvc/data')

    expect(named.stderr).toMatch(/deleted +PersistentVolumeClaim \S+\/data/)
    expect(named.exitCode).toBe(0)
    const again = await shop.kdeploy('apply', '--also-delete', 'pvc/data')
    expect(again.stderr).toContain('--also-delete pvc/data: it does not exist')
    expect(again.exitCode).toBe(0)
  })

  test('is not deleted unasked where it is more than half of the release', async ({ cluster }) => {
    const shop = await createShop(cluster, {
      files: {
        'templates/one.yaml': configMap('one'),
        'templates/two.yaml': configMap('two'),
        'templates/three.yaml': configMap('three'),
      },
    })
    await shop.kdeploy('apply')
    const none = { 'templates/one.yaml': '', 'templates/two.yaml': '', 'templates/three.yaml': '' }
    await shop.change({ greeting: 'good evening', files: none })

    const refused = await shop.kdeploy('apply')

    expect(refused.stderr).toContain('was not confirmed: it would delete 3 of the 5 objects that could be deleted')
    const listed = /would be deleted: ConfigMap \S+?\/(.*)\n/.exec(refused.stderr)?.[1]?.split(', ').sort()
    expect(listed).toEqual(['one', 'three', 'two'])
    expect(refused.exitCode).toBe(2)
    expect(await cluster.kubectl(['get', 'configmap/shop', '-o', 'jsonpath={.data.greeting}'])).toBe('hello')
    expect(await cluster.kubectl(['get', 'configmap/one', '-o', 'name'])).toBe('configmap/one\n')
    const agreed = await shop.kdeploy('apply', '--yes')
    expect(agreed.stderr).toContain('3 deleted')
    expect(agreed.exitCode).toBe(0)
  })

  test('is missing for whoever still names it, before anything is written', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.change({ tag: '2', files: { 'templates/config.yaml': '' } })

    const { exitCode, stderr } = await shop.kdeploy('apply', '--yes')

    expect(stderr).toContain(
      `Deployment ${cluster.namespace}/web refers to ConfigMap ${cluster.namespace}/shop, which is no longer rendered and would be deleted by this run`,
    )
    expect(exitCode).toBe(2)
    expect(await cluster.kubectl(['get', 'configmap/shop', '-o', 'name'])).toBe('configmap/shop\n')
    expect((await shop.kdeploy('apply', '--no-prune')).exitCode).toBe(0)
  })

  test('is never what somebody else made or copied', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: { 'templates/old.yaml': configMap('old') } })
    await shop.kdeploy('apply')
    const copy = await cluster.get<{ metadata: Record<string, unknown> }>('configmap/old')
    await cluster.create([
      {
        ...copy,
        metadata: { name: 'copy', labels: copy.metadata['labels'], annotations: copy.metadata['annotations'] },
      },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'foreign' } },
    ])
    await shop.change({ files: { 'templates/old.yaml': '' } })

    const { stderr } = await shop.kdeploy('apply')

    expect(stderr).toMatch(/deleted +ConfigMap \S+\/old/)
    expect(await cluster.kubectl(['get', 'configmap', 'copy', 'foreign', '-o', 'name'])).toBe(
      'configmap/copy\nconfigmap/foreign\n',
    )
  })

  test('comes back by an undo, which deletes what the undone revision added', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: { 'templates/old.yaml': configMap('old') } })
    await shop.kdeploy('apply')
    await shop.change({ files: { 'templates/old.yaml': configMap('new') } })
    await shop.kdeploy('apply')

    const { exitCode, stderr } = await shop.kdeploy('undo')

    expect(stderr).toMatch(/created +ConfigMap \S+\/old[\s\S]*deleted +ConfigMap \S+\/new/)
    expect(exitCode).toBe(0)
    expect(await cluster.kubectl(['get', 'configmap', 'old', 'shop', '-o', 'name'])).toBe(
      'configmap/old\nconfigmap/shop\n',
    )
  })
})

describe('where deleting is not allowed', () => {
  const all = ['get', 'list', 'watch', 'create', 'patch', 'update']
  const rest = [
    {
      apiGroups: ['', 'apps', 'coordination.k8s.io'],
      resources: ['secrets', 'deployments', 'replicasets', 'pods', 'leases', 'events', 'controllerrevisions'],
      verbs: [...all, 'delete'],
    },
  ]
  const asUser = (kubeconfig: string) => ['apply', '--kubeconfig', kubeconfig]

  test('nothing is written, and the missing permission is named', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: { 'templates/old.yaml': configMap('old') } })
    await shop.kdeploy('apply')
    await shop.change({ greeting: 'good evening', files: { 'templates/old.yaml': '' } })
    const rules = [...rest, { apiGroups: [''], resources: ['configmaps'], verbs: all }]
    const user = asUser(await cluster.kubeconfigFor(rules))

    const { exitCode, stderr } = await shop.kdeploy(...user)

    expect(stderr).toMatch(/delete +configmaps +\S+ +objects no longer rendered \(--no-prune keeps them\)/)
    expect(exitCode).toBe(3)
    expect(await cluster.kubectl(['get', 'configmap/shop', '-o', 'jsonpath={.data.greeting}'])).toBe('hello')
    const left = await shop.kdeploy(...user, '--no-prune')
    expect(left.exitCode).toBe(0)
  })

  test('nothing is deleted where listing is forbidden, and it says so', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: { 'templates/old.yaml': configMap('old') } })
    await shop.kdeploy('apply')
    await shop.change({ greeting: 'good evening', files: { 'templates/old.yaml': '' } })
    const rules = [...rest, { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'create', 'patch', 'delete'] }]

    const { exitCode, stderr } = await shop.kdeploy(...asUser(await cluster.kubeconfigFor(rules)))

    expect(stderr).toContain(
      `objects no longer rendered are not deleted where listing is forbidden: ConfigMap in ${cluster.namespace}`,
    )
    expect(exitCode).toBe(0)
    expect(await cluster.kubectl(['get', 'configmap/old', '-o', 'name'])).toBe('configmap/old\n')
    expect((await shop.kdeploy('apply')).stderr).toMatch(/deleted +ConfigMap \S+\/old/)
  })
})
