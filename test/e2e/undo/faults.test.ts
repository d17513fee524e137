import { describe, expect } from 'vitest'
import { type Fault, startApiProxy } from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { isWrite } from '../../support/faults/faults.ts'
import { createShop } from '../../support/projects/shop.ts'

const faults: readonly (readonly [string, Fault])[] = [
  ['503', { code: 503, reason: 'ServiceUnavailable', message: 'apiserver is shutting down' }],
  ['a connection that breaks before the request', { lose: 'request' }],
  ['a connection that breaks instead of the answer', { lose: 'answer' }],
]

/** Undoes the workload; its first JSON patch meets the fault. An apply says how its fields are validated, a patch doesn't. */
async function undoWithFault(cluster: Cluster, fault: Fault, ...args: readonly string[]) {
  let met = 0
  const proxy = await startApiProxy(cluster, (request) => {
    const isPatch = request.method === 'PATCH' && isWrite(request) && !request.url.includes('fieldValidation')
    if (met > 0 || !isPatch || !request.url.includes('/deployments/')) return undefined
    met += 1
    return fault
  })
  const where = ['--namespace', cluster.namespace, '--kubeconfig', proxy.kubeconfig]
  const { exitCode, stderr } = await cluster.kdeploy(['undo', ...args, '--yes', ...where])
  await proxy.close()
  return { exitCode, stderr, met }
}

const refused: Fault = { code: 403, reason: 'Forbidden', message: 'no writes today' }

const containerOf = async (cluster: Cluster, name: string) =>
  JSON.parse(await cluster.kubectl(['get', name, '-o', 'jsonpath={.spec.template.spec.containers[0]}']))

describe('undo of one workload goes on', () => {
  for (const [title, fault] of faults) {
    test(`after ${title}, where it removes what another manager added`, async ({ cluster }) => {
      const shop = await createShop(cluster)
      await shop.kdeploy('apply')
      await cluster.kubectl(['set', 'env', 'deployment/web', 'DEBUG=1'])

      const { exitCode, stderr, met } = await undoWithFault(cluster, fault, 'deployment/web', '--to-revision', '1')

      expect(met, stderr).toBe(1)
      expect(exitCode, stderr).toBe(0)
      expect(await containerOf(cluster, 'deployment/web')).not.toHaveProperty('env')
    })

    test(`after ${title}, where the workload is not kdeploy's`, async ({ cluster }) => {
      const image = (tag: string) => `--image=registry.example.com/foreign:${tag}`
      await cluster.kubectl(['create', 'deployment', 'foreign', image('1')])
      await cluster.waitFor('its first revision', async () =>
        cluster.kubectl(['get', 'replicaset', '-o', 'name']).then((names) => names !== ''),
      )
      await cluster.kubectl(['set', 'image', 'deployment/foreign', `*=registry.example.com/foreign:2`])
      await cluster.waitFor('its second revision', async () =>
        cluster.kubectl(['get', 'replicaset', '-o', 'name']).then((names) => names.trim().split('\n').length === 2),
      )

      const { exitCode, stderr, met } = await undoWithFault(cluster, fault, 'deployment/foreign')

      expect(met, stderr).toBe(1)
      expect(exitCode, stderr).toBe(0)
      expect(await containerOf(cluster, 'deployment/foreign')).toMatchObject({
        image: 'registry.example.com/foreign:1',
      })
    })
  }
})

describe('undo of one workload that is refused', () => {
  test('says that nothing was written', async ({ cluster }) => {
    const image = (tag: string) => `--image=registry.example.com/foreign:${tag}`
    await cluster.kubectl(['create', 'deployment', 'foreign', image('1')])
    await cluster.waitFor('its first revision', async () =>
      cluster.kubectl(['get', 'replicaset', '-o', 'name']).then((names) => names !== ''),
    )
    await cluster.kubectl(['set', 'image', 'deployment/foreign', '*=registry.example.com/foreign:2'])
    await cluster.waitFor('its second revision', async () =>
      cluster.kubectl(['get', 'replicaset', '-o', 'name']).then((names) => names.trim().split('\n').length === 2),
    )

    const { exitCode, stderr } = await undoWithFault(cluster, refused, 'deployment/foreign')

    expect(stderr).toMatch(/\nnothing was written\n$/)
    expect(stderr).not.toContain('outcome unknown')
    expect(exitCode).toBe(3)
  })

  test('says what was written, where only the removal of what another manager added is refused', async ({
    cluster,
  }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await cluster.kubectl(['set', 'env', 'deployment/web', 'DEBUG=1'])

    const { exitCode, stderr } = await undoWithFault(cluster, refused, 'deployment/web', '--to-revision', '1')

    expect(stderr).toMatch(/\nalready written: Deployment \S+\/web\n$/)
    expect(exitCode).toBe(3)
  })
})
