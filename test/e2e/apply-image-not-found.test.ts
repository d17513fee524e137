import { expect } from 'vitest'
import { ciOutput, revisionsOf } from '../support/ci-output.ts'
import { test } from '../support/cluster.ts'
import { createShop } from '../support/shop.ts'

test("an image that isn't in the registry fails the deploy within seconds, while the old pods serve on", async ({
  cluster,
}) => {
  const shop = await createShop(cluster, { replicas: 2 })
  await shop.kdeploy('apply')
  await shop.change({ replicas: 2, tag: 'typo', stage: 'image-pull-backoff' })

  const began = Date.now()
  const { exitCode, stderr, stdout } = await shop.kdeploy('apply')

  expect(Date.now() - began).toBeLessThan(15_000)
  await expect(ciOutput(stderr, cluster)).toMatchFileSnapshot('../golden/apply/image-not-found.txt')
  expect({ exitCode, stdout }).toEqual({ exitCode: 5, stdout: '' })
  expect(await revisionsOf(cluster)).toEqual(['1 succeeded apply', '2 failed apply'])
  expect(await cluster.kubectl(['get', 'deployment/web', '-o', 'jsonpath={.status.availableReplicas}'])).toBe('2')
})
