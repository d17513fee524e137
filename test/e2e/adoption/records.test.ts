import { describe, expect } from 'vitest'
import { startApiProxy } from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { content, exists, live, managers, ownership } from '../../support/cluster/live.ts'
import { createRelease } from '../../support/projects/release.ts'

const config = (name: string, a: string) => [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { a } }]

/** A release with the ConfigMap `first` that has adopted `common`, which somebody made. */
async function adopted(cluster: Cluster) {
  const shop = await createRelease(cluster, { 'first.yaml': config('first', '1') })
  await shop.kdeploy('apply')
  await cluster.kubectl(['create', 'configmap', 'common', '--from-literal', 'a=old', '--from-literal', 'b=x'])
  const before = await live(cluster, 'configmap/common')
  await shop.change({ 'common.yaml': config('common', 'new') })
  expect((await shop.kdeploy('apply', '--adopt')).exitCode).toBe(0)
  return { shop, before }
}

/** A proxy that refuses to write `common`, as a policy would. */
const refusing = (cluster: Cluster) =>
  startApiProxy(cluster, ({ method, url }) =>
    (method === 'PATCH' || method === 'PUT') && url.includes('/configmaps/common') && !url.includes('dryRun')
      ? { code: 403, reason: 'Forbidden', message: 'denied by a test' }
      : undefined,
  )

describe('what tells that an object was adopted', () => {
  test.for([['delete'], ['delete', '--give-back']])(
    'stays where %s could not let it go, so that the next one does not delete it',
    async (command, { cluster }) => {
      const { shop, before } = await adopted(cluster)
      const proxy = await refusing(cluster)

      const refused = await shop.kdeploy(...command, '--yes', '--kubeconfig', proxy.kubeconfig)
      await proxy.close()
      const again = await shop.kdeploy(...command, '--yes')

      expect(refused.stderr).toMatch(/adopted objects are still members of \S+, so its revisions were kept/)
      expect(refused.exitCode).toBe(3)
      expect(again.exitCode).toBe(0)
      const after = await live(cluster, 'configmap/common')
      expect(after.metadata.uid).toBe(before.metadata.uid)
      expect(after.data).toEqual(command.length > 1 ? before.data : { a: 'new' })
      expect(await cluster.kubectl(['get', 'secrets', '-o', 'name'])).toBe('')
    },
  )

  test('outlives any number of revisions with --no-prune', async ({ cluster }) => {
    const { shop } = await adopted(cluster)
    await shop.change({ 'common.yaml': '' })
    for (let round = 0; round < 12; round += 1) {
      await shop.change({ 'first.yaml': config('first', String(round)) })
      expect((await shop.kdeploy('apply', '--no-prune')).exitCode).toBe(0)
    }

    const pruned = await shop.kdeploy('apply')

    expect(pruned.stderr).toMatch(
      /orphaned ConfigMap \S+\/common \(no longer part of a release\): adopted, not created, by this release/,
    )
    expect(pruned.exitCode).toBe(0)
    expect(await exists(cluster, 'configmap/common')).toBe(true)
  })

  test('is not taken for granted where the newest revision can not be read: nothing is deleted then', async ({
    cluster,
  }) => {
    const { shop } = await adopted(cluster)
    const newest = (await cluster.kubectl(['get', 'secrets', '-o', 'name']))
      .split('\n')
      .find((name) => name.endsWith('-r2'))
    await cluster.kubectl(['annotate', String(newest), 'kdeploy.dev/schema=99', '--overwrite'])
    await shop.change({ 'common.yaml': '' })

    const applied = await shop.kdeploy('apply')

    expect(applied.stderr).toContain("can't be read, or is not trusted, may say that it was adopted")
    expect(await exists(cluster, 'configmap/common')).toBe(true)
  })

  test('says nothing of what was orphaned since: an undo leaves it alone', async ({ cluster }) => {
    const { shop } = await adopted(cluster)
    await shop.change({ 'common.yaml': '' })
    await shop.kdeploy('apply')
    await shop.change({ 'first.yaml': config('first', '2') })
    await shop.kdeploy('apply')
    const orphan = await live(cluster, 'configmap/common')

    const { exitCode, stderr } = await shop.kdeploy('undo')

    expect(exitCode).toBe(0)
    expect(stderr).not.toContain('common')
    expect(await live(cluster, 'configmap/common')).toEqual(orphan)
  })

  test('makes an undo fail that could not give it back, and the next one does', async ({ cluster }) => {
    const { shop, before } = await adopted(cluster)
    const proxy = await refusing(cluster)

    const refused = await shop.kdeploy('undo', '--kubeconfig', proxy.kubeconfig)
    await proxy.close()
    const history = await shop.kdeploy('history')
    const again = await shop.kdeploy('apply')

    expect(refused.stderr).toMatch(/ConfigMap \S+\/common: adopted, but could not be given back/)
    expect(refused.stderr).not.toContain('done:')
    expect(refused.exitCode).toBe(5)
    expect(history.stdout).toContain('could not be deleted or given back')
    expect(again.exitCode).toBe(0)
    expect((await shop.kdeploy('undo', '--to-revision', '1')).exitCode).toBe(0)
    expect(content(await live(cluster, 'configmap/common'))).toEqual(content(before))
  })

  test('has delete --give-back finish what a killed run began', async ({ cluster }) => {
    const shop = await createRelease(cluster, { 'first.yaml': config('first', '1') })
    await cluster.kubectl(['create', 'configmap', 'common', '--from-literal', 'a=old', '--from-literal', 'b=x'])
    const before = await live(cluster, 'configmap/common')
    await shop.change({ 'common.yaml': config('common', 'new') })
    const proxy = await startApiProxy(cluster, ({ method, url }) =>
      method === 'PATCH' &&
      url.includes('/configmaps/common') &&
      url.includes('fieldValidation') &&
      !url.includes('dryRun')
        ? { delay: 60_000 }
        : undefined,
    )
    const running = shop.start('apply', '--adopt', '--kubeconfig', proxy.kubeconfig)
    await cluster.waitFor('the fields', async () =>
      managers(await live(cluster, 'configmap/common')).includes('kdeploy Apply'),
    )
    running.child.kill('SIGKILL')
    await running.result
    await proxy.close()

    const { exitCode } = await shop.kdeploy('delete', '--give-back', '--yes', '--lock-timeout', '60s')

    expect(exitCode).toBe(0)
    const after = await live(cluster, 'configmap/common')
    expect(content(after)).toEqual(content(before))
    expect(ownership(after)).toEqual(ownership(before))
  })
})
