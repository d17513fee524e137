import { expect } from 'vitest'
import { ciOutput, revisionsOf } from '../support/ci-output.ts'
import { test } from '../support/cluster.ts'
import { createShop } from '../support/shop.ts'

const large = (template: string) => template.replace('ports:', 'resources: {requests: {cpu: "64"}}\n        ports:')

test('a pod that no node has room for is told with the reason of the scheduler, when the time is over', async ({
  cluster,
}) => {
  const shop = await createShop(cluster, { web: large })

  const { exitCode, stderr } = await shop.kdeploy('apply', '--timeout', '4s')

  await expect(ciOutput(stderr, cluster)).toMatchFileSnapshot('../golden/apply/unschedulable.txt')
  expect(exitCode).toBe(5)
  expect(await revisionsOf(cluster)).toEqual(['1 failed apply'])
})
