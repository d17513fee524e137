import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { createShop } from '../../support/projects/shop.ts'

const nothing = { 'templates/web.yaml': '{% if false %}{% endif %}\n', 'templates/config.yaml': '# nothing here\n' }

describe('apply of a profile that renders nothing', () => {
  test('refuses, and leaves the release as it is', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.change({ files: nothing })

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(stderr).toContain('the profile prod_shop renders no manifests\n')
    expect(stderr).toMatch(/^nothing was written$/m)
    expect(stderr).toContain('--allow-empty')
    expect(exitCode).toBe(2)
    expect(await cluster.kubectl(['get', 'deployment', '-o', 'name'])).toBe('deployment.apps/web\n')
  })

  test('is refused by diff too, which shows with --allow-empty what would be deleted', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.change({ files: nothing })

    const refused = await shop.kdeploy('diff')
    const allowed = await shop.kdeploy('diff', '--allow-empty')

    expect(refused.stderr).toContain('the profile prod_shop renders no manifests\n')
    expect([refused.exitCode, refused.stdout]).toEqual([2, ''])
    expect(allowed.stdout).toContain('no longer rendered, to be deleted')
    expect(allowed.exitCode).toBe(1)
  })

  test('goes on with --allow-empty', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: nothing })

    const { exitCode, stderr } = await shop.kdeploy('apply', '--allow-empty')

    expect(stderr).toContain('plan: 0 to create, 0 to change, 0 unchanged')
    expect(exitCode).toBe(0)
  })
})
