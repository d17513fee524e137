import { expect } from 'vitest'
import { revisionsOf } from '../../support/output/ci-output.ts'
import { testShown } from '../../support/output/views.ts'
import { createShop } from '../../support/projects/shop.ts'

testShown(
  'a crash loop is told with its exit code and the last lines of the previous container',
  async (cluster, showing) => {
    const shop = await createShop(cluster, { stage: 'crash-loop' })

    const began = Date.now()
    const { exitCode, shown } = await shop.show(showing, 'apply')

    expect(Date.now() - began).toBeLessThan(15_000)
    await expect(shown).toMatchFileSnapshot(showing.golden('crash-loop'))
    expect(exitCode).toBe(5)
    expect(await revisionsOf(cluster)).toEqual(['1 failed apply'])
    expect(await cluster.kubectl(['get', 'leases', '-o', 'name'])).toBe('')
  },
)
