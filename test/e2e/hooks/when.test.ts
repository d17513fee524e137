import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { revisionsOf } from '../../support/output/ci-output.ts'
import { hookJob } from '../../support/projects/hooks.ts'
import { createShop } from '../../support/projects/shop.ts'

const hooks = (tag = '1') => ({
  'templates/migrate.yaml': hookJob({ tag }),
  'templates/smoke.yaml': hookJob({ name: 'smoke', when: 'after-apply' }),
})
const hooksIn = (stderr: string) => [...stderr.matchAll(/^hook +Job \S+\/(\w+)/gm)].map(([, name]) => name)

describe('hooks run', () => {
  test('where anything changes, a hook among it, and not otherwise', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: hooks() })
    await shop.kdeploy('apply')

    const unchanged = await shop.kdeploy('apply')
    await shop.change({ files: hooks('2') })
    const hookChanged = await shop.kdeploy('apply')
    await shop.change({ greeting: 'goodbye', files: hooks('2') })
    const objectChanged = await shop.kdeploy('apply')

    expect(unchanged.stderr).toContain('nothing changed (2 unchanged)')
    expect(hooksIn(unchanged.stderr)).toEqual([])
    expect(hooksIn(hookChanged.stderr)).toEqual(['migrate', 'smoke'])
    expect(hookChanged.stderr).toContain('done: revision 2, 0 created, 0 changed, 2 unchanged')
    expect(hooksIn(objectChanged.stderr)).toEqual(['migrate', 'smoke'])
    expect((await shop.kdeploy('diff')).exitCode).toBe(0)
  })

  test('not with --no-hooks', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: hooks() })

    const { stderr, exitCode } = await shop.kdeploy('apply', '--no-hooks')

    expect(hooksIn(stderr)).toEqual([])
    expect(exitCode).toBe(0)
    expect(await cluster.kubectl(['get', 'jobs', '-o', 'name'])).toBe('')
    expect(await revisionsOf(cluster)).toEqual(['1 succeeded apply'])
  })

  test('after the deploy only where it is waited for, and then with the next apply', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: hooks() })

    const first = await shop.kdeploy('apply', '--no-wait')
    const second = await shop.kdeploy('apply', '--no-wait')
    const third = await shop.kdeploy('apply')

    expect(first.stderr).toMatch(
      /^applied, not waited for: revision 1, .*\nnext: kdeploy status --wait -p prod_shop\n$/m,
    )
    expect(second.stderr).toMatch(/^not waited for: nothing changed \(/m)
    expect(third.stderr).toMatch(/^done: /m)
    expect(hooksIn(first.stderr)).toEqual(['migrate'])
    expect(first.stderr).toMatch(
      /warning: templates\/smoke.yaml:1:1: hooks not run because of --no-wait: Job \S+\/smoke/,
    )
    expect(hooksIn(second.stderr)).toEqual([])
    expect(hooksIn(third.stderr)).toEqual(['smoke'])
    expect(await revisionsOf(cluster)).toEqual(['1 applied apply', '2 succeeded apply'])
  })

  test('not with --no-hooks, which then leaves a revision failed that one of them failed', async ({ cluster }) => {
    const failing = {
      'templates/smoke.yaml': hookJob({ when: 'after-apply', pod: 'test.kdeploy.dev/stage: job-fails' }),
    }
    const shop = await createShop(cluster, { files: failing })
    expect((await shop.kdeploy('apply')).exitCode).toBe(5)

    const { exitCode, stderr } = await shop.kdeploy('apply', '--no-hooks')

    expect(stderr).toMatch(/^revision 1 stays recorded as failed: hooks that it lacks were not run: Job \S+\/migrate$/m)
    expect(exitCode).toBe(0)
    expect(await revisionsOf(cluster)).toEqual(['1 failed apply'])
  })

  test('not by an undo, which says so', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: hooks() })
    await shop.kdeploy('apply')
    await shop.change({ tag: '2', files: hooks('2') })
    await shop.kdeploy('apply')
    const migrated = () => cluster.kubectl(['get', 'job/migrate', '-o', 'jsonpath={.metadata.uid}'])
    const before = await migrated()

    const { stderr, exitCode } = await shop.kdeploy('undo')

    expect(stderr).toMatch(/^undo runs no hooks: Job \S+\/migrate, Job \S+\/smoke$/m)
    expect(hooksIn(stderr)).toEqual([])
    expect(stderr).not.toContain('to delete')
    expect(await migrated()).toBe(before)
    expect(exitCode).toBe(0)
    expect(hooksIn((await shop.kdeploy('apply')).stderr)).toEqual(['migrate', 'smoke'])
  })

  test('and are no object of the release for status', async ({ cluster }) => {
    const annotations = ['kdeploy.dev/hook-delete: succeeded']
    const shop = await createShop(cluster, { files: { 'templates/migrate.yaml': hookJob({ annotations }) } })
    await shop.kdeploy('apply')

    const { stdout, exitCode } = await shop.kdeploy('status')

    expect(stdout).toContain('2 of 2 objects ready')
    expect(exitCode).toBe(0)
  })
})
