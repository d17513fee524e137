import { expect } from 'vitest'
import { test } from '../support/cluster.ts'
import { createShop } from '../support/shop.ts'

const held = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: held, finalizers: [example.com/hold]}\n'

test('a delete that a signal ends says what is deleted, gives the lock back, and the same command ends it', async ({
  cluster,
}) => {
  const shop = await createShop(cluster, { files: { 'templates/held.yaml': held } })
  await shop.kdeploy('apply')
  const running = cluster.startKdeploy(['delete', '-p', 'prod_shop', '--yes'], { cwd: shop.folder })
  await cluster.waitFor('the wait', async () => /deleted +ConfigMap \S+\/held/.test(running.output()))
  await cluster.waitFor(
    'the rest to go',
    async () => (await cluster.kubectl(['get', 'deployment', '-o', 'name'])) === '',
  )

  running.child.kill('SIGTERM')
  const { exitCode, stderr } = await running.result
  const leases = await cluster.kubectl(['get', 'leases', '-o', 'name'])
  await cluster.kubectl(['patch', 'configmap/held', '--type=merge', '-p', '{"metadata":{"finalizers":null}}'])
  const again = await shop.kdeploy('delete', '--yes')

  expect(stderr).toMatch(/^interrupted by SIGTERM; [^\n]*deleted: Deployment \S+\/web, ConfigMap [^\n]*\/held/m)
  expect(stderr).toMatch(/\nrun the same command again: it goes on from what is there\n$/)
  expect(exitCode).toBe(143)
  expect(leases).toBe('')
  expect(again.stderr).toContain('is deleted')
  expect(again.exitCode).toBe(0)
  const left = await cluster.kubectl(['get', 'configmaps,deployments,secrets,leases', '-o', 'name'])
  expect(left).toBe('configmap/kube-root-ca.crt\n')
})
