import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { hookJob } from '../../support/projects/hooks.ts'
import { createShop } from '../../support/projects/shop.ts'

describe('what to do next', () => {
  test('is said after a failure, ready to be copied', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.change({ stage: 'crash-loop' })

    const { stderr } = await shop.kdeploy('apply', '--namespace', cluster.namespace)

    expect(stderr).toMatch(
      new RegExp(`next: kubectl --context admin -n ${cluster.namespace} logs web-[a-z0-9-]+ -c app --previous\n`),
    )
    expect(stderr).toContain(`kdeploy undo -p prod_shop -n ${cluster.namespace}\n`)

    const next = /kubectl (logs|--context.*)/.exec(stderr)?.[0].split(' ').slice(1) ?? []
    expect(await cluster.kubectl(next)).toContain("KeyError: 'API_KEY'")
  })

  test('is no undo where no deploy succeeded yet, and nothing where all went well', async ({ cluster }) => {
    const shop = await createShop(cluster, { stage: 'image-pull-backoff' })

    const { stderr } = await shop.kdeploy('apply')
    expect(stderr).toMatch(/next: kubectl .* describe pod\/web-/)
    expect(stderr).not.toContain('kdeploy undo')

    await shop.change({ tag: '2', stage: 'image-pull-backoff' })
    expect((await shop.kdeploy('apply')).stderr).not.toContain('kdeploy undo')

    await shop.change({})
    expect((await shop.kdeploy('apply')).stderr).not.toContain('next:')
  })

  test('is no undo where nothing was written and what runs had succeeded', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.change({ tag: '2' })
    await shop.kdeploy('apply')
    const rule = 'readiness: [{kind: Deployment, readyWhen: "{.metadata.labels.ok}=yes"}]'
    await shop.change({ tag: '2', files: { 'kdeploy.yaml': `name: shop\n${rule}\n` } })

    const unchanged = await shop.kdeploy('apply', '--timeout', '1s')
    const files = { 'templates/migrate.yaml': hookJob({ pod: 'test.kdeploy.dev/stage: job-fails' }) }
    await shop.change({ tag: '3', files })
    const stopped = await shop.kdeploy('apply')

    for (const { stderr, exitCode } of [unchanged, stopped]) {
      expect(stderr).toContain('next: kubectl')
      expect(stderr).not.toContain('kdeploy undo')
      expect(exitCode).toBe(5)
    }
  })

  test('is an undo where the deploy that failed is run again and changes nothing', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.change({ stage: 'image-pull-backoff' })
    await shop.kdeploy('apply')

    const { stderr } = await shop.kdeploy('apply')

    expect(stderr).toContain('nothing changed')
    expect(stderr).toContain('kdeploy undo -p prod_shop\n')
  })

  test('is what the failed revision changed, where an undo brought the last good one back', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.change({ greeting: 'goodbye', stage: 'crash-loop' })

    const { stderr } = await shop.kdeploy('apply', '--undo-on-failure')

    expect(stderr).toMatch(/^failed: revision 2, .*; running now: revision 3 \(as revision 1\)$/m)
    const [, next = ''] = /^next: kdeploy (.+)\n$/m.exec(stderr) ?? []
    expect(next).toBe('history diff 1 2 -p prod_shop')
    const { stdout } = await shop.kdeploy('history', 'diff', '1', '2')
    expect(stdout).toContain('goodbye')
  })
})
