import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { revisionsOf } from '../../support/output/ci-output.ts'
import { testShown } from '../../support/output/views.ts'
import { hookJob } from '../../support/projects/hooks.ts'
import { createShop } from '../../support/projects/shop.ts'

const fails = 'test.kdeploy.dev/stage: job-fails'
const greeting = ({ kubectl }: Cluster) => kubectl(['get', 'configmap/shop', '-o', 'jsonpath={.data.greeting}'])
const names = ({ kubectl }: Cluster) =>
  kubectl(['get', 'configmaps,deployments,jobs', '-l', 'applyset.kubernetes.io/part-of', '-o', 'name'])

describe('a hook that fails', () => {
  testShown('before the deploy means that nothing else is written, and exit 5', async (cluster, showing) => {
    const files = { 'templates/job.yaml': hookJob({ name: 'job' }) }
    const shop = await createShop(cluster, { files })
    await shop.kdeploy('apply')
    const broken = {
      'templates/job.yaml': hookJob({ name: 'job', pod: fails }),
      'templates/later.yaml': hookJob({ name: 'later', annotations: ['kdeploy.dev/wave: "1"'] }),
      'templates/smoke.yaml': hookJob({ name: 'smoke', when: 'after-apply' }),
    }
    await shop.change({ greeting: 'goodbye', files: broken })

    const { exitCode, shown } = await shop.show(showing, 'apply')

    await expect(shown).toMatchFileSnapshot(showing.golden('hook-fails'))
    expect(exitCode).toBe(5)
    expect(await greeting(cluster)).toBe('hello')
    expect(await names(cluster)).toBe('configmap/shop\ndeployment.apps/web\njob.batch/job\n')
    expect(await revisionsOf(cluster)).toEqual(['1 succeeded apply', '2 failed apply'])
    expect(await cluster.kubectl(['get', 'lease', '-o', 'name'])).toBe('')
  })

  testShown('after the deploy fails it, with everything written', async (cluster, showing) => {
    const files = { 'templates/job.yaml': hookJob({ name: 'job', when: 'after-apply', pod: fails }) }
    const shop = await createShop(cluster, { files })

    const { exitCode, shown } = await shop.show(showing, 'apply')

    await expect(shown).toMatchFileSnapshot(showing.golden('hook-after-fails'))
    expect(exitCode).toBe(5)
    expect(await names(cluster)).toBe('configmap/shop\ndeployment.apps/web\njob.batch/job\n')
    expect(await revisionsOf(cluster)).toEqual(['1 failed apply'])
  })

  test('runs again with the next apply, although nothing changed', async ({ cluster }) => {
    const files = { 'templates/job.yaml': hookJob({ when: 'after-apply', pod: fails }) }
    const shop = await createShop(cluster, { files })
    await shop.kdeploy('apply')

    const again = await shop.kdeploy('apply')
    await shop.change({ files: { 'templates/job.yaml': hookJob({ when: 'after-apply' }) } })
    const mended = await shop.kdeploy('apply')

    expect(again.stderr).toContain('plan: 0 to create, 0 to change, 2 unchanged, 1 hook to run')
    expect(again.exitCode).toBe(5)
    expect(mended.exitCode).toBe(0)
    expect(await revisionsOf(cluster)).toEqual(['1 failed apply', '2 failed apply', '3 succeeded apply'])
  })

  test('is told at once where its pod can not start', async ({ cluster }) => {
    const pod = 'test.kdeploy.dev/stage: image-pull-backoff'
    const shop = await createShop(cluster, { files: { 'templates/job.yaml': hookJob({ pod }) } })

    const { stderr, exitCode } = await shop.kdeploy('apply')

    expect(stderr).toMatch(/failed +Job \S+\/migrate: its pod can't start\n.*\n.*ImagePull/)
    expect(exitCode).toBe(5)
    expect(await names(cluster)).toBe('job.batch/migrate\n')
  })

  test('by its time fails like any other Job', async ({ cluster }) => {
    const annotations = ['kdeploy.dev/timeout: 1s']
    const pod = 'test.kdeploy.dev/complete-after: 60s'
    const shop = await createShop(cluster, { files: { 'templates/job.yaml': hookJob({ annotations, pod }) } })

    const { stderr, exitCode } = await shop.kdeploy('apply')

    expect(stderr).toContain('not ready after 1 s (kdeploy.dev/timeout): waiting for its completion')
    expect(exitCode).toBe(5)
  })

  test('leaves nothing to undo before the deploy, and is undone after it', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.change({ greeting: 'goodbye', files: { 'templates/job.yaml': hookJob({ pod: fails }) } })
    const before = await shop.kdeploy('apply', '--undo-on-failure')
    await shop.change({
      greeting: 'goodbye',
      files: { 'templates/job.yaml': hookJob({ when: 'after-apply', pod: fails }) },
    })
    const after = await shop.kdeploy('apply', '--undo-on-failure')

    expect(before.stderr).toContain('not undone: nothing to undo: the hook failed before anything else was written')
    expect(before.exitCode).toBe(5)
    expect(after.stderr).toContain('undone: revision 1 restored as revision 4 and ready')
    expect(after.exitCode).toBe(6)
    expect(await greeting(cluster)).toBe('hello')
    expect(after.stderr).toMatch(/no longer rendered, kept: Job \S+\/migrate/)
    expect(await names(cluster)).toContain('job.batch/migrate')
    await shop.change({ files: { 'templates/job.yaml': '' } })
    expect((await shop.kdeploy('apply')).stderr).toMatch(/deleted +Job \S+\/migrate/)
  })
})
