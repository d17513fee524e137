import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { revisionsOf } from '../../support/output/ci-output.ts'
import { hookJob } from '../../support/projects/hooks.ts'
import { createShop } from '../../support/projects/shop.ts'

const slow = (pod = 'test.kdeploy.dev/complete-after: 5s') => ({ 'templates/migrate.yaml': hookJob({ pod }) })
const uid = ({ kubectl }: Cluster) => kubectl(['get', 'job/migrate', '-o', 'jsonpath={.metadata.uid}'])

/** A shop whose apply was ended by the signal while its hook ran. */
async function cutOff(cluster: Cluster, signal: NodeJS.Signals, files = slow()) {
  const shop = await createShop(cluster, { files })
  const running = cluster.startKdeploy(['apply', '-p', 'prod_shop'], { cwd: shop.folder })
  await cluster.waitFor('the hook', async () => running.output().includes('waiting for its completion'))
  running.child.kill(signal)
  return { shop, ...(await running.result) }
}

describe('a run that ends while a hook runs', () => {
  test('leaves its Job, and says so; the next one waits for it, shows its log, then runs it anew', async ({
    cluster,
  }) => {
    const { shop, stderr, exitCode } = await cutOff(cluster, 'SIGINT')
    const left = await uid(cluster)

    const next = await shop.kdeploy('apply')

    expect(stderr).toMatch(/no object of the release was written; hooks that may still be running: Job \S+\/migrate/)
    expect(exitCode).toBe(130)
    expect(next.stderr).toMatch(
      /^Job \S+\/migrate of an earlier run is still running; waiting for it; to end it instead: kubectl .*-n \S+ delete job\S*\/migrate\n[\s\S]*migrate-\w+ migrate \| starting\n[\s\S]*^hook +Job/m,
    )
    expect(next.exitCode).toBe(0)
    expect(await uid(cluster)).not.toBe(left)
    expect(await revisionsOf(cluster)).toEqual(['1 failed apply', '2 succeeded apply'])
  })

  test('leaves nothing that stands in the way, even when it is killed', async ({ cluster }) => {
    const { shop, exitCode } = await cutOff(cluster, 'SIGKILL')

    const next = await shop.kdeploy('apply', '--lock-timeout', '60s')

    expect(exitCode).toBe(137)
    expect(next.exitCode).toBe(0)
    expect(await revisionsOf(cluster)).toEqual(['1 failed apply', '2 succeeded apply'])
  })

  test('fails the next one only where its Job goes on for too long', async ({ cluster }) => {
    const { shop } = await cutOff(cluster, 'SIGINT', slow('test.kdeploy.dev/complete-after: 60s'))
    const left = await uid(cluster)

    const { stderr, exitCode } = await shop.kdeploy('apply', '--timeout', '1s')

    expect(stderr).toMatch(/failed +Job \S+\/migrate: not ready after 1 s/)
    expect(exitCode).toBe(5)
    expect(await uid(cluster)).toBe(left)
  })

  test('is no obstacle where its Job could not even start', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: slow('test.kdeploy.dev/stage: image-pull-backoff') })
    expect((await shop.kdeploy('apply')).exitCode).toBe(5)
    await shop.change({ files: slow('') })

    const { exitCode } = await shop.kdeploy('apply')

    expect(exitCode).toBe(0)
  })
})
