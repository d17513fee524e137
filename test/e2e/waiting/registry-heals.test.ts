import { expect } from 'vitest'
import { revisionsOf } from '../../support/output/ci-output.ts'
import { testShown } from '../../support/output/views.ts'
import { createShop } from '../../support/projects/shop.ts'

testShown("a registry that doesn't answer for a while is waited for", async (cluster, showing) => {
  const shop = await createShop(cluster, { stage: 'image-pull-heals' })

  const running = showing.start(cluster, shop.folder, 'apply')
  const result = await running.result
  const shown = showing.shown(result, cluster)

  expect(running.output()).toContain('image "registry.example.com/shop:1" can\'t be pulled for now: i/o timeout')
  await expect(shown).toMatchFileSnapshot(showing.golden('registry-heals'))
  expect(result.exitCode).toBe(0)
  expect(await revisionsOf(cluster)).toEqual(['1 succeeded apply'])
  expect(await cluster.kubectl(['get', 'deployment/web', '-o', 'jsonpath={.status.availableReplicas}'])).toBe('1')
})
