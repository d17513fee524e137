import { expect } from 'vitest'
import { ciOutput, revisionsOf } from '../support/ci-output.ts'
import { test } from '../support/cluster.ts'
import { createShop } from '../support/shop.ts'

test('a container that is killed for its memory is told as that', async ({ cluster }) => {
  const shop = await createShop(cluster, { stage: 'out-of-memory' })

  const { exitCode, stderr } = await shop.kdeploy('apply')

  await expect(ciOutput(stderr, cluster)).toMatchFileSnapshot('../golden/apply/out-of-memory.txt')
  expect(exitCode).toBe(5)
  expect(await revisionsOf(cluster)).toEqual(['1 failed apply'])
})
