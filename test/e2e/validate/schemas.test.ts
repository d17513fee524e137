import { describe, expect } from 'vitest'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { minorOf } from '../../../src/schemas/kube-version.ts'
import { checkObject, schemasOf } from '../../../src/schemas/schemas.ts'
import { test } from '../../support/cluster/cluster.ts'
import { objectsIn } from '../../support/schemas/problems.ts'

/** A Deployment whose container has some more fields. */
const inContainer = (fields: string) => inPod(`containers: [{name: web, image: "web:1", ${fields}}]`)

/** A Deployment whose pods have some more fields. */
const inPod = (fields: string, spec = '') => {
  const containers = fields.startsWith('containers:') ? '' : 'containers: [{name: web, image: "web:1"}], '
  const pod = `{metadata: {labels: {app: web}}, spec: {${containers}${fields}}}`
  return `{apiVersion: apps/v1, kind: Deployment, spec: {${spec}selector: {matchLabels: {app: web}}, template: ${pod}}}`
}

const service = (spec: string) => `{apiVersion: v1, kind: Service, spec: {${spec}}}`
const configMap = (fields: string) => `{apiVersion: v1, kind: ConfigMap, ${fields}}`
const hpa = (spec: string) =>
  `{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, ${spec}}}`
const ingress = (spec: string) => `{apiVersion: networking.k8s.io/v1, kind: Ingress, spec: {${spec}}}`

/** What the API server refuses by its types, with `apply --server-side`. */
const refused = [
  inContainer('portz: []'),
  inContainer('ports: [{containerport: 80}]'),
  inContainer('ports: [{containerPort: "80"}]'),
  inContainer('ports: [{containerPort: 8.5}]'),
  inContainer('ports: [{containerPort: 80}, {containerPort: 80, protocol: TCP}]'),
  inContainer('ports: [{name: http}]'),
  inContainer('env: [{name: A, value: 8080}]'),
  inContainer('env: [{name: A, value: true}]'),
  inContainer('env: [{name: A, value: {a: b}}]'),
  inContainer('env: [{name: A}, {name: A, value: b}]'),
  inContainer('env: [{value: b}]'),
  inContainer('env: [null]'),
  inContainer('env: {A: b}'),
  inContainer('env: [{name: A, valueFrom: {secretKeyRef: {name: a}}}]'),
  inContainer('args: --verbose'),
  inContainer('args: [1]'),
  inContainer('command: {a: b}'),
  inContainer('imagePullPolicy: always'),
  inContainer('resources: []'),
  inContainer('resources: {limits: {cpu: true}}'),
  inContainer('resources: {limits: {memory: 1GB}}'),
  inContainer('resources: {limits: {memory: ""}}'),
  inContainer('resources: {memory: 1Gi}'),
  inContainer('livenessProbe: {httpget: {port: 80}}'),
  inContainer('livenessProbe: {httpGet: {path: /}}'),
  inContainer('livenessProbe: {httpGet: {port: 80, scheme: http}}'),
  inContainer('livenessProbe: {tcpSocket: {port: 1.5}}'),
  inContainer('livenessProbe: {tcpSocket: {port: 3000000000}}'),
  inContainer('livenessProbe: {tcpSocket: 80}'),
  inContainer('stdin: "true"'),
  inContainer('securityContext: {runAsUser: root}'),
  inContainer('securityContext: {runAsNonRoot: 1}'),
  inContainer('volumeMounts: {name: a, mountPath: /a}'),
  inContainer('terminationMessagePolicy: Files'),
  inPod('containers: [{image: a}]'),
  inPod('containers: [null]'),
  inPod('containers: [{name: a, image: a}, {name: a, image: b}]'),
  inPod('restartPolicy: always'),
  inPod('dnsPolicy: Custom'),
  inPod('nodeSelector: {gpu: true}'),
  inPod('tolerations: {key: a}'),
  inPod('tolerations: [{key: a, operator: Exists, effect: Never}]'),
  inPod('volumes: [{name: a, configmap: {name: a}}]'),
  inPod('volumes: [{name: a, emptyDir: {}}, {name: a, emptyDir: {}}]'),
  inPod('terminationGracePeriodSeconds: 30s'),
  inPod('topologySpreadConstraints: [{topologyKey: a, whenUnsatisfiable: DoNotSchedule}]'),
  inPod('', 'replicas: "2", '),
  inPod('', 'strategy: Recreate, '),
  inPod('', 'strategy: {type: recreate}, '),
  inPod('', 'containers: [], '),
  '{apiVersion: apps/v1, kind: Deployment}',
  '{apiVersion: apps/v1, kind: Deployment, spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}}}}',
  '{apiVersion: apps/v1, kind: Deployment, replicas: 1, spec: {selector: {matchLabels: {a: b}}, template: {}}}',
  service('ports: [{port: "80"}]'),
  service('ports: [{targetPort: 80}]'),
  service('ports: [{port: 80, name: a}, {port: 80, name: b}]'),
  service('type: Loadbalancer, ports: [{port: 80}]'),
  service('ports: [{port: 80}], sessionAffinity: Client'),
  service('selector: {app: 1}, ports: [{port: 80}]'),
  service('port: 80'),
  configMap('data: {a: 1}'),
  configMap('data: [a]'),
  configMap('data: {a: {b: c}}'),
  configMap('immutable: "yes"'),
  configMap('binaryData: {a: "?"}'),
  configMap('spec: {}'),
  '{apiVersion: v1, kind: Secret, data: {a: "?"}}',
  '{apiVersion: v1, kind: Secret, stringData: {a: 1}}',
  hpa('maxReplicas: many'),
  hpa('minReplicas: 1'),
  hpa('maxReplicas: 3, metrics: [{resource: {name: cpu, target: {type: Utilization}}}]'),
  hpa('maxReplicas: 3, targetCPUUtilizationPercentage: 50'),
  ingress('rules: [{http: {paths: [{path: /, backend: {service: {name: a, port: {number: 80}}}}]}}]'),
  ingress('rules: [{http: {paths: [{path: /, pathType: prefix, backend: {service: {name: a, port: {number: 80}}}}]}}]'),
  ingress('backend: {serviceName: a, servicePort: 80}'),
  '{apiVersion: policy/v1, kind: PodDisruptionBudget, spec: {minAvailable: 1.5, selector: {}}}',
  '{apiVersion: batch/v1, kind: CronJob, spec: {jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: a}]}}}}}}',
  '{apiVersion: batch/v1, kind: Job, spec: {backoffLimit: 1.5, template: {spec: {restartPolicy: Never, containers: [{name: a, image: a}]}}}}',
  '{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, rules: [{apiGroups: [""], resources: [pods]}]}',
  '{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, subjects: []}',
  '{apiVersion: v1, kind: PersistentVolumeClaim, spec: {accessModes: [ReadWrite], resources: {requests: {storage: 1Gi}}}}',
  '{apiVersion: v1, kind: PersistentVolumeClaim, spec: {accessModes: ReadWriteOnce, resources: {requests: {storage: 1Gi}}}}',
  '{apiVersion: v1, kind: ServiceAccount, secrets: [{}]}',
  '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, spec: {podSelector: {app: web}}}',
  configMap('metadata: {label: {a: b}}'),
  configMap('metadata: {finalizers: [a.b/c, a.b/c]}'),
  configMap('metadata: {ownerReferences: [{kind: ConfigMap, name: a}]}'),
]

/** What it takes, though it looks as if it might not. */
const accepted = [
  inContainer('ports: [{containerPort: 53}, {containerPort: 53, protocol: UDP}]'),
  inContainer('env: [{name: A, value: null}, {name: B, value: ""}], command: null, imagePullPolicy: ""'),
  inContainer('resources: {limits: {cpu: 1, memory: 1.5Gi}, requests: {cpu: 100m, memory: 1e3}}'),
  inContainer('livenessProbe: {tcpSocket: {port: http}, periodSeconds: 5.0}'),
  inPod('imagePullSecrets: [{}], volumes: [{name: a, emptyDir: }]'),
  inPod('', 'strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 25%}}, '),
  service('clusterIP: None, selector: {app: web}'),
  configMap('data: {a: null}, metadata: {creationTimestamp: null}'),
  configMap('data:'),
  hpa('maxReplicas: 3'),
  '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, spec: {ingress: [null]}}',
  '{apiVersion: v1, kind: Secret, data: {a: "Zm9v\\nYmFy"}}',
  '{apiVersion: policy/v1, kind: PodDisruptionBudget, spec: {minAvailable: 50%}}',
]

/** With a name each. */
function named(texts: readonly string[]): KubeObject[] {
  return texts.map((text, index) => {
    const [object] = objectsIn(text) as JsonObject[]
    return { ...object, metadata: { name: `case-${index}-end`, ...(object?.['metadata'] as JsonObject) } } as KubeObject
  })
}

const dryRun = ['apply', '--server-side', '--dry-run=server', '--validate=strict', '-f', '-']

describe('the schemas', () => {
  test('refuse what the API server refuses, and take what it takes', async ({ cluster }) => {
    const { serverVersion } = JSON.parse(await cluster.kubectl(['version', '-o', 'json']))
    const schemas = schemasOf(minorOf(serverVersion.gitVersion) ?? 0)
    const bad = named(refused)
    const good = named(accepted)
    const apply = (items: readonly KubeObject[]) =>
      cluster.kubectl(dryRun, { input: items.map((item) => JSON.stringify(item)).join('\n---\n') }).then(
        (stdout) => stdout,
        (error) => String(error),
      )

    const [refusals, acceptances] = await Promise.all([apply(bad), apply(good)])

    const byServer = refused.filter((_, index) => refusals.includes(`case-${index}-end`))
    const offline = refused.filter((_, index) => checkObject(schemas, bad[index] as KubeObject).problems.length > 0)
    expect(byServer).toEqual(refused)
    expect(offline).toEqual(refused)
    expect(acceptances.trim().split('\n')).toHaveLength(accepted.length)
    expect(good.flatMap((object) => checkObject(schemas, object).problems)).toEqual([])
  })
})
