import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'

const configMap = (name: string, data: Record<string, string>, labels = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, labels },
  data,
})
const secret = (name: string, stringData: Record<string, string>, labels = {}) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, labels },
  stringData,
})

/** A project whose profile prod_app has these sources; its one template prints `{{ expression }}` as JSON. */
async function createApp(cluster: Cluster, variablesFrom: string, expression = 'live') {
  const { folder } = await cluster.createProject({
    files: {
      'kdeploy.yaml': 'name: app\n',
      'profiles/prod_app.yaml': `namespace: ${cluster.namespace}\nvariablesFrom:\n${variablesFrom}\n`,
      'templates/out.yaml': `{{ ${expression} | tojson }}`,
    },
  })
  const kdeploy = (command: string, ...args: string[]) =>
    cluster.kdeploy([command, '-p', 'prod_app', ...args], { cwd: folder })
  return {
    kdeploy,
    async shown(...args: string[]) {
      const { stdout, stderr, exitCode } = await kdeploy('render', '--raw', ...args)
      expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
      return JSON.parse(stdout)
    },
  }
}

describe('a ConfigMap source', () => {
  test('gives the live data, by name, with the keys that are picked, literally', async ({ cluster }) => {
    await cluster.create([configMap('shared', { level: 'info', text: '{{ nothing }}', other: 'x' })])

    const all = await createApp(cluster, '- {configMap: shared, as: live}')
    const picked = await createApp(cluster, '- {configMap: shared, as: live, keys: [level]}')
    const bare = await createApp(cluster, '- configMap: shared', 'level')

    expect(await all.shown()).toEqual({ level: 'info', text: '{{ nothing }}', other: 'x' })
    expect(await picked.shown()).toEqual({ level: 'info' })
    expect(await bare.shown()).toBe('info')
  })

  test('that is not there is an error with the line that asks for it, unless it is optional', async ({ cluster }) => {
    const optional = await createApp(cluster, '- {configMap: nope, as: live, optional: true}')
    const needed = await createApp(cluster, '- {configMap: nope, as: live}')

    const { stderr, exitCode } = await needed.kdeploy('render')

    expect(await optional.shown()).toEqual({})
    expect(stderr).toContain(`profiles/prod_app.yaml:3:3: ConfigMap ${cluster.namespace}/nope does not exist`)
    expect(exitCode).toBe(2)
  })

  test('in a namespace that --create-namespace would create says so', async ({ cluster }) => {
    const app = await createApp(cluster, '- {configMap: nope, as: live}')
    const later = `${cluster.namespace}-later`

    const { stderr, exitCode } = await app.kdeploy('apply', '-n', later, '--create-namespace')

    expect(stderr).toContain(`ConfigMap ${later}/nope does not exist, nor does the namespace ${later}\n`)
    expect(stderr).toContain('--create-namespace acts only after sources are read')
    expect(exitCode).toBe(2)
  })

  test('without a key that is asked for names the nearest one', async ({ cluster }) => {
    await cluster.create([configMap('shared', { hostname: 'h' })])
    const app = await createApp(cluster, '- {configMap: shared, keys: [hostnam]}')

    const { stderr, exitCode } = await app.kdeploy('render')

    expect(stderr).toMatch(/prod_app\.yaml:3:\d+: ConfigMap \S+\/shared has no key hostnam; did you mean hostname\?/)
    expect(exitCode).toBe(2)
  })

  test('is read for render, diff and apply, and its example offline', async ({ cluster }) => {
    await cluster.create([configMap('shared', { x: 'live' })])
    const app = await createApp(cluster, '- {configMap: shared, as: live, example: {x: example}}')
    const bare = await createApp(cluster, '- {configMap: shared, as: live}')

    expect(await app.shown()).toEqual({ x: 'live' })
    expect(await app.shown('--offline')).toEqual({ x: 'example' })
    const offline = await bare.kdeploy('render', '--offline')
    expect(offline.stderr).toMatch(/prod_app\.yaml:3:3: the configMap source can't be read offline/)
    expect(offline.exitCode).toBe(2)
  })
})

describe('a Secret source', () => {
  test('gives decoded, literal values, which explain and errors mask', async ({ cluster }) => {
    await cluster.create([secret('db', { password: 'p{{ss %}wörd' })])
    const app = await createApp(cluster, '- {secret: db, as: live}')

    const { stdout } = await app.kdeploy('explain')

    expect(await app.shown('--show-secrets')).toEqual({ password: 'p{{ss %}wörd' })
    expect(stdout).toMatch(/^live\.password +\(masked 1\) +Secret \S+\/db \(profiles\/prod_app\.yaml:3:3\)$/m)
    expect(stdout).not.toContain('wörd')
  })

  test('that RBAC denies exits 3, naming the source that asked and what is missing', async ({ cluster }) => {
    await cluster.create([configMap('shared', { x: 'live' }), secret('db', { password: 'p' })])
    const kubeconfig = await cluster.kubeconfigFor([{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }])
    const app = await createApp(cluster, '- {configMap: shared, as: live}\n- {secret: db, optional: true}')

    for (const command of ['render', 'diff', 'apply', 'explain']) {
      const { stderr, exitCode } = await app.kdeploy(command, '--kubeconfig', kubeconfig)

      expect(stderr).toMatch(/profiles\/prod_app\.yaml:4:3: the secret source can't be read: .*db/)
      expect(stderr).toContain(`secrets`)
      expect(stderr).toContain('get')
      expect(exitCode).toBe(3)
    }
  })
})

describe('a ConfigMap or a Secret source', () => {
  for (const [type, make] of [
    ['configMap', configMap],
    ['secret', secret],
  ] as const) {
    test(`finds a ${type} by its labels; the later name wins`, async ({ cluster }) => {
      await cluster.create([
        make('b', { x: 'b' }, { team: 'shop' }),
        make('a', { x: 'a', y: 'a' }, { team: 'shop' }),
        make('c', { x: 'c' }, { team: 'other' }),
      ])
      const app = await createApp(cluster, `- {${type}: {selector: team=shop}, as: live}`)
      const none = await createApp(cluster, `- {${type}: {selector: team=none}, as: live, optional: true}`)

      expect(await app.shown('--show-secrets')).toEqual({ x: 'b', y: 'a' })
      expect(await none.shown()).toEqual({})
    })

    test(`reads a ${type} of another namespace, with the keys that are picked`, async ({ cluster }) => {
      const other = await cluster.createNamespace()
      const theirs = JSON.stringify(make('shared', { x: 'theirs', y: '1' }))
      await cluster.kubectl(['apply', '--server-side', '--namespace', other, '-f', '-'], { input: theirs })
      await cluster.create([make('shared', { x: 'ours' })])
      const app = await createApp(cluster, `- {${type}: shared, namespace: ${other}, as: live, keys: [x]}`)

      expect(await app.shown('--show-secrets')).toEqual({ x: 'theirs' })
    })
  }
})

test('a cluster that cannot be reached exits 3, naming the source that asked', async ({ cluster }) => {
  const config = JSON.parse(await cluster.kubectl(['config', 'view', '--minify', '--raw', '-o', 'json']))
  config.clusters[0].cluster.server = 'https://127.0.0.1:1'
  const { folder } = await cluster.createProject({ files: { kubeconfig: JSON.stringify(config) } })
  const app = await createApp(cluster, '- {configMap: shared, as: live, optional: true}')

  for (const command of ['render', 'diff', 'apply']) {
    const { stderr, exitCode } = await app.kdeploy(command, '--kubeconfig', `${folder}/kubeconfig`)

    expect(stderr).toMatch(/profiles\/prod_app\.yaml:3:3: the configMap source can't be read: .*127\.0\.0\.1:1/)
    expect(exitCode).toBe(3)
  }
})

test('a changed live ConfigMap changes HASHES, and rolls the pods at the next apply', async ({ cluster }) => {
  await cluster.create([configMap('shared', { level: 'info' })])
  const { folder } = await cluster.createProject({
    files: {
      'kdeploy.yaml': 'name: app\n',
      'profiles/prod_app.yaml': `namespace: ${cluster.namespace}\nvariablesFrom: [{configMap: shared, as: live}]\n`,
      'templates/app.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: app}
spec:
  selector: {matchLabels: {app: app}}
  template:
    metadata:
      labels: {app: app}
      annotations: {shop/settings: "{{ HASHES.live }}"}
    spec:
      terminationGracePeriodSeconds: 0
      containers: [{name: app, image: "registry.example.com/app:1"}]
`,
    },
  })
  const apply = () => cluster.kdeploy(['apply', '-p', 'prod_app'], { cwd: folder })
  const replicaSets = async () => (await cluster.get<{ items: unknown[] }>('replicasets')).items.length

  const codes = [(await apply()).exitCode, (await apply()).exitCode]
  const before = await replicaSets()
  await cluster.create([configMap('shared', { level: 'debug' })])
  codes.push((await apply()).exitCode)

  expect(codes).toEqual([0, 0, 0])
  expect([before, await replicaSets()]).toEqual([1, 2])
})

test('explain --against shows where the live ConfigMaps of two namespaces differ', async ({ cluster }) => {
  const staging = await cluster.createNamespace()
  await cluster.create([configMap('shared', { level: 'info', region: 'eu' })])
  const theirs = JSON.stringify(configMap('shared', { level: 'debug', region: 'eu', extra: '1' }))
  await cluster.kubectl(['apply', '--server-side', '--namespace', staging, '-f', '-'], { input: theirs })
  const { folder } = await cluster.createProject({
    files: {
      'profiles/default.yaml': 'variablesFrom:\n- {configMap: shared, as: live}\n',
      'profiles/prod_app.yaml': `namespace: ${cluster.namespace}\n`,
      'profiles/stg_app.yaml': `namespace: ${staging}\n`,
      'templates/out.yaml': '',
    },
  })

  const { stdout, exitCode } = await cluster.kdeploy(['explain', '-p', 'prod_app', '--against', 'stg_app'], {
    cwd: folder,
  })

  const place = '(profiles/default.yaml:2:3)'
  expect(stdout).toBe(
    [
      'live.level',
      `  prod_app  info   ConfigMap ${cluster.namespace}/shared ${place}`,
      `  stg_app   debug  ConfigMap ${staging}/shared ${place}`,
      'live.extra',
      '  prod_app  (not set)',
      `  stg_app   1          ConfigMap ${staging}/shared ${place}`,
      '',
    ].join('\n'),
  )
  expect(exitCode).toBe(0)
})
