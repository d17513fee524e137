import { expect } from 'vitest'
import { revisionsOf } from '../support/ci-output.ts'
import { createShop } from '../support/shop.ts'
import { testShown } from '../support/views.ts'

testShown("a registry that doesn't answer for a while is waited for", async (cluster, showing) => {
  const shop = await createShop(cluster, { stage: 'image-pull-heals' })

  const { exitCode, shown } = await shop.show(showing, 'apply')

  await expect(shown).toMatchFileSnapshot(showing.golden('registry-heals'))
  expect(exitCode).toBe(0)
  expect(await revisionsOf(cluster)).toEqual(['1 succeeded apply'])
})
