import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { comparable, freshOf } from '../../support/cluster/fresh.ts'
import { type Live, live, managers } from '../../support/cluster/live.ts'
import { onlyStart } from '../../support/output/start-line.ts'
import { createRelease } from '../../support/projects/release.ts'

const labels = { app: 'web' }
const web = (pod: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    ...{ replicas: 1, selector: { matchLabels: labels } },
    template: {
      metadata: { labels },
      spec: { containers: [{ name: 'app', image: 'registry.example.com/app:1' }], ...pod },
    },
  },
})
const policy = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'web' },
  spec: { podSelector: {}, ingress: [{ from: [{ podSelector: { matchLabels: labels } }] }] },
}
const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web' }, data: { a: '1' } }
const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { selector: labels, ports: [{ port: 80 }] },
}
const job = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'web' },
  spec: {
    template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'registry.example.com/a:1' }] } },
  },
}

const patch = (cluster: Cluster, { kind }: { kind: string }, change: object, type = 'strategic') =>
  cluster.kubectl(['patch', `${kind}/web`, '--type', type, '-p', JSON.stringify(change)])

const podPatch = (pod: object) => ({ spec: { template: { spec: pod } } })

/** What somebody does by hand, where status and apply must tell it, and the name of the field. */
const edits: Readonly<Record<string, readonly [object & { kind: string }, object, string, string?]>> = {
  'a sidecar': [web(), podPatch({ containers: [{ name: 'side', image: 'x:1' }] }), 'containers[name="side"] (added'],
  'the network of the host': [web(), podPatch({ hostNetwork: true }), 'spec.hostNetwork (added'],
  'a privileged container': [
    web(),
    podPatch({ containers: [{ name: 'app', securityContext: { privileged: true } }] }),
    'containers[name="app"].securityContext (added',
  ],
  'a volume': [web(), podPatch({ volumes: [{ name: 'v', hostPath: { path: '/' } }] }), 'volumes (added'],
  'another image': [
    web(),
    podPatch({ containers: [{ name: 'app', image: 'x:2' }] }),
    'containers[name="app"].image (changed',
  ],
  'a rule that lets everything in': [
    policy,
    [{ op: 'add', path: '/spec/ingress/-', value: {} }],
    'spec.ingress (changed',
    'json',
  ],
  'a key of a ConfigMap': [config, { data: { b: '2' } }, 'data.b (added'],
  'a key that went': [config, { data: { a: null, c: '3' } }, 'data.a (removed', 'merge'],
  'a label': [config, { metadata: { labels: { extra: 'x' } } }, 'metadata.labels.extra (added'],
  'an external address': [service, { spec: { externalIPs: ['192.0.2.1'] } }, 'spec.externalIPs (added'],
  'another port': [
    service,
    {
      spec: {
        ports: [
          { port: 81, name: 'b' },
          { port: 80, name: 'a' },
        ],
      },
    },
    'ports[port=81,protocol="TCP"] (added',
  ],
}

describe('what somebody changes by hand', () => {
  test.for(Object.entries(edits))(
    'is drift, told with who and when, and reverted when asked: %s',
    async ([, [object, change, field, type]], { cluster }) => {
      const shop = await createRelease(cluster, { 'web.yaml': [object] })
      expect((await shop.kdeploy('apply')).exitCode).toBe(0)
      const before = await live(cluster, `${object.kind}/web`)
      expect((await shop.kdeploy('status', '--exit-code')).exitCode).toBe(0)
      await patch(cluster, object, change, type)

      // 5 while the workload rolls out what it was patched with.
      const settled = () =>
        cluster.waitFor('the end of the rollout', async () => {
          const told = await shop.kdeploy('status', '--exit-code')
          return told.exitCode !== 5 && told
        })
      const status = await settled()
      const diff = await shop.kdeploy('diff', '--revert-drift')
      const reverted = await shop.kdeploy('apply', '--revert-drift', '--no-wait')

      expect(status.stdout).toMatch(/drifted: \S+.* \((added|changed|removed)/)
      expect(status.stdout).toContain(field)
      if (!field.includes('removed')) expect(status.stdout).toMatch(/ by kubectl-patch, at \S+\)/)
      expect([status.exitCode, diff.exitCode, reverted.exitCode]).toEqual([1, 1, 0])
      const after = await live(cluster, `${object.kind}/web`)
      expect(comparable(after)).toEqual(comparable(before))
      expect(comparable(after)).toEqual(await freshOf(cluster, object))
      expect(managers(after)).toEqual(['kdeploy Apply'])
      expect((await settled()).exitCode).toBe(0)
      expect((await shop.kdeploy('diff')).exitCode).toBe(0)
    },
  )

  test('is told by apply and diff where it was added, at no request more than without it', async ({ cluster }) => {
    const shop = await createRelease(cluster, { 'web.yaml': [web()] })
    await shop.kdeploy('apply')
    const requests = (text: string) => text.split('\n').filter((line) => /(GET|PATCH|POST|PUT) /.test(line)).length
    const without = requests((await shop.kdeploy('diff', '--verbose')).stderr)
    await patch(cluster, web(), podPatch({ containers: [{ name: 'side', image: 'x:1' }] }))

    const diff = await shop.kdeploy('diff')
    const verbose = await shop.kdeploy('diff', '--verbose')
    const applied = await shop.kdeploy('apply')

    for (const { exitCode, stderr } of [diff, applied]) {
      expect(stderr).toMatch(
        /Deployment \S+\/web has fields that the manifest does not set: spec\.template\.spec\.containers\[name="side"\] \(by kubectl-patch, at \S+\); --revert-drift removes them\n/,
      )
      expect(exitCode).toBe(0)
    }
    expect(requests(verbose.stderr)).toBe(without)
  })

  test('goes with an undo, as it is no part of what comes back', async ({ cluster }) => {
    const shop = await createRelease(cluster, { 'web.yaml': [web()], 'config.yaml': [config] })
    await shop.kdeploy('apply')
    await shop.change({ 'web.yaml': [web({ terminationGracePeriodSeconds: 5 })] })
    await shop.kdeploy('apply')
    await patch(cluster, web(), podPatch({ hostNetwork: true, containers: [{ name: 'side', image: 'x:1' }] }))
    await patch(cluster, config, { data: { b: '2' } })

    const { exitCode, stderr } = await shop.kdeploy('undo')

    expect(stderr).toContain('restored revision 1 as revision 3, 0 created, 2 changed')
    expect(exitCode).toBe(0)
    expect(comparable(await live(cluster, 'deployment/web'))).toEqual(await freshOf(cluster, web()))
    expect((await live(cluster, 'configmap/web')).data).toEqual({ a: '1' })
  })
})

describe('what is no drift', () => {
  test('replicas that an autoscaler or kubectl scale sets where the manifest sets none, and a restart', async ({
    cluster,
  }) => {
    const { replicas: _, ...spec } = web().spec
    const shop = await createRelease(cluster, { 'web.yaml': [{ ...web(), spec }] })
    await shop.kdeploy('apply')
    await cluster.kubectl(['scale', 'deployment/web', '--replicas=2'])
    await cluster.kubectl(['rollout', 'restart', 'deployment/web'])

    const { exitCode, stdout } = await shop.kdeploy('status', '--exit-code')
    const reverted = await shop.kdeploy('apply', '--revert-drift', '--no-wait')

    expect(stdout).not.toContain('drifted')
    expect([0, 5]).toContain(exitCode)
    expect(reverted.stderr).toContain('nothing changed')
    const { spec: now } = await cluster.get<Live & { spec: { replicas: number } }>('deployment/web')
    expect(now.replicas).toBe(2)
  })

  test('a field that the template leaves to whoever set it, once that is applied, though nothing changes', async ({
    cluster,
  }) => {
    const { replicas: _, ...spec } = web().spec
    const shop = await createRelease(cluster, { 'web.yaml': [web()] })
    await shop.kdeploy('apply')
    await cluster.kubectl(['scale', 'deployment/web', '--replicas=2'])
    const conflict = await shop.kdeploy('apply')
    await shop.change({ 'web.yaml': [{ ...web(), spec }] })

    const applied = await shop.kdeploy('apply')
    const status = await shop.kdeploy('status', '--exit-code')
    const again = await shop.kdeploy('apply')

    expect([conflict.exitCode, applied.exitCode, status.exitCode]).toEqual([4, 0, 0])
    expect(applied.stderr).toContain('revision 2, 0 created, 0 changed, 1 unchanged')
    expect(again.stderr).toContain('nothing changed')
    const { spec: now } = await cluster.get<Live & { spec: { replicas: number } }>('deployment/web')
    expect(now.replicas).toBe(2)
  })

  test('what the server fills of a Job, a claim and a Service of every type', async ({ cluster }) => {
    const claim = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'web' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    }
    const balancer = { ...service, metadata: { name: 'lb' }, spec: { ...service.spec, type: 'LoadBalancer' } }
    const headless = { ...service, metadata: { name: 'none' }, spec: { ...service.spec, clusterIP: 'None' } }
    const shop = await createRelease(cluster, { 'a.yaml': [claim, job, service, balancer, headless] })
    await shop.kdeploy('apply', '--no-wait')

    const { stdout, stderr } = await shop.kdeploy('status', '--exit-code')

    expect(stdout).not.toContain('drifted')
    expect(stderr).toEqual(onlyStart)
  })

  test("the server's defaults, which whoever created the object owns once it is adopted", async ({ cluster }) => {
    await cluster.kubectl(['create', 'deployment', 'web', '--image=registry.example.com/app:1'])
    await cluster.kubectl(['expose', 'deployment', 'web', '--port=80'])
    const exposed = { ...service, metadata: { name: 'web', labels } }
    const shop = await createRelease(cluster, { 'web.yaml': [web(), exposed] })

    const shown = await shop.kdeploy('diff', '--adopt')
    const adopted = await shop.kdeploy('apply', '--adopt', '--no-wait')
    const diff = await shop.kdeploy('diff')
    const reverting = await shop.kdeploy('apply', '--revert-drift', '--no-wait')
    await patch(cluster, service, { spec: { sessionAffinity: 'ClientIP' } })
    const changed = await shop.kdeploy('diff')
    const reverted = await shop.kdeploy('apply', '--revert-drift', '--no-wait')
    const after = await shop.kdeploy('diff')

    for (const { stderr } of [shown, adopted, diff, reverting, after])
      expect(stderr).not.toContain('that the manifest does not set')
    expect(adopted.exitCode).toBe(0)
    expect(reverting.stderr).toContain('nothing changed')
    expect(changed.stderr).toMatch(/does not set: spec\.sessionAffinity[^;]*; --revert-drift removes them/)
    expect(reverted.stderr).toMatch(/does not set: spec\.sessionAffinity[^;]*: they are removed/)
    expect(reverted.stderr).not.toContain('nothing changed')
    expect((await live(cluster, 'service/web')).spec).toMatchObject({ sessionAffinity: 'None' })
  })

  test('what kdeploy.yaml says of a manager, and of a field', async ({ cluster }) => {
    const rules = [{ manager: 'our-operator' }, { kind: 'ConfigMap', field: 'data.b' }]
    const shop = await createRelease(
      cluster,
      { 'web.yaml': [web()], 'config.yaml': [config] },
      { settings: `ignoreDrift: ${JSON.stringify(rules)}\n` },
    )
    await shop.kdeploy('apply')
    await cluster.kubectl(['annotate', 'deployment/web', 'note=x', '--field-manager', 'our-operator'])
    await patch(cluster, config, { data: { b: '2' } })

    const { exitCode, stdout } = await shop.kdeploy('status', '--exit-code')
    const applied = await shop.kdeploy('apply')
    const reverted = await shop.kdeploy('apply', '--revert-drift')

    expect(stdout).not.toContain('drifted')
    expect(exitCode).toBe(0)
    expect(applied.stderr).not.toContain('does not set')
    expect(reverted.stderr).toContain('nothing changed')
    expect((await live(cluster, 'configmap/web')).data).toEqual({ a: '1', b: '2' })
  })
})
