import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { revisionsOf } from '../../support/output/ci-output.ts'
import { withoutStart } from '../../support/output/start-line.ts'
import { createShop } from '../../support/projects/shop.ts'

const image = (cluster: Cluster) =>
  cluster.kubectl(['get', 'deployment/web', '-o', 'jsonpath={.spec.template.spec.containers[0].image}'])

/** A shop whose apply of its third revision runs for some seconds more, and has written all it has to. */
async function applying(cluster: Cluster) {
  const shop = await createShop(cluster)
  await shop.kdeploy('apply')
  await shop.change({ tag: '2' })
  await shop.kdeploy('apply')
  await shop.change({ tag: '3' })
  const args = ['apply', '--profile', 'prod_shop', '--stable-for', '4s']
  const running = cluster.startKdeploy(args, { cwd: shop.folder })
  await cluster.waitFor('its writes', async () => running.output().includes('changed  Deployment'))
  return { shop, running }
}

describe.each([
  { what: 'a release', argument: [] },
  { what: 'one workload', argument: ['deployment/web'] },
])('undo of $what during an apply', ({ argument }) => {
  test('exits 4, names the apply and changes nothing', async ({ cluster }) => {
    const { shop, running } = await applying(cluster)

    const { exitCode, stderr } = await shop.kdeploy('undo', ...argument)

    expect(stderr).toMatch(
      /error: shop\/prod_shop\/\S+ is locked by \S+@\S+ \(\w{6}\), since \S+Z\nhint: .*--lock-timeout/,
    )
    expect(exitCode).toBe(4)
    expect((await running.result).exitCode).toBe(0)
    expect(await image(cluster)).toBe('registry.example.com/shop:3')
    expect(await revisionsOf(cluster)).toEqual(['1 succeeded apply', '2 succeeded apply', '3 succeeded apply'])
  })

  test('waits with --lock-timeout, and takes back what the apply did', async ({ cluster }) => {
    const { shop, running } = await applying(cluster)

    const { exitCode, stderr } = await shop.kdeploy('undo', ...argument, '--lock-timeout', '1m')

    expect(withoutStart(stderr)).toMatch(
      /^(undo: restoring revision 2 .*\n)?shop\/prod_shop\/\S+ is locked by .*: waiting up to \d+ s\n/,
    )
    expect(exitCode).toBe(0)
    expect((await running.result).exitCode).toBe(0)
    expect(await image(cluster)).toBe('registry.example.com/shop:2')
    expect(await cluster.kubectl(['get', 'leases', '-o', 'name'])).toBe('')
  })
})

test('apply during the undo of one workload exits 4 and names it', async ({ cluster }) => {
  const shop = await createShop(cluster)
  await shop.kdeploy('apply')
  await shop.change({ tag: '2' })
  await shop.kdeploy('apply')
  const args = ['undo', 'deployment/web', '-n', cluster.namespace, '--stable-for', '4s']
  const running = cluster.startKdeploy(args, { cwd: shop.folder })
  await cluster.waitFor('its write', async () => running.output().includes('changed  Deployment'))

  const { exitCode, stderr } = await shop.kdeploy('apply')

  expect(stderr).toMatch(/error: shop\/prod_shop\/\S+ is locked by/)
  expect(exitCode).toBe(4)
  expect((await running.result).exitCode).toBe(0)
  expect(await image(cluster)).toBe('registry.example.com/shop:1')
})
