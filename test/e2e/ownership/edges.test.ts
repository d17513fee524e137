import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { comparable, freshOf } from '../../support/cluster/fresh.ts'
import { type Live, live } from '../../support/cluster/live.ts'
import { createRelease } from '../../support/projects/release.ts'

const labels = { app: 'web' }
const service = (port: number) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { selector: labels, ports: [{ port }] },
})
const deployment = (pod: object) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: { containers: [{ name: 'app', image: 'registry.example.com/app:1' }], ...pod },
    },
  },
})

describe('what an undo never takes from others', () => {
  test('are finalizers and owners; what else it takes is named', async ({ cluster }) => {
    const shop = await createRelease(cluster, { 'web.yaml': [service(80)] })
    await shop.kdeploy('apply')
    await shop.change({ 'web.yaml': [service(81)] })
    await shop.kdeploy('apply')
    await cluster.kubectl(['create', 'configmap', 'owner'])
    const { metadata: owner } = await live(cluster, 'configmap/owner')
    const metadata = {
      finalizers: ['example.com/clean-up'],
      ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: owner.uid }],
      annotations: { note: 'x' },
    }
    const patch = ['patch', 'service/web', '--type', 'merge', '--field-manager', 'operator']
    await cluster.kubectl([...patch, '-p', JSON.stringify({ metadata })])

    const { exitCode, stderr } = await shop.kdeploy('undo')
    const after = await cluster.get<Live & { metadata: typeof metadata }>('service/web')
    await cluster.kubectl([...patch, '-p', '{"metadata":{"finalizers":null}}'])

    expect(exitCode).toBe(0)
    expect(after.metadata.finalizers).toEqual(metadata.finalizers)
    expect(after.metadata.ownerReferences).toEqual(metadata.ownerReferences)
    expect(after.metadata.annotations).not.toHaveProperty('note')
    expect(stderr).toMatch(
      /Service \S+\/web has fields that the manifest does not set: metadata\.annotations\.note.*they are removed/,
    )
  })

  test('are the marks of a Namespace, which is nobody’s', async ({ cluster }) => {
    const { namespace } = cluster
    const config = (a: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { a } })
    const own = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }
    const shop = await createRelease(cluster, { 'a.yaml': [own, config('1')] })
    await shop.kdeploy('apply')
    await cluster.kubectl(['label', `namespace/${namespace}`, 'pod-security.kubernetes.io/enforce=baseline'])
    await cluster.kubectl(['annotate', `namespace/${namespace}`, 'openshift.io/sa.scc.uid-range=x'])
    await shop.change({ 'a.yaml': [own, config('2')] })
    const applied = await shop.kdeploy('apply')

    const { exitCode } = await shop.kdeploy('undo')

    expect(exitCode).toBe(0)
    expect(applied.stderr).not.toContain('does not set')
    const { metadata } = await live(cluster, `namespace/${namespace}`)
    expect(metadata.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'baseline' })
    expect(metadata.annotations).toMatchObject({ 'openshift.io/sa.scc.uid-range': 'x' })
    expect((await shop.kdeploy('status', '--exit-code')).exitCode).toBe(0)
  })
})

describe('maps and lists that become empty', () => {
  test('arrive as they are written, there and back: a custom resource', async ({ cluster }) => {
    const group = `${cluster.namespace}.example.com`
    const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `widgets.${group}` },
      spec: {
        ...{ group, scope: 'Namespaced', names: { kind: 'Widget', plural: 'widgets', singular: 'widget' } },
        versions: [{ name: 'v1', served: true, storage: true, schema }],
      },
    }
    const widget = (spec: object) => ({ apiVersion: `${group}/v1`, kind: 'Widget', metadata: { name: 'web' }, spec })
    const [full, empty] = [
      { e: { more: 1 }, set: ['a'], k: 1 },
      { e: {}, set: [], k: 1 },
    ]
    const shop = await createRelease(cluster, { 'crd.yaml': [definition], 'w.yaml': [widget(full)] })
    const spec = async () => (await cluster.get<Live>(`widgets.${group}/web`)).spec
    try {
      await shop.kdeploy('apply')
      await shop.change({ 'w.yaml': [widget(empty)] })

      const applied = await shop.kdeploy('apply')
      const there = await spec()
      const again = await shop.kdeploy('apply')
      const undone = await shop.kdeploy('undo')

      expect([applied.exitCode, undone.exitCode]).toEqual([0, 0])
      expect(there).toEqual(empty)
      expect(again.stderr).toContain('nothing changed')
      expect(await spec()).toEqual(full)
    } finally {
      await cluster.kubectl(['delete', `crd/widgets.${group}`, '--wait=false', '--ignore-not-found'])
    }
  })

  test('hold nothing that somebody put into them, once drift is reverted', async ({ cluster }) => {
    const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web' }, data: {} }
    const pod = { volumes: [{ name: 'v', emptyDir: {} }], securityContext: {} }
    const shop = await createRelease(cluster, { 'a.yaml': [config, deployment(pod)] })
    await shop.kdeploy('apply')
    await cluster.kubectl(['patch', 'configmap/web', '-p', '{"data":{"b":"1"}}'])
    const change = { volumes: [{ name: 'v', emptyDir: { medium: 'Memory' } }], securityContext: { runAsUser: 1 } }
    const patch = JSON.stringify({ spec: { template: { spec: change } } })
    await cluster.kubectl(['patch', 'deployment/web', '-p', patch])

    const told = await shop.kdeploy('apply')
    const reverted = await shop.kdeploy('apply', '--revert-drift', '--no-wait')

    expect(told.stderr).toMatch(/ConfigMap \S+\/web has fields that the manifest does not set: data\.b/)
    expect(told.stderr).toMatch(/Deployment \S+\/web has fields .*emptyDir\.medium/)
    expect(told.stderr).toContain('securityContext.runAsUser')
    expect(reverted.exitCode).toBe(0)
    expect((await live(cluster, 'configmap/web')).data).toBeUndefined()
    expect(comparable(await live(cluster, 'deployment/web'))).toEqual(await freshOf(cluster, deployment(pod)))
    expect((await shop.kdeploy('status', '--exit-code')).stdout).not.toContain('drifted')
  })
})

test('a port without a protocol is the TCP one beside a UDP one of its number', async ({ cluster }) => {
  const ports = [
    { port: 53, name: 'tcp' },
    { port: 53, protocol: 'UDP', name: 'udp' },
  ]
  const made = { ...service(53), metadata: { name: 'web', labels: { old: 'x' } }, spec: { selector: labels, ports } }
  await cluster.kubectl(['create', '-f', '-'], { input: JSON.stringify(made) })
  const patch = '[{"op":"add","path":"/spec/ports/1/appProtocol","value":"example.com/a"}]'
  await cluster.kubectl(['patch', 'service/web', '--type', 'json', '--field-manager', 'operator', '-p', patch])
  const wanted = { ...made, metadata: { name: 'web' } }
  const shop = await createRelease(cluster, { 'web.yaml': [wanted] })

  const adopted = await shop.kdeploy('apply', '--adopt')
  const reverted = await shop.kdeploy('apply', '--revert-drift')

  expect([adopted.exitCode, reverted.exitCode]).toEqual([0, 0])
  expect(comparable(await live(cluster, 'service/web'))).toEqual(await freshOf(cluster, wanted))
})

test('a service account that the template drops is dropped, with the copy of it that the server keeps', async ({
  cluster,
}) => {
  const shop = await createRelease(cluster, { 'web.yaml': [deployment({ serviceAccountName: 'default' })] })
  await shop.kdeploy('apply')
  await shop.change({ 'web.yaml': [deployment({})] })

  const { exitCode, stderr } = await shop.kdeploy('apply')

  expect(stderr).toContain('0 created, 1 changed')
  expect(exitCode).toBe(0)
  expect(comparable(await live(cluster, 'deployment/web'))).toEqual(await freshOf(cluster, deployment({})))
  expect((await shop.kdeploy('status', '--exit-code')).exitCode).toBe(0)
})
