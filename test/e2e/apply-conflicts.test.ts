import { describe, expect } from 'vitest'
import { test } from '../support/cluster.ts'
import { createShop } from '../support/shop.ts'

const field = (cluster: { kubectl(args: readonly string[]): Promise<string> }, path: string) =>
  cluster.kubectl(['get', 'deployment/web', '-o', `jsonpath={${path}}`])

describe('a field of another manager', () => {
  test('is a conflict that names it, its field and its manager, before anything is written', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await cluster.kubectl(['set', 'image', 'deployment/web', 'app=registry.example.com/shop:hotfix'])
    await shop.change({ tag: '2', greeting: 'goodbye' })

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(stderr).toMatch(/templates\/web\.yaml:\d+.*Deployment \S+\/web.*image.*kubectl-set[\s\S]*--force-conflicts/)
    expect(exitCode).toBe(4)
    expect(await cluster.kubectl(['get', 'configmap/shop', '-o', 'jsonpath={.data.greeting}'])).toBe('hello')
  })

  test('is taken over with --force-conflicts, said so, and no conflict after that', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await cluster.kubectl(['set', 'image', 'deployment/web', 'app=registry.example.com/shop:hotfix'])
    await shop.change({ tag: '2' })

    const forced = await shop.kdeploy('apply', '--force-conflicts')
    await shop.change({ tag: '3' })
    const next = await shop.kdeploy('apply')

    expect(forced.stderr).toMatch(/takes over spec\.template\.spec\.containers.*image from kubectl-set/)
    expect([forced.exitCode, next.exitCode]).toEqual([0, 0])
    expect(await field(cluster, '.spec.template.spec.containers[0].image')).toBe('registry.example.com/shop:3')
  })

  test('lets an undo of the release through with --force-conflicts', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.change({ tag: '2' })
    await shop.kdeploy('apply')
    await cluster.kubectl(['set', 'image', 'deployment/web', 'app=registry.example.com/shop:hotfix'])

    expect((await shop.kdeploy('undo')).exitCode).toBe(4)
    expect((await shop.kdeploy('undo', '--force-conflicts')).exitCode).toBe(0)
    expect(await field(cluster, '.spec.template.spec.containers[0].image')).toBe('registry.example.com/shop:1')
  })
})

describe('what kubectl apply made', () => {
  async function madeByKubectl(cluster: Parameters<typeof createShop>[0]) {
    const shop = await createShop(cluster)
    const { stdout } = await shop.kdeploy('render')
    await cluster.kubectl(['apply', '-f', '-'], { input: stdout })
    return shop
  }

  test('is taken over by the first apply, a changed field included, without a flag', async ({ cluster }) => {
    const shop = await madeByKubectl(cluster)
    await shop.change({ tag: '2', greeting: 'goodbye' })

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(stderr).toContain('0 to create, 2 to change')
    expect(exitCode).toBe(0)
    expect(await field(cluster, '.spec.template.spec.containers[0].image')).toBe('registry.example.com/shop:2')
    expect(await field(cluster, '.metadata.managedFields[*].manager')).not.toContain('kubectl-client-side-apply')
  })

  test('loses what the template no longer has, as the diff says beforehand', async ({ cluster }) => {
    const shop = await madeByKubectl(cluster)
    const web = (await shop.kdeploy('render', '--raw', '--template', 'web.yaml')).stdout
    const without = web.replace(/ +envFrom:\n.*configMapRef.*\n?/, '').replace('  progressDeadlineSeconds: 60\n', '')
    await shop.change({ files: { 'templates/web.yaml': without } })

    const diff = await shop.kdeploy('diff')
    const { exitCode } = await shop.kdeploy('apply')
    const after = await shop.kdeploy('diff')

    expect(diff.stdout).toMatch(/-\s+envFrom:/)
    expect(exitCode).toBe(0)
    expect(await field(cluster, '.spec.template.spec.containers[0].envFrom')).toBe('')
    expect(await field(cluster, '.spec.progressDeadlineSeconds')).toBe('600')
    expect({ exitCode: after.exitCode, stdout: after.stdout }).toEqual({ exitCode: 0, stdout: '' })
  })
})

test('an object that is being deleted is refused, rather than written for nothing', async ({ cluster }) => {
  const shop = await createShop(cluster)
  await shop.kdeploy('apply')
  await cluster.kubectl([
    'patch',
    'configmap/shop',
    '--type=merge',
    '-p',
    '{"metadata":{"finalizers":["example.com/wait"]}}',
  ])
  await cluster.kubectl(['delete', 'configmap/shop', '--wait=false'])

  const { exitCode, stderr } = await shop.kdeploy('apply')
  await cluster.kubectl(['patch', 'configmap/shop', '--type=merge', '-p', '{"metadata":{"finalizers":null}}'])

  expect(stderr).toMatch(/ConfigMap \S+\/shop is being deleted, and waits for example\.com\/wait/)
  expect(exitCode).toBe(3)
})
