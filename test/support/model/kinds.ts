/** A manifest without its metadata. */
export type Body = { readonly apiVersion: string; readonly kind: string } & Readonly<Record<string, unknown>>

/** One kind: states that a template may say, and what others may do to an object of it. All that they add is named `edit…`. */
export interface ModelKind {
  readonly states: readonly Body[]
  readonly edits: readonly object[]
}

const labels = { app: 'web' }
const selector = { matchLabels: labels }
const app = (more: object = {}) => ({ name: 'app', image: 'registry.example.com/app:1', ...more })
const template = (spec: object = {}, ...containers: object[]) => ({
  metadata: { labels },
  spec: { containers: containers.length === 0 ? [app()] : containers, ...spec },
})

/** States of a pod template, each of which a merge with another one would get wrong. */
const templates = [
  template(),
  template({}, app({ env: [{ name: 'A', value: '1' }] })),
  template({}, app({ env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] })),
  template({}, app({ image: 'registry.example.com/app' }), { name: 'second', image: 'registry.example.com/b:1' }),
  template({ volumes: [{ name: 'v' }] }, app({ volumeMounts: [{ name: 'v', mountPath: '/a' }] })),
  template({ volumes: [{ name: 'v', hostPath: { path: '/x' } }] }, app({ resources: { limits: { cpu: '1000m' } } })),
  template({ hostAliases: [{ ip: '10.0.0.1', hostnames: ['a'] }] }, app({ ports: [{ containerPort: 80 }] })),
  template({ terminationGracePeriodSeconds: 5 }, app({ readinessProbe: { tcpSocket: { port: 80 } } })),
]
const podEdits = [
  { spec: { template: { spec: { containers: [{ name: 'edit', image: 'x:1' }] } } } },
  { spec: { template: { spec: { containers: [{ name: 'app', env: [{ name: 'edit', value: 'x' }] }] } } } },
  { spec: { template: { metadata: { annotations: { edit: 'x' } } } } },
  { spec: { template: { spec: { containers: [{ name: 'app', image: 'x:2' }] } } } },
]

const workload = (apiVersion: string, kind: string, ...specs: object[]): ModelKind => ({
  states: templates.map((one, index) => ({
    apiVersion,
    kind,
    spec: { ...specs[index % specs.length], template: one },
  })),
  edits: podEdits,
})
const kind = (apiVersion: string, name: string, states: readonly object[], edits: readonly object[]): ModelKind => ({
  states: states.map((state) => ({ ...state, apiVersion, kind: name })),
  edits: [...edits, { metadata: { labels: { edit: 'x' } } }, { metadata: { annotations: { edit: 'x' } } }],
})
const ofSpec = (...specs: object[]) => specs.map((spec) => ({ spec }))

const backend = { service: { name: 'web', port: { number: 80 } } }
const rule = (path: string) => ({ http: { paths: [{ path, pathType: 'Prefix', backend }] } })
const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'none' }
const metric = (name: string) => ({
  type: 'Resource',
  resource: { name, target: { type: 'Utilization', averageUtilization: 60 } },
})
const verbs = (...names: string[]) => [{ apiGroups: [''], resources: ['pods'], verbs: names }]
const subject = (name: string) => ({ kind: 'ServiceAccount', name, namespace: 'default' })
const job = { template: { spec: { restartPolicy: 'Never', containers: [app()] } } }

/** Twenty kinds and more. */
export const kinds: readonly ModelKind[] = [
  workload(
    'apps/v1',
    'Deployment',
    { replicas: 1, selector },
    { replicas: 2, selector, strategy: { type: 'Recreate' } },
  ),
  workload(
    'apps/v1',
    'StatefulSet',
    { replicas: 0, selector, serviceName: 'web' },
    { replicas: 0, selector, serviceName: 'web', updateStrategy: { type: 'OnDelete' } },
  ),
  workload('apps/v1', 'DaemonSet', { selector }, { selector, updateStrategy: { type: 'OnDelete' } }),
  workload('apps/v1', 'ReplicaSet', { replicas: 0, selector }, { replicas: 0, selector, minReadySeconds: 3 }),
  workload('v1', 'ReplicationController', { replicas: 0, selector: labels }, { replicas: 0, selector: labels }),
  kind(
    'v1',
    'ConfigMap',
    [{ data: { a: '1' } }, { data: { b: '2' } }, { binaryData: { a: 'AAE=' } }, {}],
    [{ data: { edit: 'x' } }, { data: { a: 'edited' } }],
  ),
  kind(
    'v1',
    'Secret',
    [{ data: { a: 'MQ==' } }, { stringData: { b: '2' } }, { data: { a: 'Mg==', b: 'Mg==' } }],
    [{ data: { edit: 'eA==' } }],
  ),
  kind(
    'v1',
    'Service',
    ofSpec(
      { selector: labels, ports: [{ port: 80 }] },
      { selector: labels, ports: [{ port: 8080, name: 'http' }], sessionAffinity: 'ClientIP' },
      {
        selector: labels,
        ports: [
          { port: 80, name: 'a' },
          { port: 81, name: 'b' },
        ],
        type: 'NodePort',
      },
    ),
    [{ spec: { selector: { edit: 'x' } } }],
  ),
  kind(
    'v1',
    'ServiceAccount',
    [{}, { automountServiceAccountToken: false }, { imagePullSecrets: [{ name: 'a' }] }],
    [],
  ),
  kind(
    'v1',
    'LimitRange',
    ofSpec(
      { limits: [{ type: 'Pod', max: { memory: '100Gi' } }] },
      { limits: [{ type: 'Container', max: { memory: '0.5Ti' } }] },
    ),
    [],
  ),
  kind('v1', 'ResourceQuota', ofSpec({ hard: { pods: '1000' } }, { hard: { configmaps: '1k', pods: '900' } }), [
    { spec: { hard: { 'count/edit.example.com': '5' } } },
  ]),
  kind(
    'v1',
    'PodTemplate',
    templates.slice(0, 4).map((one) => ({ template: one })),
    [],
  ),
  kind(
    'batch/v1',
    'CronJob',
    ofSpec(
      { schedule: '0 0 1 1 *', jobTemplate: { spec: job } },
      { schedule: '0 0 1 1 *', suspend: true, jobTemplate: { spec: { ...job, backoffLimit: 1 } } },
      { schedule: '0 1 1 1 *', concurrencyPolicy: 'Forbid', jobTemplate: { spec: job } },
    ),
    [{ spec: { jobTemplate: { metadata: { labels: { edit: 'x' } } } } }],
  ),
  kind(
    'networking.k8s.io/v1',
    'NetworkPolicy',
    ofSpec(
      { podSelector: {} },
      { podSelector: {}, ingress: [{}] },
      { podSelector: selector, egress: [{}] },
      { podSelector: {}, ingress: [{}], egress: [{ ports: [{ port: 53 }] }] },
    ),
    [],
  ),
  kind(
    'networking.k8s.io/v1',
    'Ingress',
    ofSpec(
      { defaultBackend: backend },
      { rules: [rule('/a')] },
      { rules: [rule('/b'), { host: 'h.example.com', ...rule('/') }], tls: [{ hosts: ['h.example.com'] }] },
    ),
    [],
  ),
  kind(
    'policy/v1',
    'PodDisruptionBudget',
    ofSpec(
      { selector, minAvailable: 1 },
      { selector, maxUnavailable: '25%' },
      { selector, maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' },
    ),
    [],
  ),
  {
    states: [
      { apiVersion: 'autoscaling/v1', kind: 'HorizontalPodAutoscaler', spec: { maxReplicas: 3, scaleTargetRef } },
      {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        spec: { maxReplicas: 3, minReplicas: 2, scaleTargetRef, metrics: [metric('memory')] },
      },
      {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        spec: { maxReplicas: 4, scaleTargetRef, metrics: [metric('cpu'), metric('memory')] },
      },
    ],
    edits: [{ metadata: { labels: { edit: 'x' } } }],
  },
  kind(
    'rbac.authorization.k8s.io/v1',
    'Role',
    [{ rules: verbs('get') }, { rules: verbs('get', 'list') }, { rules: [] }],
    [],
  ),
  kind(
    'rbac.authorization.k8s.io/v1',
    'RoleBinding',
    [[subject('a')], [subject('b'), subject('a')]].map((subjects) => ({
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'web' },
      subjects,
    })),
    [],
  ),
  kind(
    'coordination.k8s.io/v1',
    'Lease',
    ofSpec({ holderIdentity: 'a' }, { holderIdentity: 'b', leaseDurationSeconds: 5 }),
    [{ spec: { renewTime: null, leaseTransitions: null } }],
  ),
  kind(
    'discovery.k8s.io/v1',
    'EndpointSlice',
    [[{ port: 80 }], [{ port: 81, name: 'a' }]].map((ports) => ({
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.0.0.9'] }],
      ports,
    })),
    [],
  ),
]
