import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { type HookJob, hookJob } from '../../support/projects/hooks.ts'
import { createShop } from '../../support/projects/shop.ts'

const fails = 'test.kdeploy.dev/stage: job-fails'
const jobs = ({ kubectl }: Cluster) => kubectl(['get', 'jobs', '-o', 'name'])
const files = (hook: HookJob = {}) => ({ 'templates/migrate.yaml': hookJob(hook) })
const policy = (value: string) => ({ annotations: [`kdeploy.dev/hook-delete: ${value}`] })

/** Whether the Job is still there, a moment later: what is deleted may wait for its pods. */
async function isThere(cluster: Cluster): Promise<boolean> {
  const isGone = cluster.waitFor('the Job to go', async () => (await jobs(cluster)) === '', 3)
  return isGone.then(
    () => false,
    () => true,
  )
}

describe("a hook's Job", () => {
  test.for([
    ['before-next', true, true],
    ['succeeded', false, true],
    ['always', false, false],
  ] as const)(
    'with the policy %s stays after success: %s, after failure: %s',
    async ([value, done, failed], { cluster }) => {
      const shop = await createShop(cluster, { files: files(policy(value)) })
      expect((await shop.kdeploy('apply')).exitCode).toBe(0)
      expect(await isThere(cluster)).toBe(done)
      await shop.change({ greeting: 'goodbye', files: files({ ...policy(value), pod: fails }) })
      expect((await shop.kdeploy('apply')).exitCode).toBe(5)
      expect(await isThere(cluster)).toBe(failed)
    },
  )

  test('is deleted with the release', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: files() })
    await shop.kdeploy('apply')

    const { stderr, exitCode } = await shop.kdeploy('delete', '--yes')

    expect(stderr).toMatch(/deleted +Job \S+\/migrate/)
    expect(exitCode).toBe(0)
    expect(await jobs(cluster)).toBe('')
  })

  test('is pruned when it is no longer rendered, and not before', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: files() })
    await shop.kdeploy('apply')
    await shop.change({ greeting: 'goodbye', files: files() })
    const rendered = await shop.kdeploy('apply')
    await shop.change({ greeting: 'goodbye', files: { 'templates/migrate.yaml': '' } })
    const dropped = await shop.kdeploy('apply')

    expect(rendered.stderr).toContain('plan: 0 to create, 1 to change, 1 unchanged, 1 hook to run\n')
    expect(dropped.stderr).toContain('plan: 0 to create, 0 to change, 1 to delete, 2 unchanged\n')
    expect(dropped.stderr).toMatch(/deleted +Job \S+\/migrate/)
    expect(await isThere(cluster)).toBe(false)
  })

  test('may be what was an object of the release before', async ({ cluster }) => {
    const plain = hookJob().replace('    kdeploy.dev/hook: before-apply\n', '    a: b\n')
    const shop = await createShop(cluster, { files: { 'templates/migrate.yaml': plain } })
    await shop.kdeploy('apply')
    await shop.change({ files: files({ tag: '2' }) })

    const { stderr, exitCode } = await shop.kdeploy('apply')

    expect(stderr).toMatch(/hook +Job \S+\/migrate/)
    expect(exitCode).toBe(0)
  })

  test("never takes somebody else's place", async ({ cluster }) => {
    const shop = await createShop(cluster, { files: files() })
    await cluster.kubectl(['create', 'job', 'migrate', '--image=registry.example.com/shop:1'])

    const { stderr, exitCode } = await shop.kdeploy('apply')

    expect(stderr).toContain('already exists and was not created by kdeploy: running the hook would delete it')
    expect(stderr).toContain('templates/migrate.yaml:4')
    expect(exitCode).toBe(4)
    expect(await cluster.kubectl(['get', 'configmap/shop', '--ignore-not-found', '-o', 'name'])).toBe('')
  })
})
