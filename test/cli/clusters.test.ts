import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kdeploy } from '../support/kdeploy.ts'
import { createProject, type Project } from '../support/projects/project.ts'

let project: Project

beforeAll(async () => {
  project = await createProject({
    files: {
      'kdeploy.yaml': 'name: shop\n',
      'profiles/prod.yaml': `namespace: shop
variables: {replicas: 2, host: "shop.{{ CLUSTER }}.example.com"}
clusters:
  eu: {kubeContext: k-eu, canary: true}
  us:
    kubeContext: k-us
    variables: {replicas: 5}
`,
      'profiles/prod_shop.yaml': '',
      'profiles/prod_bus.yaml': 'clusters: {us: false}\n',
      'profiles/dev_shop.yaml': 'namespace: dev\nvariables: {replicas: 1, host: dev}\n',
      'profiles/dev_bad.yaml': 'namespace: dev\nvariables: {replicas: 1, host: "{{ CLUSTER }}"}\n',
      'templates/a.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {host: "{{ host }}", replicas: "{{ replicas }}"}
`,
      'kubeconfig.yaml': 'apiVersion: v1\nkind: Config\n',
      'tests/a.yaml': `tests:
- {name: everywhere, profiles: ['prod_*'], expect: [{kind: ConfigMap, fields: {data.host: {contains: eu}}}]}
- {name: there, profile: prod_shop@us, expect: [{kind: ConfigMap, fields: {data.replicas: "5"}}]}
- {name: kept, profile: prod_shop, snapshot: {kind: ConfigMap}}
`,
    },
  })
})

afterAll(() => project.remove())

const run = (...args: string[]) => kdeploy(args, { cwd: project.folder, env: { KUBECONFIG: 'kubeconfig.yaml' } })

describe('a command on one release', () => {
  test.each([['render'], ['explain'], ['history', 'diff', '1'], ['restart'], ['rename', '--to-name', 'other']])(
    'asks for the cluster of a profile that has several: %s',
    async (command, ...more) => {
      const { exitCode, stderr } = await run(command, '-p', 'prod_shop', ...more)
      expect(stderr).toContain(
        'error: prod_shop is deployed to several clusters: eu, us\nhint: choose one with --cluster NAME',
      )
      expect(exitCode).toBe(2)
    },
  )

  test('works on the cluster that is chosen, also by KDEPLOY_CLUSTER, and on the only one', async () => {
    const { stdout } = await run('render', '-p', 'prod_shop', '--cluster', 'us')
    expect(stdout).toContain('host: shop.us.example.com\n  replicas: "5"')
    const env = { KDEPLOY_CLUSTER: 'eu' }
    const byVariable = await kdeploy(['render', '-p', 'prod_shop'], { cwd: project.folder, env })
    expect(byVariable.stdout).toContain('host: shop.eu.example.com\n  replicas: "2"')
    expect((await run('render', '-p', 'prod_bus')).stdout).toContain('host: shop.eu.example.com')
  })

  test('knows no cluster of a profile that has none, and no variable CLUSTER there', async () => {
    const given = await run('render', '-p', 'dev_shop', '--cluster', 'eu')
    expect(given.stderr).toContain('dev_shop has no clusters, so that there is none called "eu"')
    const { stderr } = await run('render', '-p', 'dev_bad')
    expect(stderr).toContain("'CLUSTER' is undefined")
    expect(stderr).toContain("hint: the profile's `clusters` give it")
  })
})

describe('a kube context for several clusters', () => {
  test.each([[['--context', 'mine']], [['--context', 'mine', '--cluster', '*']]])('is refused: %j', async (options) => {
    const { exitCode, stderr } = await run('apply', '-p', 'prod_shop', ...options)
    expect(stderr).toContain(
      'error: --context mine would send the releases of several clusters to the same one: eu, us',
    )
    expect(exitCode).toBe(2)
  })

  test('is the one of a cluster that is chosen', async () => {
    const { stderr } = await run('apply', '-p', 'prod_shop', '--cluster', 'us', '--context', 'mine')
    expect(stderr).toContain('the kube context "mine" does not exist')
    expect(stderr).not.toContain('would send the releases')
  })
})

describe('clusters that are chosen', () => {
  test.each([
    [['-p', 'prod_*', '--cluster', 'zz'], 'none of the chosen profiles has a cluster "zz"'],
    [['-p', 'prod_shop', '-p', 'prod_bus', '--cluster', 'us'], 'prod_bus has none of the chosen clusters'],
    [['-p', 'prod_shop', '-p', 'dev_shop', '--cluster', '*'], 'dev_shop has none of the chosen clusters'],
  ])('are those of the profiles: %j', async (options, message) => {
    const { exitCode, stderr } = await run('apply', ...options)
    expect(stderr).toContain(`error: ${message}`)
    expect(exitCode).toBe(2)
  })
})

describe('explain --against', () => {
  test.each([['@us'], ['prod_shop@us']])('compares with another cluster: %s', async (against) => {
    const { stdout } = await run('explain', 'prod_shop', '--cluster', 'eu', '--against', against)
    expect(stdout).toBe(`replicas
  prod_shop@eu  2  profiles/prod.yaml:2:13
  prod_shop@us  5  profiles/prod.yaml:7:17
host
  prod_shop@eu  shop.eu.example.com  profiles/prod.yaml:2:26
  prod_shop@us  shop.us.example.com  profiles/prod.yaml:2:26
`)
  })

  test('compares with another profile on the same cluster, or with one that has none', async () => {
    const same = await run('explain', 'prod_bus', '--cluster', 'eu', '--against', 'prod_shop')
    expect(same.stdout).toBe('prod_bus@eu and prod_shop@eu have the same variables\n')
    const other = await run('explain', 'prod_shop', 'replicas', '--cluster', 'us', '--against', 'dev_shop')
    expect(other.stdout).toBe(
      'replicas\n  prod_shop@us  5  profiles/prod.yaml:7:17\n  dev_shop      1  profiles/dev_shop.yaml:2:13\n',
    )
  })

  test('wants to know which cluster, and takes no kube context for both', async () => {
    const which = await run('explain', 'dev_shop', '--against', 'prod_shop')
    expect(which.stderr).toContain('hint: choose one: --against prod_shop@eu')
    const both = await run('explain', 'prod_shop', '--cluster', 'eu', '--against', '@us', '--context', 'mine')
    expect(both.stderr).toContain('would send the releases of several clusters to the same one: eu, us')
    const unknown = await run('explain', 'prod_shop', '--cluster', 'eu', '--against', '@uss')
    expect(unknown.stderr).toContain('prod_shop has no cluster "uss"; did you mean us?')
  })
})

describe('kdeploy profiles', () => {
  test('has a line for each cluster', async () => {
    const { stdout } = await run('profiles')
    expect(
      stdout
        .split('\n')
        .slice(1, -1)
        .map((line) => line.split(/ {2,}/).slice(0, 4)),
    ).toEqual([
      ['dev_bad', 'dev', 'dev', '(current)'],
      ['dev_shop', 'dev', 'dev', '(current)'],
      ['prod_bus@eu', 'prod', 'shop', 'k-eu'],
      ['prod_shop@eu', 'prod', 'shop', 'k-eu'],
      ['prod_shop@us', 'prod', 'shop', 'k-us'],
    ])
  })

  test('tells a script the clusters of each profile', async () => {
    const { stdout } = await run('profiles', '-o', 'json')
    const [, dev, bus, shop] = JSON.parse(stdout)
    expect([dev.clusters, dev.kubeContext]).toEqual([undefined, undefined])
    expect(bus).toMatchObject({ kubeContext: 'k-eu', clusters: [{ name: 'eu', canary: true }] })
    expect(shop.clusters).toEqual([
      { name: 'eu', namespace: 'shop', kubeContext: 'k-eu', canary: true },
      { name: 'us', namespace: 'shop', kubeContext: 'k-us', canary: false },
    ])
    expect([shop.namespace, shop.kubeContext]).toEqual(['shop', undefined])
  })
})

describe('kdeploy test', () => {
  test('runs a test of a profile on each of its clusters, or on the one that it names', async () => {
    const { exitCode, stdout, stderr } = await run('test', '--update')
    expect(exitCode).toBe(2)
    expect(stderr).toContain('FAIL tests/a.yaml:2: everywhere (prod_shop@us)')
    expect(stderr).toContain('snapshot written: kept (prod_shop@eu), tests/a.yaml')
    expect(existsSync(join(project.folder, 'tests/snapshots/a/kept.us.yaml'))).toBe(true)
    expect(stdout).toContain('5 passed, 1 failed, 2 snapshots written')
    expect((await run('test', '-p', 'prod_shop@us', 'there')).stdout).toContain('1 passed')
    expect((await run('test', '-p', 'prod_shop', 'kept')).stdout).toContain('2 passed')
  })
})
