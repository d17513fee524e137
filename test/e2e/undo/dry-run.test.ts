import { describe, expect } from 'vitest'
import { startApiProxy } from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import type { Live } from '../../support/cluster/live.ts'
import { isWrite } from '../../support/faults/faults.ts'
import { claim } from '../../support/projects/claims.ts'
import { hookJob } from '../../support/projects/hooks.ts'
import { createShop } from '../../support/projects/shop.ts'

const confirmed = { 'profiles/prod.yaml': 'confirm: true\n' }

const configMap = (name: string, annotations = '') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  annotations: {${annotations}}\n`

/** All that the namespace holds of a release, its records and its lock among it, as the server has it. */
async function everything(cluster: Cluster): Promise<object> {
  const kinds = 'deployments,configmaps,secrets,leases,jobs,persistentvolumeclaims'
  const { items } = await cluster.get<{ items: Live[] }>(kinds, '--show-managed-fields')
  return Object.fromEntries(
    items.map(({ kind, metadata: { name, managedFields: _, resourceVersion: __, ...metadata }, ...object }) => [
      `${kind}/${name}`,
      { metadata, ...object, status: undefined },
    ]),
  )
}

/** Runs a command through a proxy that sees its requests; returns those that write. */
async function watched(cluster: Cluster, folder: string, ...args: readonly string[]) {
  const proxy = await startApiProxy(cluster)
  const before = await everything(cluster)
  const result = await cluster.kdeploy([...args], { cwd: folder, env: { KUBECONFIG: proxy.kubeconfig } })
  await proxy.close()
  expect(proxy.requests.filter(isWrite)).toEqual([])
  expect(proxy.requests.length).toBeGreaterThan(0)
  expect(await everything(cluster)).toEqual(before)
  return result
}

const eventsOf = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

describe('--dry-run', () => {
  test('of an undo shows what it would do to each object, asks nothing and writes nothing', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: { ...confirmed, 'templates/migrate.yaml': hookJob() } })
    expect((await shop.kdeploy('apply', '--yes')).exitCode).toBe(0)
    await shop.change({
      tag: '2',
      greeting: 'goodbye',
      files: {
        ...confirmed,
        'templates/migrate.yaml': hookJob(),
        'templates/data.yaml': claim('data'),
        'templates/extra.yaml': configMap('extra'),
        'templates/stays.yaml': configMap('stays', 'kdeploy.dev/prune: keep'),
      },
    })
    expect((await shop.kdeploy('apply', '--yes', '--no-wait')).exitCode).toBe(0)

    const shown = await watched(cluster, shop.folder, 'undo', '-p', 'prod_shop', '--dry-run')
    const json = await watched(cluster, shop.folder, 'undo', '-p', 'prod_shop', '--dry-run', '-o', 'json')
    const one = await watched(cluster, shop.folder, 'undo', 'deployment/web', '-p', 'prod_shop', '--dry-run')

    expect(shown.exitCode, shown.stderr).toBe(0)
    expect(shown.stdout).toMatch(/-greeting: goodbye\n\+greeting: hello\n/)
    expect(shown.stdout).toMatch(/-image: registry.example.com\/shop:2\n\+image: registry.example.com\/shop:1\n/)
    expect(shown.stdout).toMatch(/ConfigMap \S+\/extra \(no longer rendered, to be deleted\)/)
    expect(shown.stdout).toMatch(/ConfigMap \S+\/stays \(no longer rendered, to be orphaned/)
    expect(shown.stderr).toMatch(/^undo: would restore revision 1 \(apply by /m)
    expect(shown.stderr).toMatch(/^undo runs no hooks: Job \S+\/migrate$/m)
    expect(shown.stderr).toMatch(/^no longer rendered, kept: PersistentVolumeClaim \S+\/data \(.+\)$/m)
    expect(shown.stderr).toMatch(/^would be orphaned: ConfigMap \S+\/stays \(annotated kdeploy.dev\/prune: keep\)$/m)
    expect(shown.stderr).toMatch(/\ndry run: nothing was written\n$/)

    const events = eventsOf(json.stdout)
    expect(events.filter(({ type }) => type === 'difference').map(({ action }) => action)).toEqual([
      ...['change', 'change', 'delete', 'orphan'],
    ])
    expect(events.at(-1)).toMatchObject({
      type: 'result',
      command: 'undo',
      exitCode: 0,
      differences: 4,
      dryRun: true,
      target: 1,
    })
    expect(events.at(-1)).not.toHaveProperty('revision')

    expect(one.exitCode, one.stderr).toBe(0)
    expect(one.stdout).toMatch(/-image: registry.example.com\/shop:2\n\+image: registry.example.com\/shop:1\n/)
    expect(one.stderr).toMatch(/^undo: would restore rollout revision 1 of Deployment /m)
    expect(one.stderr).toMatch(/\ndry run: nothing was written\n$/)
  })

  test('of a delete shows what it would delete and keep, and exits 0', async ({ cluster }) => {
    const shop = await createShop(cluster, {
      files: {
        'templates/data.yaml': claim('data'),
        'templates/stays.yaml': configMap('stays', 'kdeploy.dev/prune: keep'),
      },
    })
    expect((await shop.kdeploy('apply', '--no-wait')).exitCode).toBe(0)

    const shown = await watched(cluster, shop.folder, 'delete', '-p', 'prod_shop', '--dry-run')
    const named = await watched(
      cluster,
      shop.folder,
      'delete',
      '-p',
      'prod_shop',
      '--dry-run',
      '--also-delete',
      'pvc/data',
      '-o',
      'json',
    )

    expect(shown.exitCode, shown.stderr).toBe(0)
    expect(shown.stdout).toMatch(
      /Deployment \S+\/web \(its release is deleted, to be deleted\)[\s\S]*ConfigMap \S+\/shop/,
    )
    expect(shown.stdout).toMatch(/ConfigMap \S+\/stays \(its release is deleted, to be orphaned/)
    expect(shown.stderr).toMatch(/^deletion of shop\/prod_shop\/\S+: would delete 2 objects and all revisions$/m)
    expect(shown.stderr).toMatch(/^kept: PersistentVolumeClaim \S+\/data \(.+\)$/m)
    expect(shown.stderr).toMatch(/\ndry run: nothing was deleted\n$/)
    expect(eventsOf(named.stdout).at(-1)).toMatchObject({
      command: 'delete',
      exitCode: 0,
      differences: 4,
      dryRun: true,
    })
  })

  test('is refused with the exit code of the run that it stands for', async ({ cluster }) => {
    const shop = await createShop(cluster)
    const none = await watched(cluster, shop.folder, 'delete', '-p', 'prod_shop', '--dry-run')
    expect((await shop.kdeploy('apply', '--no-wait')).exitCode).toBe(0)
    await shop.change({ greeting: 'goodbye' })
    expect((await shop.kdeploy('apply', '--no-wait')).exitCode).toBe(0)
    await cluster.kubectl(['patch', 'configmap/shop', '--field-manager', 'ann', '-p', '{"data":{"greeting":"hi"}}'])

    const unknown = await watched(cluster, shop.folder, 'undo', '-p', 'prod_shop', '--dry-run', '--to-revision', '9')
    const conflict = await watched(cluster, shop.folder, 'undo', '-p', 'prod_shop', '--dry-run')
    const same = await watched(
      cluster,
      shop.folder,
      'undo',
      '-p',
      'prod_shop',
      '--dry-run',
      '--to-revision',
      '2',
      '--force-conflicts',
    )

    expect([none.exitCode, unknown.exitCode, conflict.exitCode]).toEqual([2, 2, 4])
    expect(conflict.stderr).toContain('greeting')
    expect(same.exitCode, same.stderr).toBe(0)
  })
})
