import { describe, expect } from 'vitest'
import { leaseOf } from '../../../src/history/lock/lease.ts'
import { objectNameOf } from '../../../src/history/records/release.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { actingIn, forgedIn, hostile, hostileName } from '../../support/output/hostile.ts'
import { startOnTerminal } from '../../support/output/terminal.ts'
import { createShop } from '../../support/projects/shop.ts'

type Shop = Awaited<ReturnType<typeof createShop>>

/** A folder's or a file's name has no slash. */
const fileName = hostileName.replaceAll('/', '')

/** The same in double quotes of YAML. */
const quoted = JSON.stringify(hostileName)

/** Runs a command into a pipe and, where there is script(1), on a terminal: nothing of either is acted on. Returns what the pipe has. */
async function harmless(cluster: Cluster, shop: Shop, args: readonly string[], env: Record<string, string> = {}) {
  const all = args.includes('-p') ? args : [...args, '-p', 'prod_shop']
  const { stdout, stderr, exitCode } = await cluster.kdeploy(all, { cwd: shop.folder, env })
  expect({ args, acting: actingIn(stdout + stderr), forged: forgedIn(`${stdout}\n${stderr}`) }).toEqual({
    args,
    acting: [],
    forged: [],
  })
  if (process.platform === 'linux') {
    const onTerminal = startOnTerminal(all, { cwd: shop.folder, env: { KUBECONFIG: cluster.kubeconfig, ...env } })
    const sent = (await onTerminal.result).stdout
    expect({ args, acting: actingIn(sent, { onTerminal: true }), forged: forgedIn(sent) }).toEqual({
      args,
      acting: [],
      forged: [],
    })
  }
  return { stdout, stderr, exitCode }
}

/** The same of a command that asks. */
async function declined(cluster: Cluster, shop: Shop, args: readonly string[], env: Record<string, string>) {
  const running = startOnTerminal([...args, '-p', 'prod_shop'], { cwd: shop.folder, env, typed: true })
  await cluster.waitFor('the question', async () => running.output().includes('[y/N'))
  running.child.stdin?.end('n\r')
  const sent = (await running.result).stdout.replaceAll('\u001b[1G', '').replaceAll('\u001b[0J', '')
  expect(sent).toContain('ev\\u001b[31m')
  expect({ acting: actingIn(sent.replace(/\u001b\[\d+G/g, ''), { onTerminal: true }), forged: forgedIn(sent) }).toEqual(
    {
      acting: [],
      forged: [],
    },
  )
}

const release = ({ namespace }: Cluster) => ({ name: 'shop', profile: 'prod_shop', namespace })

describe('no text from outside speaks to the terminal', () => {
  test('not that of a kubeconfig', { timeout: 120_000 }, async ({ cluster }) => {
    const shop = await createShop(cluster, { files: { 'kdeploy.yaml': 'name: shop\nprofile: {confirm: true}\n' } })
    const config = JSON.parse(await cluster.kubectl(['config', 'view', '--minify', '--flatten', '--raw', '-o', 'json']))
    config.contexts[0].name = hostileName
    config['current-context'] = hostileName
    const project = await cluster.createProject({ files: { 'kubeconfig.json': JSON.stringify(config) } })
    const env = { KUBECONFIG: `${project.folder}/kubeconfig.json` }

    const unknown = await harmless(cluster, shop, ['diff', '--context', 'nosuch'], env)
    expect(unknown.stderr).toContain('ev\\u001b[31m')
    expect(unknown.exitCode).not.toBe(0)
    expect((await harmless(cluster, shop, ['diff', '--context', hostileName], env)).exitCode).toBe(1)
    if (process.platform === 'linux') await declined(cluster, shop, ['apply', '--context', hostileName], env)
    expect((await harmless(cluster, shop, ['diff', '-v', '--context', 'no\u001b[2Jsuch'], env)).exitCode).not.toBe(0)
  })

  test('not that of a lock’s holder', { timeout: 120_000 }, async ({ cluster }) => {
    const shop = await createShop(cluster)
    const lease = JSON.stringify(leaseOf(release(cluster), hostileName, Date.now()))
    await cluster.kubectl(['create', '-f', '-'], { input: lease })

    for (const more of [[], ['-o', 'json']]) {
      const { stderr, exitCode } = await harmless(cluster, shop, ['apply', ...more])
      expect(stderr).toContain('is locked by ev')
      expect(exitCode).toBe(4)
    }
  })

  test('not that of a revision', { timeout: 120_000 }, async ({ cluster }) => {
    const shop = await createShop(cluster, { web: () => '' })
    await shop.kdeploy('apply')
    const secret = await cluster.get<{ metadata: object; data: { revision: string } }>(
      'secret',
      `${objectNameOf(release(cluster))}-r1`,
    )
    const facts = JSON.parse(Buffer.from(secret.data.revision, 'base64').toString('utf8'))
    const forged = { ...facts, by: hostileName, command: hostileName, status: 'failed', reason: hostileName }
    secret.data.revision = Buffer.from(JSON.stringify(forged)).toString('base64')
    await cluster.kubectl(['replace', '--force', '-f', '-'], { input: JSON.stringify(secret) })

    for (const command of ['history', 'status']) {
      const { stdout } = await harmless(cluster, shop, [command])
      expect(stdout).toMatch(/ ev/)
      const json = JSON.parse((await harmless(cluster, shop, [command, '-o', 'json'])).stdout)
      expect([json.revision ?? json.revisions[0]]).toMatchObject([{ by: hostileName, reason: hostileName }])
    }
    await harmless(cluster, shop, ['undo', '--to-revision', '7'])
  })

  test('not that of an object’s status', { timeout: 120_000 }, async ({ cluster }) => {
    const group = `${cluster.namespace}.example.com`
    const schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
    const crd = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `widgets.${group}` },
      spec: {
        ...{ group, scope: 'Namespaced', names: { kind: 'Widget', plural: 'widgets', singular: 'widget' } },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
      },
    }
    await cluster.create([crd])
    try {
      await cluster.kubectl(['wait', '--for=condition=Established', `crd/widgets.${group}`])
      const widget = `apiVersion: ${group}/v1\nkind: Widget\nmetadata: {name: a}\nspec: {size: 1}\n`
      const shop = await createShop(cluster, { web: () => '', files: { 'templates/widget.yaml': widget } })
      expect((await shop.kdeploy('apply', '--no-wait')).exitCode).toBe(0)
      const condition = { type: 'Ready', status: 'False', reason: hostileName, message: hostileName }
      const patch = JSON.stringify({ status: { conditions: [condition] } })
      await cluster.kubectl(['patch', `widgets.${group}/a`, '--type=merge', '-p', patch])

      expect((await harmless(cluster, shop, ['status'])).stdout).toMatch(/Widget \S+\/a/)
      await harmless(cluster, shop, ['status', '-o', 'json'])
      expect((await harmless(cluster, shop, ['apply', '--timeout', '2s'])).exitCode).not.toBe(0)
      await harmless(cluster, shop, ['apply', '--timeout', '2s', '-o', 'json', '-v'])
    } finally {
      await cluster.kubectl(['delete', 'crd', `widgets.${group}`, '--ignore-not-found', '--wait=false'])
    }
  })

  test('not that of a file’s name', { timeout: 120_000 }, async ({ cluster }) => {
    const files = { [`templates/${fileName}.yaml`]: 'a: [\n', [`profiles/prod_${fileName}.yaml`]: 'nosuch: 1\n' }
    const shop = await createShop(cluster, { files })

    for (const args of [
      ['render'],
      ['diff'],
      ['validate'],
      ['profiles'],
      ['complete', 'fish', '--', 'render', '-p', ''],
    ]) {
      if (args.length > 1 || args[0] === 'validate' || args[0] === 'profiles') {
        const { stdout, stderr } = await cluster.kdeploy(args, { cwd: shop.folder })
        expect({ args, acting: actingIn(stdout + stderr), forged: forgedIn(`${stdout}\n${stderr}`) }).toEqual({
          args,
          acting: [],
          forged: [],
        })
      } else expect((await harmless(cluster, shop, args)).stderr).toContain('ev\\u001b[31m')
    }
  })

  test('not what is typed wrongly', { timeout: 120_000 }, async ({ cluster }) => {
    const shop = await createShop(cluster)
    for (const args of [
      ['render', `--${hostileName}`],
      [hostileName],
      ['render', '-p', hostileName],
      ['render', '--set', `${hostileName}=1`],
      ['render', '-t', hostileName],
      ['explain', hostileName],
      ['undo', hostileName],
      ['apply', '--timeout', hostileName],
      ['render', '--project', `/nonexistent/${fileName}`],
      ['render', '--values', `/nonexistent/${fileName}`],
      ['render', '--kubeconfig', `/nonexistent/${fileName}`],
    ]) {
      const { stderr, exitCode } = await harmless(cluster, shop, args)
      if (args[1] !== '--kubeconfig') expect({ args, exitCode, stderr }).toMatchObject({ exitCode: 2 })
    }
  })

  test('not that of a value, which arrives as it is', { timeout: 120_000 }, async ({ cluster }) => {
    const template = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: hostile}\ndata: {key: ${quoted}, v: {{ v | tojson }}}\n`
    const shop = await createShop(cluster, {
      web: () => '',
      files: {
        'templates/hostile.yaml': `# ${hostile['an override']}\n${template}`,
        'more.yaml': `v: ${quoted}\n`,
        'profiles/prod.yaml': 'variablesFrom: [{file: more.yaml}]\n',
      },
    })

    for (const args of [['diff'], ['render'], ['explain'], ['explain', '-o', 'json'], ['diff', '-o', 'json']])
      expect((await harmless(cluster, shop, args)).stdout).toMatch(args[0] === 'explain' ? /ev\\u001b/ : /\\u202e/)
    await harmless(cluster, shop, ['apply', '--no-wait'])

    const { data } = await cluster.get<{ data: { key: string; v: string } }>('configmap', 'hostile')
    expect(data).toEqual({ key: hostileName, v: hostileName })
  })
})

describe('data for a pipe', () => {
  test('is byte for byte what the templates say, with --raw', async ({ cluster }) => {
    const text = `# ${Object.values(hostile).join('').replaceAll('\r', '')}\nkind: a\n`
    const shop = await createShop(cluster, { web: () => '', files: { 'templates/config.yaml': text } })

    expect((await shop.kdeploy('render', '--raw', '-t', 'config.yaml')).stdout).toBe(text.trimEnd())
    const onTerminal = startOnTerminal(['render', '--raw', '-t', 'config.yaml', '-p', 'prod_shop'], {
      cwd: shop.folder,
      env: { KUBECONFIG: cluster.kubeconfig },
    })
    if (process.platform === 'linux')
      expect(actingIn((await onTerminal.result).stdout, { onTerminal: true })).toEqual([])
  })
})
