import { expect } from 'vitest'
import { startApiProxy } from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { isWrite } from '../../support/faults/faults.ts'
import { createShop } from '../../support/projects/shop.ts'

/** Gives the lock to another run, and the first one time to ask for it again before its next write. */
async function steal({ kubectl }: Cluster): Promise<void> {
  const [lease = ''] = (await kubectl(['get', 'leases', '-o', 'name'])).split('\n')
  await kubectl(['patch', lease, '--type=merge', '-p', '{"spec":{"holderIdentity":"bob@laptop"}}'])
  await new Promise((resolve) => setTimeout(resolve, 1200))
}

test('an apply whose lock is stolen between two writes makes no second one, and tells the first', async ({
  cluster,
}) => {
  const shop = await createShop(cluster)
  await shop.kdeploy('apply')
  await shop.change({ tag: '2', greeting: 'goodbye' })
  let stolen = false
  const proxy = await startApiProxy(cluster, (request) => {
    if (stolen || !isWrite(request) || !request.url.includes('/configmaps/shop')) return undefined
    stolen = true
    return { until: steal(cluster) }
  })

  const { exitCode, stderr } = await shop.kdeploy('apply', '--kubeconfig', proxy.kubeconfig)
  await proxy.close()

  expect(stderr).toMatch(
    /^error: the lock was lost: another run may be writing, so this one stopped\n {2}already written: ConfigMap \S+\/shop\nhint: check for another run/m,
  )
  expect(exitCode).toBe(4)
  const writes = proxy.requests.filter((request) => isWrite(request) && !request.url.includes('/leases'))
  expect(writes.at(-1)?.url).toContain('/configmaps/shop?')
  const field = (object: string, path: string) => cluster.kubectl(['get', object, '-o', `jsonpath={${path}}`])
  expect(await field('configmap/shop', '.data.greeting')).toBe('goodbye')
  expect(await field('deployment/web', '.spec.template.spec.containers[0].image')).toBe('registry.example.com/shop:1')
  expect(await field('leases', '.items[*].spec.holderIdentity')).toBe('bob@laptop')
})
