import { expect } from 'vitest'
import { testShown } from '../../support/output/views.ts'
import { createShop } from '../../support/projects/shop.ts'

testShown('a container that its liveness probe kills is told by that probe', async (cluster, showing) => {
  const shop = await createShop(cluster, { stage: 'liveness-kill' })

  const { exitCode, shown } = await shop.show(showing, 'apply')

  await expect(shown).toMatchFileSnapshot(showing.golden('liveness-kill'))
  expect(exitCode).toBe(5)
})
