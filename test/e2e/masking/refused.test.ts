import { describe, expect } from 'vitest'
import { withPolicy } from '../../support/cluster/admission-policy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'

const vault = { pw: 'lowersecret9', short: 'x9' }
/** Every form of either value that the templates here make. */
const leak = /lowersecret9|9tercesrewol|(?<![0-9a-z])[xX]9(?![0-9a-z])|9x/i

const files = (namespace: string, template: string) => ({
  'kdeploy.yaml': 'name: leak\n',
  'profiles/prod_leak.yaml': `namespace: ${namespace}\nvariablesFrom: [{secret: vault, as: v}]\n`,
  'templates/web.yaml': template,
})

const configMap = (rest: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n${rest}\n`

const pod = (container: string) => `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers: [{image: registry.example/web, ${container}}]
`

async function createProject(cluster: Cluster, template: string) {
  await cluster.create([{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'vault' }, stringData: vault }])
  const project = await cluster.createProject({ files: files(cluster.namespace, template) })
  const run = async (...args: string[]) => {
    const options = ['-p', 'prod_leak']
    const { stdout, stderr, exitCode } = await cluster.kdeploy([...args, ...options], { cwd: project.folder })
    // Names of namespaces and temporary folders are random, and so is the hash that names the release's ApplySet.
    const text = (stdout + stderr)
      .replaceAll(cluster.namespace, 'NAMESPACE')
      .replaceAll(project.folder, '')
      .replace(/applyset-[\w-]{43}-v1/g, 'APPLYSET')
    return { text, exitCode }
  }
  return { run, write: (next: string) => project.write(files(cluster.namespace, next)) }
}

/** A policy that quotes what it denies: data with the key `denied`. */
function quoteDenied(resource: string, data: string) {
  const quoted = ['a', 'b', 'c'].map((key) => `(has(${data}.${key}) ? ${data}.${key} : '')`).join(" + ' and ' + ")
  const expression = `!has(${data}) || !('denied' in ${data})`
  return { resource, expression, messageExpression: `'value is ' + ${quoted}` }
}

const denied = configMap('data: {denied: "", a: "{{ v.pw }}", b: "{{ v.pw | upper }}!", c: "{{ v.short }}"}')

describe('what the server quotes of a manifest shows no secret', () => {
  const refused: Record<string, string> = {
    'a label': configMap('').replace('{name: web}', '{name: web, labels: {a: "{{ v.pw | upper }}!!"}}'),
    'a label of a short value': configMap('').replace('{name: web}', '{name: web, labels: {a: "{{ v.short }}!"}}'),
    'the name of an environment variable': pod('name: web, env: [{name: "a={{ v.pw | reverse }}", value: b}]'),
    'a container with an unknown field': pod('name: "{{ v.short }}", nope: 1'),
    'two containers, each with an error': `${pod('name: "{{ v.pw | upper }}"')}  restartPolicy: "{{ v.short }}"\n`,
    'a key of a Secret':
      'apiVersion: v1\nkind: Secret\nmetadata: {name: web}\nstringData: {"{{ v.pw | reverse }}/": a, "{{ v.short }}/": b}\n',
  }
  for (const [what, template] of Object.entries(refused)) {
    test(`of ${what}`, async ({ cluster }) => {
      const { run } = await createProject(cluster, template)

      const { text, exitCode } = await run('apply', '--skip-references')

      expect(exitCode).toBe(2)
      expect(text).toMatch(/\(masked \d+\)/)
      expect(text).not.toMatch(leak)
    })
  }

  test('of data that a policy denies, at an apply and at an undo', async ({ cluster }) => {
    const { run, write } = await createProject(cluster, denied)
    expect(await run('apply')).toMatchObject({ exitCode: 0 })
    await write(configMap('data: {open: "1"}'))
    expect(await run('apply')).toMatchObject({ exitCode: 0 })
    await withPolicy(cluster, quoteDenied('configmaps', 'object.data'), async () => {
      const undone = await run('undo')
      await write(denied)
      const applied = await run('apply')

      for (const { text, exitCode } of [undone, applied]) {
        expect(text).toMatch(/value is \(masked \d+\) and \(masked \d+\)!? and \(masked \d+\)/)
        expect(text).not.toMatch(leak)
        expect(exitCode).toBe(3)
      }
    })
  })
})

test('what a policy quotes of a workload that is undone shows no secret', async ({ cluster }) => {
  const deployment = (annotations: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}, annotations: {${annotations}}}
    spec: {containers: [{name: web, image: registry.example/web}]}
`
  const before = 'denied: "", a: "{{ v.pw }}", b: "{{ v.pw | upper }}!", c: "{{ v.short }}"'
  const { run, write } = await createProject(cluster, deployment(before))
  expect(await run('apply', '--no-wait')).toMatchObject({ exitCode: 0 })
  const replicaSets = async () => (await cluster.kubectl(['get', 'replicaset', '-o', 'name'])).trim().split('\n').length
  await cluster.waitFor(
    'the first ReplicaSet',
    async () => (await cluster.kubectl(['get', 'replicaset', '-o', 'name'])) !== '',
  )
  await write(deployment('open: "1"'))
  expect(await run('apply', '--no-wait')).toMatchObject({ exitCode: 0 })
  await cluster.waitFor('the second ReplicaSet', async () => (await replicaSets()) === 2)
  const annotations = 'object.spec.template.metadata.annotations'
  await withPolicy(cluster, quoteDenied('apps/deployments', annotations), async () => {
    const { text, exitCode } = await run('undo', 'deployment/web')

    expect(text).toMatch(/value is \(masked \d+\) and \(masked \d+\)!? and \(masked \d+\)/)
    expect(text).not.toMatch(leak)
    expect(exitCode).toBe(3)
  })
})

describe('kdeploy’s own messages show no sensitive name or key', () => {
  test('of a missing Secret, and of a missing key', async ({ cluster }) => {
    const from = (name: string, key: string) =>
      `envFrom: [{secretRef: {name: "${name}"}}], env: [{name: A, valueFrom: {secretKeyRef: {name: vault, key: "${key}"}}}]`
    const { run } = await createProject(cluster, pod(`name: web, ${from('no{{ v.short }}', '{{ v.pw | upper }}')}`))

    const { text, exitCode } = await run('apply')

    expect(text).toMatch(/refers to Secret NAMESPACE\/no\(masked \d+\), which/)
    expect(text).toMatch(/refers to the key \(masked \d+\) of Secret NAMESPACE\/vault/)
    expect(text).not.toMatch(/x9|lowersecret9/i)
    expect(exitCode).toBe(2)
  })

  test('of drift', async ({ cluster }) => {
    const { run } = await createProject(cluster, configMap('data: {"{{ v.short }}": a}'))
    await run('apply')
    await cluster.kubectl(['patch', 'configmap', 'web', '--type=merge', '-p', '{"data":{"x9":"b"}}'])

    const { text, exitCode } = await run('status', '--exit-code')

    expect(text).toMatch(/drifted: data\.\(masked \d+\)/)
    expect(text).not.toMatch(leak)
    expect(exitCode).not.toBe(0)
  })

  test('of a field that belongs to somebody else, or is taken over', async ({ cluster }) => {
    const { run } = await createProject(cluster, configMap('data: {"{{ v.short }}": a}'))
    const theirs = ['apply', '--server-side', '--field-manager=other', '-f', '-']
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web' }, data: { x9: 'b' } }
    await cluster.kubectl(theirs, { input: JSON.stringify(object) })

    const held = await run('diff')
    const forced = await run('diff', '--force-conflicts')

    expect(held.text).toMatch(/the field data\.\(masked \d+\) is owned by/)
    expect(held.text).toMatch(/live +\(masked\), set by other(?:.|\n)*template +\(masked\)/)
    expect(forced.text).toMatch(/takes over data\.\(masked \d+\) from other/)
    for (const { text } of [held, forced]) expect(text).not.toMatch(leak)
  })
})
