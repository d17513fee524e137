import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { comparable, freshOf } from '../../support/cluster/fresh.ts'
import { live } from '../../support/cluster/live.ts'
import { createRelease } from '../../support/projects/release.ts'

const labels = { app: 'web' }
const pod = (spec: object, container: object = {}) => ({
  metadata: { labels },
  spec: { containers: [{ name: 'app', image: 'registry.example.com/app:1', ...container }], ...spec },
})
const named = (apiVersion: string, kind: string, spec: object) => ({
  apiVersion,
  kind,
  metadata: { name: 'web' },
  spec,
})
const stateful = (spec: object, template: object = pod({})) =>
  named('apps/v1', 'StatefulSet', {
    ...{ serviceName: 'web', replicas: 0, selector: { matchLabels: labels }, template },
    ...spec,
  })
const daemon = (spec: object) =>
  named('apps/v1', 'DaemonSet', { selector: { matchLabels: labels }, template: pod({}), ...spec })
const policy = (spec: object) => named('networking.k8s.io/v1', 'NetworkPolicy', { podSelector: {}, ...spec })
const scaler = (version: string, spec: object) =>
  named(`autoscaling/${version}`, 'HorizontalPodAutoscaler', {
    maxReplicas: 3,
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'none' },
    ...spec,
  })
const target = { type: 'Utilization', averageUtilization: 60 }
const service = (spec: object) => named('v1', 'Service', { selector: labels, ...spec })

/**
 * Two states of an object, of which server-side apply alone refuses the second after the first, or makes something else of it:
 * what the server once defaulted belongs to nobody, and stays.
 */
const pairs: Readonly<Record<string, readonly [object & { kind: string }, object]>> = {
  'the strategy of a StatefulSet': [stateful({}), stateful({ updateStrategy: { type: 'OnDelete' } })],
  'the strategy of a DaemonSet': [daemon({}), daemon({ updateStrategy: { type: 'OnDelete' } })],
  'a volume without a source': [
    stateful({}, pod({ volumes: [{ name: 'v' }] })),
    stateful({}, pod({ volumes: [{ name: 'v', hostPath: { path: '/x' } }] })),
  ],
  'the pull policy that follows from an image': [
    stateful({}, pod({}, { image: 'registry.example.com/app' })),
    stateful({}, pod({}, { image: 'registry.example.com/app:2' })),
  ],
  'the types of a policy': [policy({ ingress: [{}] }), policy({ ingress: [{}], egress: [{}] })],
  'the metrics of an autoscaler, from one version to another': [
    scaler('v1', { targetCPUUtilizationPercentage: 50 }),
    scaler('v2', { metrics: [{ type: 'Resource', resource: { name: 'memory', target } }] }),
  ],
  'the ports of a host network': [
    stateful({}, pod({}, { ports: [{ containerPort: 80 }] })),
    stateful({}, pod({ hostNetwork: true }, { ports: [{ containerPort: 80 }] })),
  ],
  'the traffic policy of a Service': [
    service({ type: 'LoadBalancer', externalTrafficPolicy: 'Local', ports: [{ port: 80 }] }),
    service({ type: 'ClusterIP', ports: [{ port: 80 }] }),
  ],
}

describe('what the server would keep', () => {
  test.for(Object.entries(pairs))(
    'becomes what the manifest alone makes, there and back: %s',
    async ([, [first, second]], { cluster }) => {
      const shop = await createRelease(cluster, { 'web.yaml': [first] })
      const here = async () => comparable(await live(cluster, `${first.kind}/web`))
      expect((await shop.kdeploy('apply', '--no-wait', '--skip-references')).exitCode).toBe(0)
      const fresh = [await freshOf(cluster, first), await freshOf(cluster, second)]
      expect(await here()).toEqual(fresh[0])
      await shop.change({ 'web.yaml': [second] })

      const applied = await shop.kdeploy('apply', '--no-wait', '--skip-references')
      const there = await here()
      const again = await shop.kdeploy('apply', '--no-wait', '--skip-references')
      const undone = await shop.kdeploy('undo', '--no-wait', '--skip-references')

      expect([applied.exitCode, again.exitCode, undone.exitCode]).toEqual([0, 0, 0])
      expect(there).toEqual(fresh[1])
      expect(again.stderr).toContain('nothing changed')
      expect(await here()).toEqual(fresh[0])
      expect((await shop.kdeploy('status', '--exit-code')).stdout).not.toContain('drifted')
    },
  )

  test('of a Service is its clusterIP None: a replacement has to be asked for, in both directions', async ({
    cluster,
  }) => {
    const [headless, plain] = [
      service({ clusterIP: 'None', ports: [{ port: 80 }] }),
      service({ ports: [{ port: 80 }] }),
    ]
    const shop = await createRelease(cluster, { 'web.yaml': [headless] })
    const address = () => cluster.kubectl(['get', 'service/web', '-o', 'jsonpath={.spec.clusterIP}'])
    await shop.kdeploy('apply')
    await shop.change({ 'web.yaml': [plain] })

    const refused = await shop.kdeploy('apply')
    const replaced = await shop.kdeploy('apply', '--replace', 'service/web')
    const got = await address()
    const undone = await shop.kdeploy('undo', '--replace', 'service/web')

    expect(refused.stderr).toContain('spec.clusterIP: None is no longer in the manifest, but the API server keeps it')
    expect(refused.stderr).toContain('nothing was written')
    expect([refused.exitCode, replaced.exitCode, undone.exitCode]).toEqual([2, 0, 0])
    expect(got).toMatch(/^\d+\./)
    expect(await address()).toBe('None')
  })

  test('is told where the verb update, and so the question, is forbidden', async ({ cluster }) => {
    const shop = await createRelease(cluster, { 'web.yaml': [policy({ ingress: [{}] })] })
    await shop.kdeploy('apply')
    await shop.change({ 'web.yaml': [policy({ ingress: [{}], egress: [{}] })] })
    const kubeconfig = await cluster.kubeconfigFor([
      { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: ['get', 'list', 'create', 'patch'] },
      { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list', 'create', 'update'] },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'create', 'update', 'delete'] },
    ])

    const { exitCode, stderr } = await shop.kdeploy('apply', '--kubeconfig', kubeconfig)

    expect(stderr).toMatch(
      /warning: .*NetworkPolicy \S+\/web: what others added can't be detected: you may not update it/,
    )
    expect(exitCode).toBe(0)
  })
})
