import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { createQuota } from '../../support/cluster/resource-quota.ts'
import { revisionsOf } from '../../support/output/ci-output.ts'
import { testShown } from '../../support/output/views.ts'
import { createShop } from '../../support/projects/shop.ts'

const image = (cluster: Cluster) =>
  cluster.kubectl(['get', 'deployment/web', '-o', 'jsonpath={.spec.template.spec.containers[0].image}'])
const greeting = (cluster: Cluster) => cluster.kubectl(['get', 'configmap/shop', '-o', 'jsonpath={.data.greeting}'])
const leases = (cluster: Cluster) => cluster.kubectl(['get', 'leases', '-o', 'name'])

/** It ends the old pod before it makes a new one, so that nothing is left to come back to. */
const recreated = (template: string) => template.replace('spec:\n', 'spec:\n  strategy: {type: Recreate}\n')

describe('apply --undo-on-failure', () => {
  testShown('tells the failure, then brings the last good revision back, and exits 6', async (cluster, showing) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.change({ tag: '2', greeting: 'goodbye', stage: 'crash-loop' })

    const { exitCode, shown } = await shop.show(showing, 'apply', '--undo-on-failure')

    await expect(shown).toMatchFileSnapshot(showing.golden('undo-on-failure'))
    expect(exitCode).toBe(6)
    expect([await image(cluster), await greeting(cluster)]).toEqual(['registry.example.com/shop:1', 'hello'])
    expect(await revisionsOf(cluster)).toEqual([
      '1 succeeded apply',
      '2 failed apply',
      '3 succeeded undo to 1 after failed 2',
    ])
    expect(await leases(cluster)).toBe('')
  })

  testShown('says that there is nothing to restore at a first deploy, and exits 5', async (cluster, showing) => {
    const shop = await createShop(cluster, { stage: 'image-pull-backoff' })

    const { exitCode, shown } = await shop.show(showing, 'apply', '--undo-on-failure')

    await expect(shown).toMatchFileSnapshot(showing.golden('undo-on-failure-nothing'))
    expect(exitCode).toBe(5)
    expect(await revisionsOf(cluster)).toEqual(['1 failed apply'])
    expect(await leases(cluster)).toBe('')
  })

  testShown('says that the undo failed too, and exits 5', async (cluster, showing) => {
    const shop = await createShop(cluster, { web: recreated })
    await shop.kdeploy('apply')
    await shop.change({ tag: '2', web: recreated })
    await createQuota(cluster, { hard: { pods: '0' } })

    const { exitCode, shown } = await shop.show(showing, 'apply', '--undo-on-failure')

    await expect(shown).toMatchFileSnapshot(showing.golden('undo-on-failure-fails'))
    expect(exitCode).toBe(5)
    expect(await revisionsOf(cluster)).toEqual([
      '1 succeeded apply',
      '2 failed apply',
      '3 failed undo to 1 after failed 2',
    ])
    expect(await image(cluster)).toBe('registry.example.com/shop:1')
  })

  test('restores also when the failed deploy is run again and changes nothing', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.change({ tag: '2', stage: 'image-pull-backoff' })
    expect((await shop.kdeploy('apply')).exitCode).toBe(5)

    const { exitCode, stderr } = await shop.kdeploy('apply', '--undo-on-failure')

    expect(stderr).toContain('undone: revision 1 restored as revision 3 and ready')
    expect(exitCode).toBe(6)
  })

  test('is not to be had without waiting', async ({ cluster }) => {
    const shop = await createShop(cluster)

    const { exitCode, stderr } = await shop.kdeploy('apply', '--undo-on-failure', '--no-wait')

    expect(stderr).toContain("'--undo-on-failure' cannot be used with option '--no-wait'")
    expect(exitCode).toBe(2)
  })
})
