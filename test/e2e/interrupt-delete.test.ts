import { expect } from 'vitest'
import { startApiProxy } from '../support/api-proxy.ts'
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

test('a delete says what is deleted, too, where the signal ends a request that asks for the rest', async ({
  cluster,
}) => {
  const shop = await createShop(cluster, { files: { 'templates/held.yaml': held } })
  await shop.kdeploy('apply')
  let isDeleted = false
  let isAsked = false
  const proxy = await startApiProxy(cluster, ({ method, url }) => {
    if (!url.includes('/configmaps/held')) return undefined
    if (method === 'GET' && isDeleted) {
      isAsked = true
      return { until: new Promise(() => {}) }
    }
    isDeleted ||= method === 'DELETE'
    return undefined
  })
  try {
    const env = { KUBECONFIG: proxy.kubeconfig }
    const running = cluster.startKdeploy(['delete', '-p', 'prod_shop', '--yes'], { cwd: shop.folder, env })
    await cluster.waitFor('the question', async () => isAsked)

    running.child.kill('SIGTERM')
    const { exitCode, stderr } = await running.result

    expect(stderr).toMatch(/^interrupted by SIGTERM; deleted: [^\n]*ConfigMap [^\n]*\/held/m)
    expect(exitCode).toBe(143)
  } finally {
    await proxy.close()
    await cluster.kubectl(['patch', 'configmap/held', '--type=merge', '-p', '{"metadata":{"finalizers":null}}'])
  }
})

test('a deletion that a signal cuts off is told as one of which nobody knows', async ({ cluster }) => {
  const shop = await createShop(cluster)
  await shop.kdeploy('apply')
  let isAsked = false
  const proxy = await startApiProxy(cluster, ({ method, url }) => {
    if (method !== 'DELETE' || !url.includes('/deployments/web')) return undefined
    isAsked = true
    return { until: new Promise(() => {}) }
  })
  try {
    const env = { KUBECONFIG: proxy.kubeconfig }
    const running = cluster.startKdeploy(['delete', '-p', 'prod_shop', '--yes'], { cwd: shop.folder, env })
    await cluster.waitFor('the deletion', async () => isAsked)

    running.child.kill('SIGTERM')
    const { exitCode, stderr } = await running.result

    expect(stderr).toMatch(
      /^interrupted by SIGTERM; deleted or not, nobody knows: Deployment \S+\/web\nrun the same command again/m,
    )
    expect(stderr).not.toContain('nothing was')
    expect(exitCode).toBe(143)
  } finally {
    await proxy.close()
  }
})

test('a delete that a signal ends says what is let go', async ({ cluster }) => {
  const kept = (name: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, annotations: {kdeploy.dev/prune: keep}}\n`
  const files = { 'templates/a.yaml': kept('free'), 'templates/b.yaml': kept('held') }
  const common = { 'kdeploy.yaml': 'name: shop\n', 'profiles/prod_shop.yaml': `namespace: ${cluster.namespace}\n` }
  const { folder } = await cluster.createProject({ files: { ...common, ...files } })
  await cluster.kdeploy(['apply', '-p', 'prod_shop'], { cwd: folder })
  const never = { until: new Promise(() => {}) }
  const proxy = await startApiProxy(cluster, ({ method, url }) =>
    method === 'PATCH' && url.includes('/configmaps/held') ? never : undefined,
  )
  try {
    const env = { KUBECONFIG: proxy.kubeconfig }
    const running = cluster.startKdeploy(['delete', '-p', 'prod_shop', '--yes'], { cwd: folder, env })
    const isUnderWay = async () =>
      /let go: ConfigMap \S+\/free/.test(running.output()) &&
      proxy.requests.some(({ method, url }) => method === 'PATCH' && url.includes('/configmaps/held'))
    await cluster.waitFor('the first to be let go', isUnderWay)

    running.child.kill('SIGTERM')
    const { exitCode, stderr } = await running.result

    expect(stderr).toMatch(/^warning: ConfigMap \S+\/held: let go or not, nobody knows: .*interrupted before/m)
    expect(stderr).toMatch(
      /^interrupted by SIGTERM; let go: ConfigMap \S+\/free; let go or not, nobody knows: ConfigMap \S+\/held\nrun/m,
    )
    expect(exitCode).toBe(143)
  } finally {
    await proxy.close()
  }
})
