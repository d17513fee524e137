import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { revisionsOf } from '../../support/output/ci-output.ts'
import { testShown } from '../../support/output/views.ts'
import { createShop } from '../../support/projects/shop.ts'

describe('a container that crashes after it was ready', () => {
  testShown('is caught by --stable-for, with the log of its previous instance', async (cluster, showing) => {
    const shop = await createShop(cluster, { stage: 'crash-after-ready' })

    const { exitCode, shown } = await shop.show(showing, 'apply', '--stable-for', '10s')

    await expect(shown).toMatchFileSnapshot(showing.golden('crash-after-ready'))
    expect(exitCode).toBe(5)
    expect(await revisionsOf(cluster)).toEqual(['1 failed apply'])
  })

  test('passes without it', async ({ cluster }) => {
    const shop = await createShop(cluster, { stage: 'crash-after-ready' })

    expect((await shop.kdeploy('apply')).exitCode).toBe(0)
  })
})

test('a workload that stays ready for --stable-for is done then', async ({ cluster }) => {
  const shop = await createShop(cluster)

  const began = Date.now()
  const { exitCode, stderr } = await shop.kdeploy('apply', '--stable-for', '3s', '--timeout', '2s')

  expect(stderr).toMatch(/ready +Deployment \S+\/web: 1 replica ready/)
  expect(Date.now() - began).toBeGreaterThan(3000)
  expect(exitCode).toBe(0)
})
