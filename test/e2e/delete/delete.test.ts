import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { claim } from '../../support/projects/claims.ts'
import { createShop } from '../../support/projects/shop.ts'

const held = `apiVersion: v1
kind: ConfigMap
metadata: {name: held, finalizers: [example.com/hold]}
`

describe('delete', () => {
  test('takes what the release applied and its revisions, and nothing of anybody else', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await cluster.create([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'foreign' } }])

    const { exitCode, stderr } = await shop.kdeploy('delete', '--yes')

    expect(stderr).toMatch(/deleted +Deployment \S+\/web\n[\s\S]*deleted +ConfigMap \S+\/shop/)
    expect(stderr).toContain(`done: deleted shop/prod_shop/${cluster.namespace}: 2 objects`)
    expect(exitCode).toBe(0)
    const left = await cluster.kubectl(['get', 'deployments,configmaps,secrets,leases', '-o', 'name'])
    expect(left.trim().split('\n').sort()).toEqual(['configmap/foreign', 'configmap/kube-root-ca.crt'])
  })

  test('asks first, and without a terminal refuses with the list of what would go', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')

    const { exitCode, stderr } = await shop.kdeploy('delete')

    expect(stderr).toContain('plan: 2 to delete, 0 kept\n')
    expect(stderr).toContain('was not confirmed: it would delete 2 objects and all revisions')
    expect(stderr).toContain(`would be deleted: Deployment ${cluster.namespace}/web`)
    expect(stderr).toContain('use --yes')
    expect(exitCode).toBe(2)
    expect((await shop.kdeploy('status')).exitCode).toBe(0)
  })

  test('says that nothing is there, where nothing is', async ({ cluster }) => {
    const shop = await createShop(cluster)

    const { exitCode, stderr } = await shop.kdeploy('delete', '--yes')

    expect(stderr).toContain(`shop/prod_shop/${cluster.namespace} does not exist`)
    expect(exitCode).toBe(2)
  })

  test('deletes nothing where listing is forbidden, and says so once', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    const verbs = ['get', 'create', 'patch', 'update', 'delete']
    const rules = [
      { apiGroups: ['', 'apps', 'coordination.k8s.io'], resources: ['*'], verbs },
      { apiGroups: ['', 'apps'], resources: ['secrets', 'deployments'], verbs: ['list'] },
    ]

    const kubeconfig = await cluster.kubeconfigFor(rules)
    const { exitCode, stderr } = await shop.kdeploy('delete', '--yes', '--kubeconfig', kubeconfig)

    expect(stderr).toContain(`error: listing is forbidden: ConfigMap in ${cluster.namespace}\n`)
    expect(stderr.match(/nothing was deleted/g)).toHaveLength(1)
    expect(exitCode).toBe(3)
  })

  test('leaves a claim and stays able to delete it by name', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: { 'templates/data.yaml': claim() } })
    await shop.kdeploy('apply', '--no-wait')

    const first = await shop.kdeploy('delete', '--yes')
    expect(first.stderr).toContain(`kept: PersistentVolumeClaim ${cluster.namespace}/data`)
    expect(first.stderr).toContain('2 objects, 1 kept, ')
    expect(await cluster.kubectl(['get', 'pvc', '-o', 'name'])).toBe('persistentvolumeclaim/data\n')
    const second = await shop.kdeploy('delete', '--yes', '--also-delete', 'pvc/data')

    expect(second.stderr).toMatch(/deleted +PersistentVolumeClaim \S+\/data/)
    expect(second.exitCode).toBe(0)
    expect(await cluster.kubectl(['get', 'secrets', '-o', 'name'])).toBe('')
  })

  test('refuses a name that leads to nothing, and can be repeated where the one that was meant is gone or going', async ({
    cluster,
  }) => {
    const shop = await createShop(cluster, { files: { 'templates/data.yaml': claim() } })
    await shop.kdeploy('apply', '--no-wait')
    await shop.kdeploy('delete', '--yes')
    const byName = (name: string) => shop.kdeploy('delete', '--yes', '--also-delete', `pvc/${name}`, '--timeout', '1s')
    const finalizers = (list: string) =>
      cluster.kubectl(['patch', 'pvc/data', '--type=merge', '-p', `{"metadata":{"finalizers":${list}}}`])

    const mistyped = await byName('dtaa')
    expect(mistyped.stderr).toContain('did you mean pvc/data?')
    expect(mistyped.exitCode).toBe(2)
    await finalizers('["example.com/hold"]')
    expect((await byName('data')).exitCode).toBe(5)
    const again = await byName('data')
    expect(again.stderr).toContain('--also-delete pvc/data: it is already being deleted')
    expect(again.exitCode).toBe(5)
    await finalizers('null')
    const last = await byName('data')

    expect(last.stderr).toContain('--also-delete pvc/data: it does not exist')
    expect(last.exitCode).toBe(0)
    expect(await cluster.kubectl(['get', 'secrets', '-o', 'name'])).toBe('')
  })

  test('names the finalizers of what does not go, and goes on when it is run again', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: { 'templates/held.yaml': held } })
    await shop.kdeploy('apply')

    const first = await shop.kdeploy('delete', '--yes', '--timeout', '1s')
    expect(first.stderr).toContain('an object is still being deleted after 1 s')
    expect(first.stderr).toContain(`ConfigMap ${cluster.namespace}/held: held by finalizers: example.com/hold`)
    expect(first.exitCode).toBe(5)
    const still = await shop.kdeploy('delete', '--yes', '--timeout', '1s')
    expect(still.stderr).toContain('held by finalizers: example.com/hold')
    expect(still.exitCode).toBe(5)
    await cluster.kubectl(['patch', 'configmap/held', '--type=merge', '-p', '{"metadata":{"finalizers":null}}'])
    const second = await shop.kdeploy('delete', '--yes')

    expect(second.exitCode).toBe(0)
    expect(await cluster.kubectl(['get', 'secrets', '-o', 'name'])).toBe('')
  })

  test('leaves what the next apply begins with, though it changes nothing of it', async ({ cluster }) => {
    const config =
      'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n'
    const shop = await createShop(cluster, { web: () => '', files: { 'templates/config.yaml': config } })
    await shop.kdeploy('apply', '--no-wait')
    await shop.kdeploy('delete', '--yes')

    const { stderr, exitCode } = await shop.kdeploy('apply', '--no-wait')

    expect(stderr).toContain('applied, not waited for: revision 1, 0 created, 0 changed, 1 unchanged')
    expect(exitCode).toBe(0)
    expect((await shop.kdeploy('history')).stdout).toMatch(/^1 +applied/m)
  })

  test('finds what the release applied by its revisions, where its parent was lost', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await cluster.kubectl(['delete', 'secret', '-l', 'applyset.kubernetes.io/id'])

    const { exitCode, stderr } = await shop.kdeploy('delete', '--yes')

    expect(stderr).toContain(': 2 objects')
    expect(exitCode).toBe(0)
    expect(await cluster.kubectl(['get', 'secrets,deployments', '-o', 'name'])).toBe('')
  })

  test('after it, the release can be deployed anew', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.kdeploy('delete', '--yes')

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(stderr).toContain('revision 1, 2 created')
    expect(exitCode).toBe(0)
  })

  test('refuses while another run holds the lock', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    const parents = await cluster.get<{ items: { metadata: { name: string } }[] }>(
      'secret',
      '-l',
      'applyset.kubernetes.io/id',
    )
    const now = new Date().toISOString().replace('Z', '000Z')
    await cluster.create([
      {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: { name: parents.items[0]?.metadata.name },
        spec: { holderIdentity: 'ann@desk', leaseDurationSeconds: 30, acquireTime: now, renewTime: now },
      },
    ])

    const { exitCode, stderr } = await shop.kdeploy('delete', '--yes')

    expect(stderr).toContain('ann@desk')
    expect(exitCode).toBe(4)
    expect((await shop.kdeploy('status')).exitCode).toBe(0)
  })
})
