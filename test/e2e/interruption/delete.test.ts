import { expect } from 'vitest'
import type { ProxiedRequest } from '../../support/cluster/api-proxy.ts'
import { test } from '../../support/cluster/cluster.ts'
import { interruptHeld } from '../../support/faults/interrupted.ts'
import { createShop } from '../../support/projects/shop.ts'

const held = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: held, finalizers: [example.com/hold]}\n'

test('a delete that a signal ends says what is deleted, gives the lock back, and the same command ends it', async ({
  cluster,
}) => {
  const shop = await createShop(cluster, { files: { 'templates/held.yaml': held } })
  await shop.kdeploy('apply')
  const running = cluster.startKdeploy(['delete', '-p', 'prod_shop', '--yes'], { cwd: shop.folder })
  await cluster.waitFor('the wait', async () => /deleting +ConfigMap \S+\/held/.test(running.output()))
  await cluster.waitFor(
    'the rest to go',
    async () => (await cluster.kubectl(['get', 'deployment', '-o', 'name'])) === '',
  )

  running.child.kill('SIGTERM')
  const { exitCode, stderr } = await running.result
  const leases = await cluster.kubectl(['get', 'leases', '-o', 'name'])
  await cluster.kubectl(['patch', 'configmap/held', '--type=merge', '-p', '{"metadata":{"finalizers":null}}'])
  const again = await shop.kdeploy('delete', '--yes')

  expect(stderr).toMatch(
    /^interrupted by SIGTERM; deleted: ConfigMap \S+\/shop, Deployment \S+\/web; being deleted: ConfigMap \S+\/held/m,
  )
  expect(stderr).toMatch(/\nrerun the command: it continues from the current state\n$/)
  expect(exitCode).toBe(143)
  expect(leases).toBe('')
  expect(again.stderr).toContain('done: deleted')
  expect(again.exitCode).toBe(0)
  const left = await cluster.kubectl(['get', 'configmaps,deployments,secrets,leases', '-o', 'name'])
  expect(left).toBe('configmap/kube-root-ca.crt\n')
})

test('a delete says what is deleted, too, where the signal ends a request that asks for the rest', async ({
  cluster,
}) => {
  const shop = await createShop(cluster, { files: { 'templates/held.yaml': held } })
  await shop.kdeploy('apply')
  let isDeleted = false
  const holds = ({ method, url }: ProxiedRequest) => {
    if (!url.includes('/configmaps/held')) return false
    if (method === 'GET' && isDeleted) return true
    isDeleted ||= method === 'DELETE'
    return false
  }
  try {
    const { exitCode, stderr } = await interruptHeld(cluster, shop.folder, ['delete', '--yes'], { holds })

    expect(stderr).toMatch(/^interrupted by SIGTERM; [^\n]*being deleted: ConfigMap [^\n]*\/held/m)
    expect(exitCode).toBe(143)
  } finally {
    await cluster.kubectl(['patch', 'configmap/held', '--type=merge', '-p', '{"metadata":{"finalizers":null}}'])
  }
})

test('a deletion that a signal cuts off is told as one of unknown outcome', async ({ cluster }) => {
  const shop = await createShop(cluster)
  await shop.kdeploy('apply')
  const holds = ({ method, url }: ProxiedRequest) => method === 'DELETE' && url.includes('/deployments/web')

  const { exitCode, stderr } = await interruptHeld(cluster, shop.folder, ['delete', '--yes'], { holds })

  expect(stderr).toMatch(/^interrupted by SIGTERM; deletion outcome unknown: Deployment \S+\/web\nrerun the command/m)
  expect(stderr).not.toContain('nothing was')
  expect(exitCode).toBe(143)
})

test('a delete that a signal ends says what is orphaned', async ({ cluster }) => {
  const kept = (name: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, annotations: {kdeploy.dev/prune: keep}}\n`
  const files = { 'templates/a.yaml': kept('free'), 'templates/b.yaml': kept('held') }
  const common = { 'kdeploy.yaml': 'name: shop\n', 'profiles/prod_shop.yaml': `namespace: ${cluster.namespace}\n` }
  const { folder } = await cluster.createProject({ files: { ...common, ...files } })
  await cluster.kdeploy(['apply', '-p', 'prod_shop'], { cwd: folder })
  const holds = ({ method, url }: ProxiedRequest) => method === 'PATCH' && url.includes('/configmaps/held')
  const said = /orphaned ConfigMap \S+\/free/

  const { exitCode, stderr } = await interruptHeld(cluster, folder, ['delete', '--yes'], { holds, said })

  expect(stderr).toMatch(/^warning: ConfigMap \S+\/held: orphaning outcome unknown: .*interrupted before/m)
  expect(stderr).toMatch(
    /^interrupted by SIGTERM; orphaned: ConfigMap \S+\/free; orphaning outcome unknown: ConfigMap \S+\/held\nrerun/m,
  )
  expect(exitCode).toBe(143)
})
