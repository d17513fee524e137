import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { createShop, type Shop } from '../../support/projects/shop.ts'

const config = (greeting: string) => `apiVersion: v1
kind: ConfigMap
metadata:
  name: shop
  annotations: {kdeploy.dev/name-by-content: "true"}
immutable: true
data:
  greeting: ${greeting}
`

const shopWith = (greeting: string, more: Omit<Shop, 'namespace'> = {}): Omit<Shop, 'namespace'> => ({
  files: { 'templates/config.yaml': config(greeting), 'kdeploy.yaml': 'name: shop\nhistoryLimit: 2\n' },
  ...more,
})

interface Config {
  readonly metadata: { readonly name: string; readonly uid: string }
  readonly data: { readonly greeting: string }
}

async function configs(cluster: Cluster): Promise<Config[]> {
  const { items } = await cluster.get<{ items: Config[] }>('configmaps')
  return items.filter(({ metadata }) => metadata.name.startsWith('shop-'))
}

const greetings = async (cluster: Cluster) => (await configs(cluster)).map(({ data }) => data.greeting).sort()

/** What the pods that a workload's template makes read. */
async function greetingOfPods(cluster: Cluster): Promise<string | undefined> {
  const path = 'jsonpath={.spec.template.spec.containers[0].envFrom[0].configMapRef.name}'
  const name = await cluster.kubectl(['get', 'deployment/web', '-o', path])
  return (await configs(cluster)).find(({ metadata }) => metadata.name === name)?.data.greeting
}

describe('a ConfigMap that is named by its content', () => {
  test('is a new one where its content changes, and the diff compares the two', async ({ cluster }) => {
    const shop = await createShop(cluster, shopWith('a'))
    await shop.kdeploy('apply')
    await shop.change(shopWith('b'))

    const diff = await shop.kdeploy('diff')
    const [old] = await configs(cluster)
    const apply = await shop.kdeploy('apply')

    const next = (await configs(cluster)).find(({ data }) => data.greeting === 'b')
    const names = [old?.metadata.name, next?.metadata.name]
    expect(diff.stdout).toContain(
      `--- ConfigMap ${cluster.namespace}/${names[0]} (live, other content)\n+++ ConfigMap ${cluster.namespace}/${names[1]} (templates/config.yaml:1:1)\n@@ data @@ templates/config.yaml:8\n-greeting: a\n+greeting: b\n`,
    )
    expect(diff.stdout).toContain(`-name: ${names[0]}\n+name: ${names[1]}\n`)
    expect(apply.stderr).toContain('1 created, 1 changed')
    expect(await greetingOfPods(cluster)).toBe('b')
    expect(await shop.kdeploy('diff')).toMatchObject({ exitCode: 0, stdout: '' })
    expect((await shop.kdeploy('status')).stdout).toContain('2 of 2 objects ready')
  })

  test('stays for as long as a revision that is kept needs it, and is pruned by the run that trims that', async ({
    cluster,
  }) => {
    const shop = await createShop(cluster, shopWith('a'))
    const apply = async (greeting: string) => {
      await shop.change(shopWith(greeting))
      const { exitCode, stderr } = await shop.kdeploy('apply', '--no-wait')
      expect([exitCode, (await shop.kdeploy('diff')).exitCode]).toEqual([0, 0])
      return stderr
    }
    // Five states are kept whatever the limit.
    for (const greeting of ['a', 'b', 'c', 'd']) await apply(greeting)
    expect(await apply('e')).not.toMatch(/deleted|kept/)
    expect(await greetings(cluster)).toEqual(['a', 'b', 'c', 'd', 'e'])

    const oldest = (await configs(cluster)).find(({ data }) => data.greeting === 'a')
    expect(await apply('f')).toContain(`deleted  ConfigMap ${cluster.namespace}/${oldest?.metadata.name}`)
    expect(await greetings(cluster)).toEqual(['b', 'c', 'd', 'e', 'f'])

    // Back to what is there already: one state, so that a sixth is still needed by none.
    expect(await apply('c')).toContain('0 created, 1 changed')
    expect(await greetings(cluster)).toEqual(['b', 'c', 'd', 'e', 'f'])
    const { stdout } = await shop.kdeploy('history', '-o', 'json')
    expect(JSON.parse(stdout).revisions).toHaveLength(5)
  })

  test('is there for an undo, which creates nothing', async ({ cluster }) => {
    const shop = await createShop(cluster, shopWith('a'))
    for (const greeting of ['a', 'b', 'c']) {
      await shop.change(shopWith(greeting))
      await shop.kdeploy('apply')
    }
    const before = (await configs(cluster)).map(({ metadata }) => metadata.uid).sort()

    const undo = await shop.kdeploy('undo')
    expect([undo.exitCode, undo.stderr]).toEqual([0, expect.stringContaining('0 created, 1 changed')])
    expect(await greetingOfPods(cluster)).toBe('b')
    expect((await shop.kdeploy('undo', '--to-revision', '3')).exitCode).toBe(0)
    expect(await greetingOfPods(cluster)).toBe('c')

    expect((await configs(cluster)).map(({ metadata }) => metadata.uid).sort()).toEqual(before)
  })

  test('stays for the old pods where a rollout fails', async ({ cluster }) => {
    const shop = await createShop(cluster, shopWith('a'))
    await shop.kdeploy('apply')
    await shop.change(shopWith('b', { stage: 'crash-loop' }))
    expect((await shop.kdeploy('apply', '--history-limit', '1')).exitCode).toBe(5)
    await shop.change(shopWith('c', { stage: 'crash-loop' }))

    expect((await shop.kdeploy('apply', '--history-limit', '1')).exitCode).toBe(5)

    const running = await cluster.kubectl([
      ...['get', 'pods', '--field-selector', 'status.phase=Running', '-o'],
      'jsonpath={.items[*].spec.containers[0].envFrom[0].configMapRef.name}',
    ])
    const read = (await configs(cluster)).filter(({ metadata }) => running.split(' ').includes(metadata.name))
    expect(read.map(({ data }) => data.greeting)).toContain('a')
    expect((await shop.kdeploy('undo')).exitCode).toBe(0)
    expect(await greetingOfPods(cluster)).toBe('a')
  })

  test('goes with its release, whatever its content was', async ({ cluster }) => {
    const shop = await createShop(cluster, shopWith('a'))
    await shop.kdeploy('apply', '--no-wait')
    await shop.change(shopWith('b'))
    await shop.kdeploy('apply', '--no-wait')
    expect(await greetings(cluster)).toEqual(['a', 'b'])

    const { exitCode, stderr } = await shop.kdeploy('delete', '--yes')

    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('plan: 3 to delete, 0 kept')])
    expect(await configs(cluster)).toEqual([])
  })
})

test('a Secret named by its content is rendered alike with and without a cluster, and raw as it is written', async ({
  cluster,
}) => {
  const secret = `apiVersion: v1
kind: Secret
metadata: {name: db, annotations: {kdeploy.dev/name-by-content: "true"}}
stringData: {password: correct-horse}
`
  const shop = await createShop(cluster, { files: { 'templates/secret.yaml': secret } })
  const offline = await shop.kdeploy('render', '--offline', '--mask', '--template', 'secret.yaml')
  const raw = await shop.kdeploy('render', '--raw', '--mask', '--template', 'secret.yaml')

  await shop.kdeploy('apply', '--no-wait')

  const name = /name: (db-[0-9a-f]{10})\n/.exec(offline.stdout)?.[1] ?? 'none'
  expect(await cluster.kubectl(['get', 'secret', name, '-o', 'jsonpath={.data.password}'])).toBe(
    Buffer.from('correct-horse').toString('base64'),
  )
  expect(raw.stdout).toContain('{name: db, ')
})
