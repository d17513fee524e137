import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'

const names = Array.from({ length: 30 }, (_, index) => `r${String(index).padStart(2, '0')}`)

/** Each release but the first needs one or two of those before it. */
function needsOf(index: number): string {
  const needs = [Math.floor(index / 2), Math.floor(index / 3)].filter((need) => need < index)
  return `needs: [${[...new Set(needs)].map((need) => `prod_${names[need]}`).join(', ')}]\n`
}

/** A ConfigMap, and a Deployment that can't become ready where the release is the one that is broken. */
const template = `apiVersion: v1
kind: ConfigMap
metadata: {name: "{{ profile_name }}"}
data: {state: "{{ state }}"}
{% if profile_name == broken %}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: "{{ profile_name }}"}
spec:
  selector: {matchLabels: {app: "{{ profile_name }}"}}
  template:
    metadata: {labels: {app: "{{ profile_name }}"}, annotations: {test.kdeploy.dev/stage: image-pull-backoff}}
    spec: {containers: [{name: app, image: "registry.example.com/app:1"}]}
{% endif %}
`

async function dag(cluster: Cluster, profiles: readonly string[] = names) {
  const project = await cluster.createProject({
    files: {
      'kdeploy.yaml': 'name: dag\n',
      'templates/app.yaml': template,
      'profiles/default.yaml': `namespace: ${cluster.namespace}\nvariables: {state: first, broken: none}\n`,
      ...Object.fromEntries(profiles.map((name, index) => [`profiles/prod_${name}.yaml`, needsOf(index)])),
    },
  })
  return {
    ...project,
    apply: (...args: readonly string[]) =>
      cluster.kdeploy(['apply', '-p', 'prod_*', '--releases-at-a-time', '8', ...args], { cwd: project.folder }),
    /** Everything of the releases, without what the server counts. */
    objects: async () => {
      const { items } = await cluster.get<{
        items: { kind: string; metadata: { name: string; labels?: object }; data?: object; spec?: object }[]
      }>('configmaps,deployments')
      return Object.fromEntries(
        items
          .filter(({ metadata }) => metadata.name !== 'kube-root-ca.crt')
          .map(({ kind, metadata, data, spec }) => [
            `${kind} ${metadata.name}`,
            { labels: metadata.labels, data, spec },
          ]),
      )
    },
    states: async () => {
      const { items } = await cluster.get<{ items: { metadata: { name: string }; data?: { state?: string } }[] }>(
        'configmaps',
      )
      return Object.fromEntries(
        items.flatMap(({ metadata, data }) => (data?.state === undefined ? [] : [[metadata.name, data.state]])),
      )
    },
  }
}

describe('thirty releases that need each other', () => {
  test('are all or nothing, wherever one of them fails', { timeout: 600_000 }, async ({ cluster }) => {
    const { apply, objects } = await dag(cluster)
    expect((await apply()).exitCode).toBe(0)
    const before = await objects()

    for (const broken of names) {
      const { exitCode, stderr } = await apply('--all-or-nothing', '--set', 'state=second', '--set', `broken=${broken}`)

      expect(await objects(), `${broken}\n${stderr}`).toEqual(before)
      expect(exitCode, `${broken}\n${stderr}`).toBe(6)
    }
  })

  test('stand as they are after a failure: what is before is deployed, what needs it never began', async ({
    cluster,
  }) => {
    const { apply, states } = await dag(cluster)
    expect((await apply()).exitCode).toBe(0)

    const stopped = await apply('--set', 'state=second', '--set', 'broken=r04')
    const after = await states()

    expect(stopped.exitCode).toBe(5)
    for (const name of ['r00', 'r01', 'r02', 'r04']) expect(after[name], name).toBe('second')
    // What needs r04, directly or not.
    for (const name of ['r08', 'r09', 'r16', 'r17', 'r18', 'r19']) expect(after[name], name).toBe('first')
    expect(stopped.stderr).toContain('skipped (it needs prod_r04, which failed): prod_r08, prod_r09')

    const going = await apply('--keep-going', '--set', 'state=third', '--set', 'broken=r04')
    const further = await states()
    expect(going.exitCode).toBe(5)
    for (const name of ['r03', 'r05', 'r06', 'r07', 'r10', 'r20']) expect(further[name], name).toBe('third')
    for (const name of ['r08', 'r16', 'r17']) expect(further[name], name).toBe('first')
  })
})

describe('a set', () => {
  const three = ['r00', 'r01', 'r02']

  test('is not begun where one of it has an error, and all errors are told', async ({ cluster }) => {
    const { apply, objects, write } = await dag(cluster, three)
    await write({
      'profiles/prod_r01.yaml': 'variables: {state: "{{ nothing }}"}\n',
      'profiles/prod_r02.yaml': 'variables: {broken: r02}\nguard: {namespace: elsewhere}\n',
    })

    const { exitCode, stderr } = await apply()

    expect(stderr).toMatch(/\[prod_r01\] error: profiles\/prod_r01\.yaml:1/)
    expect(stderr).toMatch(/\[prod_r02\] error: profiles\/prod_r02\.yaml:2.*guard/)
    expect(stderr).toMatch(/prod_r00 +skipped/)
    expect(exitCode).toBe(2)
    expect(await objects()).toEqual({})
    expect(await cluster.kubectl(['get', 'secrets,leases', '-o', 'name'])).toBe('')
  })

  test('that its run made is deleted where one of it fails', async ({ cluster }) => {
    const { apply, objects } = await dag(cluster, three)

    const { exitCode, stderr } = await apply('--all-or-nothing', '--set', 'broken=r02')

    expect(await objects()).toEqual({})
    expect(stderr).toMatch(/prod_r00 +restored .*\n +deleted, as this run had made it/)
    expect(exitCode).toBe(6)
  })

  test('is asked for once', async ({ cluster }) => {
    const { apply, states, write } = await dag(cluster, three)
    await write({ 'profiles/prod.yaml': 'confirm: true\n' })

    const refused = await apply()
    expect(refused.stderr).toContain('the apply of 3 releases was not confirmed')
    expect([refused.exitCode, await states()]).toEqual([2, {}])

    expect((await apply('--yes')).exitCode).toBe(0)
    expect(Object.keys(await states())).toEqual(three)
  })

  test('is asked for before anything is written also where what must be confirmed can be rendered only later', async ({
    cluster,
  }) => {
    const { apply, states, write } = await dag(cluster, three)
    await write({
      'profiles/prod_r01.yaml':
        'needs: [prod_r00]\nconfirm: true\nvariables: {state: "{{ live.state }}"}\nvariablesFrom: [{configMap: r00, as: live}]\n',
    })

    const { exitCode, stderr } = await apply()

    expect(stderr).toContain('the apply of 3 releases was not confirmed')
    expect([exitCode, await states()]).toEqual([2, {}])
    expect((await apply('--yes')).exitCode).toBe(0)
    expect(await states()).toEqual({ r00: 'first', r01: 'first', r02: 'first' })
  })

  test('plans again what needs an object that another of it deploys', async ({ cluster }) => {
    const { apply, write } = await dag(cluster, three)
    await write({
      'templates/reader.yaml':
        '{% if profile_name == "r01" %}apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: reader}\nspec:\n  selector: {matchLabels: {app: reader}}\n  template:\n    metadata: {labels: {app: reader}}\n    spec: {containers: [{name: app, image: "registry.example.com/app:1", envFrom: [{configMapRef: {name: r00}}]}]}\n{% endif %}\n',
    })

    const { exitCode, stderr } = await apply()

    expect(stderr).toMatch(/\[prod_r01\] planned again once prod_r00 is deployed: .*r00/)
    expect(exitCode, stderr).toBe(0)
  })

  test('takes no plan of one release', async ({ cluster }) => {
    const { apply, objects } = await dag(cluster, three)

    const { exitCode, stderr } = await apply('--plan', 'plan.json')

    expect(stderr).toContain('plan.json: a plan is of one release')
    expect([exitCode, await objects()]).toEqual([2, {}])
  })
})
