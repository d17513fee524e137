import { expect } from 'vitest'
import { ciOutput, revisionsOf } from '../support/ci-output.ts'
import { test } from '../support/cluster.ts'
import { createShop } from '../support/shop.ts'

test('a key that a Secret lacks when the container starts is named', async ({ cluster }) => {
  const shop = await createShop(cluster, { stage: 'config-error' })

  const { exitCode, stderr } = await shop.kdeploy('apply')

  await expect(ciOutput(stderr, cluster)).toMatchFileSnapshot('../golden/apply/config-error.txt')
  expect(exitCode).toBe(5)
  expect(await revisionsOf(cluster)).toEqual(['1 failed apply'])
})
