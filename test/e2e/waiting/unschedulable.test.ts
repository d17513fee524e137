import { expect } from 'vitest'
import { revisionsOf } from '../../support/output/ci-output.ts'
import { testShown } from '../../support/output/views.ts'
import { createShop } from '../../support/projects/shop.ts'

const large = (template: string) => template.replace('ports:', 'resources: {requests: {cpu: "64"}}\n        ports:')

testShown(
  'a pod that no node has room for is told with the reason of the scheduler, when the time is over',
  async (cluster, showing) => {
    const shop = await createShop(cluster, { web: large })

    const { exitCode, shown } = await shop.show(showing, 'apply', '--timeout', '4s')

    await expect(shown).toMatchFileSnapshot(showing.golden('unschedulable'))
    expect(exitCode).toBe(5)
    expect(await revisionsOf(cluster)).toEqual(['1 failed apply'])
  },
)
