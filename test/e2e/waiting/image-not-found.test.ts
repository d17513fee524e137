import { expect } from 'vitest'
import { revisionsOf } from '../../support/output/ci-output.ts'
import { testShown } from '../../support/output/views.ts'
import { createShop } from '../../support/projects/shop.ts'

testShown(
  "an image that isn't in the registry fails the deploy within seconds, while the old pods serve on",
  async (cluster, showing) => {
    const shop = await createShop(cluster, { replicas: 2 })
    await shop.kdeploy('apply')
    await shop.change({ replicas: 2, tag: 'typo', stage: 'image-pull-backoff' })

    const began = Date.now()
    const { exitCode, shown } = await shop.show(showing, 'apply')

    expect(Date.now() - began).toBeLessThan(15_000)
    await expect(shown).toMatchFileSnapshot(showing.golden('image-not-found'))
    expect(exitCode).toBe(5)
    expect(await revisionsOf(cluster)).toEqual(['1 succeeded apply', '2 failed apply'])
    expect(await cluster.kubectl(['get', 'deployment/web', '-o', 'jsonpath={.status.availableReplicas}'])).toBe('2')
  },
)
