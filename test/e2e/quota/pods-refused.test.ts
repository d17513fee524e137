import { describe, expect } from 'vitest'
import { createQuota } from '../../support/cluster/resource-quota.ts'
import { revisionsOf } from '../../support/output/ci-output.ts'
import { testShown } from '../../support/output/views.ts'
import { createShop } from '../../support/projects/shop.ts'

const cpu = (template: string) => template.replace('ports:', 'resources: {limits: {cpu: "4"}}\n        ports:')

/** It makes new pods when the old ones are gone: a change that asks for no more than before. */
const recreated = (template: string) => template.replace('spec:\n', 'spec:\n  strategy: {type: Recreate}\n')

describe("pods that the API server doesn't let a ReplicaSet make", () => {
  testShown('are told with the quota that they exceed', async (cluster, showing) => {
    const shop = await createShop(cluster, { web: recreated })
    await shop.kdeploy('apply')
    await createQuota(cluster, { hard: { pods: '0' } })
    await shop.change({ tag: '2', web: recreated })

    const { exitCode, shown } = await shop.show(showing, 'apply')

    await expect(shown).toMatchFileSnapshot(showing.golden('quota-exceeded'))
    expect(exitCode).toBe(5)
    expect(await revisionsOf(cluster)).toEqual(['1 succeeded apply', '2 failed apply'])
  })

  testShown('are told with the quota that wants them to ask for memory', async (cluster, showing) => {
    await createQuota(cluster, { hard: { 'requests.memory': '1Gi' } })
    const shop = await createShop(cluster)

    const { exitCode, shown } = await shop.show(showing, 'apply')

    await expect(shown).toMatchFileSnapshot(showing.golden('quota-wants-requests'))
    expect(exitCode).toBe(5)
    expect(await revisionsOf(cluster)).toEqual(['1 failed apply'])
  })

  testShown('are told with the LimitRange that they break', async (cluster, showing) => {
    const limits = [{ type: 'Container', max: { cpu: '1' } }]
    await cluster.create([{ apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'small' }, spec: { limits } }])
    const shop = await createShop(cluster, { web: cpu })

    const { exitCode, shown } = await shop.show(showing, 'apply')

    await expect(shown).toMatchFileSnapshot(showing.golden('limit-range'))
    expect(exitCode).toBe(5)
    expect(await cluster.kubectl(['get', 'pods', '-o', 'name'])).toBe('')
  })
})
