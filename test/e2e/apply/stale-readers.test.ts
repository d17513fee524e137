import { expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { createShop } from '../../support/projects/shop.ts'

test('a ConfigMap that changes while the pods that read it stay is a warning, of diff too', async ({ cluster }) => {
  const shop = await createShop(cluster)
  await shop.kdeploy('apply')
  await shop.change({ greeting: 'goodbye' })
  const warning =
    /^warning: templates\/config\.yaml:\d+:\d+: ConfigMap \S+\/shop changes, but the pods of Deployment \S+\/web do not restart to read it; a checksum/m

  const diff = await shop.kdeploy('diff')
  const alone = await shop.kdeploy('apply')
  await shop.change({ greeting: 'hello', tag: '2' })
  const rolled = await shop.kdeploy('apply')

  expect(diff.stderr).toMatch(warning)
  expect(alone.stderr).toMatch(warning)
  expect([alone.exitCode, rolled.exitCode]).toEqual([0, 0])
  expect(rolled.stderr).not.toContain('warning')
})
