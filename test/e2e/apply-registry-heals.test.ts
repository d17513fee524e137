import { expect } from 'vitest'
import { ciOutput, revisionsOf } from '../support/ci-output.ts'
import { test } from '../support/cluster.ts'
import { createShop } from '../support/shop.ts'

test("a registry that doesn't answer for a while is waited for", async ({ cluster }) => {
  const shop = await createShop(cluster, { stage: 'image-pull-heals' })

  const { exitCode, stderr } = await shop.kdeploy('apply')

  await expect(ciOutput(stderr, cluster)).toMatchFileSnapshot('../golden/apply/registry-heals.txt')
  expect(exitCode).toBe(0)
  expect(await revisionsOf(cluster)).toEqual(['1 succeeded apply'])
})
