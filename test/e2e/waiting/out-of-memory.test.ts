import { expect } from 'vitest'
import { revisionsOf } from '../../support/output/ci-output.ts'
import { testShown } from '../../support/output/views.ts'
import { createShop } from '../../support/projects/shop.ts'

testShown('a container that is killed for its memory is told as that', async (cluster, showing) => {
  const shop = await createShop(cluster, { stage: 'out-of-memory' })

  const { exitCode, shown } = await shop.show(showing, 'apply')

  await expect(shown).toMatchFileSnapshot(showing.golden('out-of-memory'))
  expect(exitCode).toBe(5)
  expect(await revisionsOf(cluster)).toEqual(['1 failed apply'])
})
