import { expect } from 'vitest'
import { revisionsOf } from '../../support/output/ci-output.ts'
import { testShown } from '../../support/output/views.ts'
import { createShop } from '../../support/projects/shop.ts'

testShown('a key that a Secret lacks when the container starts is named', async (cluster, showing) => {
  const shop = await createShop(cluster, { stage: 'config-error' })

  const { exitCode, shown } = await shop.show(showing, 'apply')

  await expect(shown).toMatchFileSnapshot(showing.golden('config-error'))
  expect(exitCode).toBe(5)
  expect(await revisionsOf(cluster)).toEqual(['1 failed apply'])
})
