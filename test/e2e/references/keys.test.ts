import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { container, db, deployment, ingress, named, openProject, service } from '../../support/projects/references.ts'

describe('a missing key or port', () => {
  test('comes with the nearest one, of the cluster or of the render, and shows no value', async ({ cluster }) => {
    await cluster.create([db({ password: 'correct-horse', user: 'root-of-all' })])
    const env = (kind: string, name: string, key: string) =>
      `{name: ${name}, valueFrom: {${kind}: {name: ${name}, key: ${key}}}}`
    const project = await openProject(
      cluster,
      container(`env: [${env('secretKeyRef', 'db', 'pasword')}, ${env('configMapKeyRef', 'shop', 'greting')}]`),
      named('v1', 'ConfigMap', 'shop', 'data: {greeting: hello}\n'),
      ingress('{name: web, port: {name: htp}}'),
      service,
    )

    const { exitCode, stdout, stderr } = await project.kdeploy(['apply'])

    expect(stderr).toMatch(
      /all\.yaml:12:\d+: \S+ \S+ refers to the key pasword of Secret \S+\/db, which has no such key\n.*did you mean password\?/,
    )
    expect(stderr).toMatch(
      /refers to the key greting of ConfigMap \S+\/shop, which has no such key\n.*did you mean greeting\?/,
    )
    expect(stderr).toMatch(/refers to the port htp of Service \S+\/web, which has no such port\n.*did you mean http\?/)
    expect(exitCode).toBe(2)
    for (const value of ['correct-horse', 'root-of-all', 'hello']) {
      expect(stdout + stderr).not.toContain(value)
      expect(stdout + stderr).not.toContain(Buffer.from(value).toString('base64'))
    }
  })

  test('comes with all there are where none is near', async ({ cluster }) => {
    await cluster.create([db({ password: 'x', user: 'y' })])
    const project = await openProject(
      cluster,
      deployment('volumes: [{name: v, secret: {secretName: db, items: [{key: cert, path: c}]}}]'),
    )

    const { stderr } = await project.kdeploy(['apply'])

    expect(stderr).toMatch(/refers to the key cert of Secret \S+\/db.*\n.*it has password, user\n/)
  })

  test('is found where this very apply would take the key away', async ({ cluster }) => {
    const reader = container('env: [{name: A, valueFrom: {configMapKeyRef: {name: shop, key: greeting}}}]')
    const project = await openProject(cluster, reader, named('v1', 'ConfigMap', 'shop', 'data: {greeting: hello}\n'))
    expect((await project.kdeploy(['apply'])).exitCode).toBe(0)
    await project.change(reader, named('v1', 'ConfigMap', 'shop', 'data: {salute: hello}\n'))

    const { exitCode, stderr } = await project.kdeploy(['apply'])

    expect(stderr).toMatch(/refers to the key greeting of ConfigMap \S+\/shop, which has no such key/)
    expect(exitCode).toBe(2)
  })

  test('is none where someone else keeps the key', async ({ cluster }) => {
    await cluster.kubectl([...made, '--field-manager', 'somebody'])
    const project = await openProject(
      cluster,
      container('env: [{name: A, valueFrom: {configMapKeyRef: {name: shop, key: greeting}}}]'),
      named('v1', 'ConfigMap', 'shop', 'data: {salute: hello}\n'),
    )

    expect((await project.kdeploy(['apply', '--adopt'])).exitCode).toBe(0)
  })

  test('is one where the key goes with what is adopted', async ({ cluster }) => {
    await cluster.kubectl(made)
    const project = await openProject(
      cluster,
      container('env: [{name: A, valueFrom: {configMapKeyRef: {name: shop, key: greeting}}}]'),
      named('v1', 'ConfigMap', 'shop', 'data: {salute: hello}\n'),
    )

    const { exitCode, stderr } = await project.kdeploy(['apply', '--adopt'])

    expect(stderr).toContain('greeting')
    expect(exitCode).toBe(2)
  })
})

const made = ['create', 'configmap', 'shop', '--from-literal', 'greeting=hello']

describe('a missing name', () => {
  test('comes with the nearest one that is there', async ({ cluster }) => {
    await cluster.create([db({ password: 'x' }), { ...db({}), metadata: { name: 'database-credentials' } }])
    const project = await openProject(cluster, container('envFrom: [{secretRef: {name: databse-credentials}}]'))

    const { stderr } = await project.kdeploy(['apply'])

    expect(stderr).toContain('hint: did you mean database-credentials?')
  })
})
