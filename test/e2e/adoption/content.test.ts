import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { comparable, freshOf } from '../../support/cluster/fresh.ts'
import { live } from '../../support/cluster/live.ts'
import { createRelease } from '../../support/projects/release.ts'

const labels = { app: 'web' }

function deployment(pod: object, spec: object = {}): object {
  const template = { metadata: { labels }, spec: { containers: [], ...pod } }
  const whole = { replicas: 1, selector: { matchLabels: labels }, ...spec, template }
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: whole }
}

const app = (container: object) => ({ name: 'app', image: 'registry.example.com/app:1', ...container })
const service = (spec: object) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { selector: labels, ...spec },
})
const policy = (spec: object) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'web' },
  spec: { podSelector: {}, ...spec },
})
const budget = (spec: object) => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'web' },
  spec: { selector: { matchLabels: labels }, ...spec },
})
const stateful = (spec: object) => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'web' },
  spec: {
    ...{ serviceName: 'web', replicas: 0, selector: { matchLabels: labels } },
    template: { metadata: { labels }, spec: { containers: [app({})] } },
    ...spec,
  },
})
const mounts = (...paths: string[]) => ({
  containers: [app({ volumeMounts: paths.map((mountPath) => ({ name: 'v', mountPath })) })],
  volumes: [{ name: 'v', emptyDir: {} }],
})

/** What was there, and what the template says: a merge of the two is refused, or keeps what should go. */
const cases: Readonly<Record<string, readonly [object, object]>> = {
  'a variable that goes': [
    deployment({ containers: [app({ env: [{ name: 'DEBUG', value: '1' }] })] }),
    deployment({ containers: [app({})] }),
  ],
  'a value that comes from elsewhere': [
    deployment({ containers: [app({ env: [{ name: 'A', value: 'b' }] })] }),
    deployment({
      containers: [app({ env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] })],
    }),
  ],
  'a port of the same name': [
    deployment({ containers: [app({ ports: [{ name: 'http', containerPort: 80 }] })] }),
    deployment({ containers: [app({ ports: [{ name: 'http', containerPort: 8080 }] })] }),
  ],
  'another strategy': [
    deployment({ containers: [app({})] }, { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } }),
    deployment({ containers: [app({})] }, { strategy: { type: 'Recreate' } }),
  ],
  'another probe': [
    deployment({ containers: [app({ readinessProbe: { httpGet: { port: 80, path: '/' } } })] }),
    deployment({ containers: [app({ readinessProbe: { tcpSocket: { port: 80 } } })] }),
  ],
  'another volume of the same name': [
    deployment({ containers: [app({})], volumes: [{ name: 'v', emptyDir: { medium: 'Memory' } }] }),
    deployment({ containers: [app({})], volumes: [{ name: 'v', configMap: { name: 'c', optional: true } }] }),
  ],
  'one of two mounts of a volume': [deployment(mounts('/a', '/b')), deployment(mounts('/b'))],
  'aliases of hosts': [
    deployment({ containers: [app({})], hostAliases: [{ ip: '10.0.0.1', hostnames: ['a'] }] }),
    deployment({ containers: [app({})], hostAliases: [{ ip: '10.0.0.2', hostnames: ['b'] }] }),
  ],
  'a container that goes, and one that comes': [
    deployment({ containers: [app({}), { name: 'side', image: 'x:1' }] }),
    deployment({ containers: [app({}), { name: 'other', image: 'x:2' }] }),
  ],
  'an image that is pulled always': [
    deployment({ containers: [app({ image: 'registry.example.com/app' })] }),
    deployment({ containers: [app({ image: 'registry.example.com/app:2' })] }),
  ],
  "a Service's port": [
    service({ ports: [{ name: 'http', port: 80, targetPort: 8080 }] }),
    service({ ports: [{ name: 'http', port: 8080 }] }),
  ],
  "a Service's type": [
    service({ type: 'NodePort', ports: [{ port: 80 }], externalTrafficPolicy: 'Local' }),
    service({ ports: [{ port: 80 }] }),
  ],
  'a policy without egress': [policy({ ingress: [{}], egress: [{}] }), policy({ ingress: [{}] })],
  'the other way to budget': [budget({ minAvailable: 1 }), budget({ maxUnavailable: 1 })],
  'a StatefulSet that waits for deletions': [
    stateful({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } } }),
    stateful({ updateStrategy: { type: 'OnDelete' } }),
  ],
}

const owners: Readonly<Record<string, readonly string[]>> = {
  'kubectl apply': ['apply'],
  'kubectl apply --server-side': ['apply', '--server-side'],
  'kubectl create': ['create'],
  'Helm 3': ['create', '--field-manager', 'helm'],
  'Helm 4': ['apply', '--server-side', '--field-manager', 'helm'],
}

const matrix = Object.entries(cases).map(
  ([title, [before, after]], index) =>
    [title, Object.keys(owners)[index % Object.keys(owners).length] ?? '', before, after] as const,
)

describe('adopting makes of what was there what the template alone makes', () => {
  test.for(matrix)('%s, made by %s', async ([, owner, before, after], { cluster }) => {
    await cluster.kubectl([...(owners[owner] ?? []), '-f', '-'], { input: JSON.stringify(before) })
    const shop = await createRelease(cluster, { 'web.yaml': [after] })
    const { kind } = after as { kind: string }

    const diff = await shop.kdeploy('diff', '-o', 'json')
    const adopted = await shop.kdeploy('apply', '--adopt', '--no-wait')

    expect(adopted.stderr).toContain('1 adopted')
    expect(adopted.exitCode).toBe(0)
    expect(diff.exitCode).toBe(1)
    expect(comparable(await live(cluster, `${kind}/web`))).toEqual(await freshOf(cluster, after))
    expect((await shop.kdeploy('diff')).exitCode).toBe(0)
    expect((await shop.kdeploy('status', '--exit-code')).stdout).not.toContain('drifted')
    // The way back, too.
    const made = await live(cluster, `${kind}/web`)
    await shop.change({ 'web.yaml': [before] })
    expect((await shop.kdeploy('apply', '--no-wait')).exitCode).toBe(0)
    expect(comparable(await live(cluster, `${kind}/web`))).toEqual(await freshOf(cluster, before))
    expect((await shop.kdeploy('undo', '--no-wait')).exitCode).toBe(0)
    expect(comparable(await live(cluster, `${kind}/web`))).toEqual(comparable(made))
  })
})
