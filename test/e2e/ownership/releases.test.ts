import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'

const configMap = (name: string, value = '1') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {a: "${value}"}\n`

/** A project of its own, with a profile prod_shop. */
async function project(cluster: Cluster, name: string, files: Readonly<Record<string, string>>) {
  const common = { 'kdeploy.yaml': `name: ${name}\n`, 'profiles/prod_shop.yaml': `namespace: ${cluster.namespace}\n` }
  const { folder, write } = await cluster.createProject({ files: { ...common, ...files } })
  const run = (...args: readonly string[]) => cluster.kdeploy(args, { cwd: folder })
  return { run, write, apply: (...args: readonly string[]) => run('apply', '-p', 'prod_shop', ...args) }
}

const names = (cluster: Cluster, namespace = cluster.namespace) =>
  cluster.kubectl(['get', 'configmaps', '-n', namespace, '-l', 'applyset.kubernetes.io/part-of', '-o', 'name'])

describe('two releases in one namespace', () => {
  test('of two projects with a profile of the same name: neither deletes what the other applied', async ({
    cluster,
  }) => {
    const shop = await project(cluster, 'shop', {
      'templates/a.yaml': `${configMap('shop-1')}---\n${configMap('shop-2')}`,
    })
    const bazaar = await project(cluster, 'bazaar', { 'templates/a.yaml': configMap('bazaar-1') })
    await shop.apply()
    await bazaar.apply()
    await shop.write({ 'templates/a.yaml': configMap('shop-2') })

    const { exitCode, stderr } = await shop.apply()

    expect(stderr).toContain('1 deleted, 1 unchanged')
    expect(exitCode).toBe(0)
    expect(await names(cluster)).toBe('configmap/bazaar-1\nconfigmap/shop-2\n')
  })

  test('an object that moves from one to the other is a conflict until the first one lets it go', async ({
    cluster,
  }) => {
    const shop = await project(cluster, 'shop', { 'templates/a.yaml': `${configMap('one')}---\n${configMap('two')}` })
    const bazaar = await project(cluster, 'bazaar', { 'templates/a.yaml': configMap('one', '2') })
    await shop.apply()

    const refused = await bazaar.apply()
    expect(refused.stderr).toContain(
      `ConfigMap ${cluster.namespace}/one belongs to shop/prod_shop/${cluster.namespace}`,
    )
    expect(refused.exitCode).toBe(4)
    await shop.write({ 'templates/a.yaml': configMap('two') })
    await shop.apply()
    const moved = await bazaar.apply()

    expect(moved.stderr).toContain('1 created')
    expect(moved.exitCode).toBe(0)
    expect((await shop.apply()).stderr).toContain('nothing changed')
    expect(await names(cluster)).toBe('configmap/one\nconfigmap/two\n')
  })
})

test('a changed name of the project is told first, and once', async ({ cluster }) => {
  const files = { 'templates/a.yaml': `${configMap('one')}---\n${configMap('two')}` }
  const shop = await project(cluster, 'shop', files)
  await shop.apply()
  await shop.write({ 'kdeploy.yaml': 'name: shpo\n' })

  const { exitCode, stderr } = await shop.apply()

  expect(stderr).toMatch(/^error: 2 objects belong to shop\/prod_shop\/\S+, which differs from shpo\S+ in the name/m)
  expect(stderr).toMatch(/^hint: did `name` in kdeploy.yaml change from shop to shpo\?/m)
  expect(stderr.match(/belong/g)).toHaveLength(1)
  expect(exitCode).toBe(4)
})

describe('a Namespace that a template shared by two profiles renders', () => {
  test('belongs to neither, and stays while one renders it no longer, and while another release lives in it', async ({
    cluster,
  }) => {
    const shared = `${cluster.namespace}-shared`
    const namespace = `{% if with_namespace %}apiVersion: v1\nkind: Namespace\nmetadata: {name: ${shared}}\n{% endif %}`
    const variables = 'variables: {with_namespace: true}\n'
    const shop = await project(cluster, 'shop', {
      'templates/namespace.yaml': namespace,
      'templates/a.yaml': configMap('{{ profile_name }}'),
      'profiles/prod_shop.yaml': `namespace: ${cluster.namespace}\n${variables}`,
      'profiles/prod_stall.yaml': `namespace: ${shared}\n${variables}`,
    })
    expect((await shop.apply()).exitCode).toBe(0)
    const stall = await shop.run('apply', '-p', 'prod_stall')
    expect(stall.stderr).not.toContain('conflict')
    expect(stall.exitCode).toBe(0)
    await shop.write({
      'profiles/prod_shop.yaml': `namespace: ${cluster.namespace}\nvariables: {with_namespace: false}\n`,
    })

    const left = await shop.apply()
    expect(left.stderr).toContain(
      `no longer rendered, kept: Namespace ${shared} (a Namespace is deleted only by name: --also-delete)`,
    )
    const diff = await shop.run('diff', '-p', 'prod_shop', '--also-delete', `namespace/${shared}`)
    expect(diff.stderr).toContain(`Namespace ${shared} can't be deleted: shop/prod_stall/${shared} has objects in it`)
    const refused = await shop.apply('--also-delete', `namespace/${shared}`)

    expect(refused.stderr).toContain(
      `Namespace ${shared} can't be deleted: shop/prod_stall/${shared} has objects in it`,
    )
    expect(refused.exitCode).toBe(4)
    expect(await names(cluster, shared)).toBe('configmap/stall\n')
    await cluster.kubectl(['delete', 'namespace', shared, '--wait=false'])
  })

  test('stays while a release that lives elsewhere has objects in it', async ({ cluster }) => {
    const shared = await cluster.createNamespace()
    const namespace = `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${shared}}\n`
    const shop = await project(cluster, 'shop', {
      'templates/a.yaml': configMap('own'),
      'templates/ns.yaml': namespace,
    })
    const guest = configMap('guest').replace('name: guest', `name: guest, namespace: ${shared}`)
    const bazaar = await project(cluster, 'bazaar', { 'templates/a.yaml': guest })
    expect((await shop.apply()).exitCode).toBe(0)
    expect((await bazaar.apply()).exitCode).toBe(0)
    await shop.write({ 'templates/ns.yaml': '' })

    const { exitCode, stderr } = await shop.apply('--also-delete', `namespace/${shared}`, '--yes')

    expect(stderr).toContain(
      `Namespace ${shared} can't be deleted: bazaar/prod_shop/${cluster.namespace} has objects in it`,
    )
    expect(exitCode).toBe(4)
    expect(await names(cluster, shared)).toBe('configmap/guest\n')
    await bazaar.run('delete', '-p', 'prod_shop', '--yes')
    const freed = await shop.apply('--also-delete', `namespace/${shared}`, '--yes')
    expect(freed.stderr).toMatch(new RegExp(`^deleted +Namespace ${shared}$`, 'm'))
    expect(freed.exitCode).toBe(0)
  })
})
