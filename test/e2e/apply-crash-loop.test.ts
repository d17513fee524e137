import { expect } from 'vitest'
import { ciOutput, revisionsOf } from '../support/ci-output.ts'
import { test } from '../support/cluster.ts'
import { createShop } from '../support/shop.ts'

test('a crash loop is told with its exit code and the last lines of the previous container', async ({ cluster }) => {
  const shop = await createShop(cluster, { stage: 'crash-loop' })

  const began = Date.now()
  const { exitCode, stderr } = await shop.kdeploy('apply')

  expect(Date.now() - began).toBeLessThan(15_000)
  await expect(ciOutput(stderr, cluster)).toMatchFileSnapshot('../golden/apply/crash-loop.txt')
  expect(exitCode).toBe(5)
  expect(await revisionsOf(cluster)).toEqual(['1 failed apply'])
  expect(await cluster.kubectl(['get', 'leases', '-o', 'name'])).toBe('')
})
