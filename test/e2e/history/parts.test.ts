import { randomBytes } from 'node:crypto'
import { describe, expect } from 'vitest'
import { startApiProxy } from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import type { RunningProgram } from '../../support/program.ts'

/** Text that doesn't compress, of so many bytes. */
const noise = (bytes: number) => randomBytes(bytes).toString('base64').slice(0, bytes)

/** What a ConfigMap holds at most, but for its name. */
const largest = 1_048_000

const configMap = (name: string, k: string) =>
  `{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "${name}"}, "data": {"k": "${k}"}}`

interface StoredSecret {
  readonly metadata: { readonly name: string; readonly labels?: Record<string, string> }
  readonly type: string
  readonly data?: Record<string, string>
}

async function secretsOf(cluster: Cluster, type: string): Promise<StoredSecret[]> {
  const { items } = await cluster.get<{ items: StoredSecret[] }>('secrets')
  return items.filter((secret) => secret.type === type)
}

/** The names of the parts that the heads list, and of those that are there. */
async function partNames(cluster: Cluster) {
  const listed = (await secretsOf(cluster, 'kdeploy.dev/revision')).flatMap(({ metadata, data }) => {
    const parts = JSON.parse(Buffer.from(data?.['parts'] ?? 'e30=', 'base64').toString()) as Record<string, string[]>
    return Object.values(parts)
      .flat()
      .map((digest, index) => `${metadata.name}-p${index + 1}-${digest.slice(0, 12)}`)
  })
  const there = (await secretsOf(cluster, 'kdeploy.dev/revision-part')).map(({ metadata }) => metadata.name)
  return { listed: listed.sort(), there: there.sort() }
}

async function createRelease(cluster: Cluster, files: Readonly<Record<string, string>>, env = {}) {
  const project = await cluster.createProject({
    files: { 'kdeploy.yaml': 'name: shop\n', 'profiles/prod_shop.yaml': `namespace: ${cluster.namespace}\n`, ...files },
  })
  const kdeploy = (...args: string[]) =>
    cluster.kdeploy(
      [...args, '-p', 'prod_shop', '--yes'].filter((arg) => arg !== '--yes' || args[0] === 'delete'),
      {
        cwd: project.folder,
        env,
      },
    )
  const statuses = async () => {
    const { revisions } = JSON.parse((await kdeploy('history', '-o', 'json')).stdout)
    return revisions.map(({ status }: { status: string }) => status)
  }
  return { project, kdeploy, statuses }
}

describe('a revision larger than a Secret may be', () => {
  test('deploys, is listed, comes back by an undo, and leaves nothing', { timeout: 300_000 }, async ({ cluster }) => {
    const texts = Array.from({ length: 12 }, () => noise(largest))
    const files = Object.fromEntries(
      texts.map((text, index) => [`templates/c${index}.yaml`, configMap(`c${index}`, text)]),
    )
    const { project, kdeploy, statuses } = await createRelease(cluster, files)
    expect(await kdeploy('apply')).toMatchObject({ exitCode: 0 })
    await project.write({ 'templates/c0.yaml': configMap('c0', 'small') })
    expect(await kdeploy('apply')).toMatchObject({ exitCode: 0 })
    const { listed, there } = await partNames(cluster)
    expect(there).toEqual(listed)
    expect(there.length).toBeGreaterThan(15)
    const stored = await secretsOf(cluster, 'kdeploy.dev/revision-part')
    expect(stored.every(({ data }) => (data?.['part']?.length ?? 0) * 0.75 < 1024 * 1024)).toBe(true)
    expect(await statuses()).toEqual(['succeeded', 'succeeded'])

    expect(await kdeploy('undo')).toMatchObject({ exitCode: 0 })

    const { items } = await cluster.get<{ items: { metadata: { name: string }; data: { k: string } }[] }>('configmaps')
    const live = new Map(items.map(({ metadata, data }) => [metadata.name, data.k]))
    expect(texts.every((text, index) => live.get(`c${index}`) === text)).toBe(true)
    expect(await kdeploy('delete')).toMatchObject({ exitCode: 0 })
    expect((await cluster.get<{ items: StoredSecret[] }>('secrets')).items).toEqual([])
  })

  test('is unreadable where a part was deleted or altered, and stands in no way', async ({ cluster }) => {
    const env = { KDEPLOY_HISTORY_KEY: 'a-key-of-signatures-that-nobody-else-has' }
    const { project, kdeploy, statuses } = await createRelease(
      cluster,
      {
        'templates/a.yaml': configMap('a', noise(600_000)),
        'templates/b.yaml': configMap('b', noise(900_000)),
      },
      env,
    )
    for (const text of ['one', 'two', 'three']) {
      await project.write({ 'templates/c.yaml': configMap('c', text) })
      expect(await kdeploy('apply')).toMatchObject({ exitCode: 0 })
    }
    expect(await statuses()).toEqual(['succeeded', 'succeeded', 'succeeded'])
    const { there } = await partNames(cluster)
    const of = (number: number) => there.filter((name) => name.includes(`-r${number}-p`))
    const [missing = '', swapped = '', other = ''] = [of(1)[0], of(2)[1], of(3)[1]]
    await cluster.kubectl(['delete', 'secret', missing])
    // An immutable Secret is replaced.
    const { data } = await cluster.get<StoredSecret>('secret', other)
    const stored = await cluster.get<StoredSecret & { metadata: object }>('secret', swapped)
    const { name, labels } = stored.metadata
    await cluster.kubectl(['delete', 'secret', swapped])
    const copy = { ...stored, metadata: { name, labels }, data }
    await cluster.kubectl(['create', '-f', '-'], { input: JSON.stringify(copy) })

    const { revisions } = JSON.parse((await kdeploy('history', '-o', 'json')).stdout)
    expect(revisions.map(({ status }: { status: string }) => status)).toEqual(['unreadable', 'unreadable', 'succeeded'])
    expect(revisions[0].reason).toContain(`part 1 of 2 is missing: the Secret ${missing} does not exist`)
    expect(revisions[1].reason).toContain(`part 2 of 2 was altered: the Secret ${swapped}`)
    const undo = await kdeploy('undo')
    expect([undo.exitCode, undo.stderr]).toEqual([4, expect.stringContaining('revision 2 is not trusted')])
    await project.write({ 'templates/c.yaml': configMap('c', 'four') })
    expect(await kdeploy('apply')).toMatchObject({ exitCode: 0 })
    expect(await kdeploy('undo')).toMatchObject({ exitCode: 0 })
    expect(await cluster.kubectl(['get', 'configmap', 'c', '-o', 'jsonpath={.data.k}'])).toBe('three')
  })

  test('is whole or not there at all, wherever its run is killed', { timeout: 300_000 }, async ({ cluster }) => {
    const { project, kdeploy, statuses } = await createRelease(cluster, {
      'kdeploy.yaml': 'name: shop\nhistoryLimit: 3\n',
      'templates/a.yaml': configMap('a', noise(600_000)),
      'templates/b.yaml': configMap('b', noise(900_000)),
    })
    let killed = 0
    // Each of the first writes, up to the end of the record; of the deletions after it a few.
    for (let at = 1; ; at += at < 6 ? 1 : 4) {
      await project.write({ 'templates/c.yaml': configMap('c', `killed at ${at}`) })
      const exitCode = await applyKilled(cluster, project.folder, at)
      if (exitCode === 0) break
      expect(exitCode).toBe(137)
      killed += 1
      const lease = (await cluster.kubectl(['get', 'leases', '-o', 'name'])).trim()
      await cluster.kubectl(['patch', lease, '--type=merge', '-p', '{"spec":{"leaseDurationSeconds":1}}'])

      expect(await statuses()).not.toContain('unreadable')
      expect(await kdeploy('apply', '--lock-timeout', '20s')).toMatchObject({ exitCode: 0 })
      const { listed, there } = await partNames(cluster)
      expect(there).toEqual(expect.arrayContaining(listed))
    }
    // The parent, two parts, the head, its end.
    expect(killed).toBeGreaterThanOrEqual(4)
    // The parts of revisions beyond the limit went with them.
    expect((await statuses()).length).toBeLessThan(killed + 3)
    expect(await kdeploy('undo')).toMatchObject({ exitCode: 0 })
    // What killed runs left went with the next deploy.
    const { listed, there } = await partNames(cluster)
    expect(there).toEqual(listed)
  })
})

/** Applies, and kills the run when its write to a Secret of that number (from 1) comes, which the server still does. */
async function applyKilled(cluster: Cluster, folder: string, at: number) {
  let running: RunningProgram | undefined
  let writes = 0
  const proxy = await startApiProxy(cluster, ({ method, url }) => {
    if (method === 'GET' || !url.includes('/secrets') || url.includes('dryRun')) return undefined
    writes += 1
    if (writes === at) running?.child.kill('SIGKILL')
    return undefined
  })
  running = cluster.startKdeploy(['apply', '-p', 'prod_shop'], { cwd: folder, env: { KUBECONFIG: proxy.kubeconfig } })
  const { exitCode } = await running.result
  await proxy.close()
  return exitCode
}
