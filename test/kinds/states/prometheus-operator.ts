import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { object, pod, waiting } from '../../support/kinds/objects.ts'
import { condition, live, type State } from './state.ts'

/** Of the kinds that aren't v1 yet. */
const alpha = ['PrometheusAgent', 'ScrapeConfig', 'AlertmanagerConfig']
const versionOf = (kind: string): string => `monitoring.coreos.com/${alpha.includes(kind) ? 'v1alpha1' : 'v1'}`
const at = (observedGeneration: number, of: JsonObject): JsonObject => ({ ...of, observedGeneration })
const reconciled = at(2, condition('Reconciled', 'True'))
const available = at(2, condition('Available', 'True'))
const two = { replicas: 2, updatedReplicas: 2, availableReplicas: 2 }

/** Of two replicas; `status` as far as it differs from that of one that is up. */
function server(status: JsonObject, spec: JsonObject = {}, kind = 'Prometheus'): KubeObject {
  return live(versionOf(kind), kind, {
    spec: { replicas: 2, ...spec },
    status: { ...two, conditions: [reconciled, available], ...status },
  })
}

const degraded = {
  ...two,
  availableReplicas: 1,
  conditions: [reconciled, at(2, condition('Available', 'Degraded', 'SomePodsNotReady', 'pod web-1: waiting'))],
}
const set = object('apps/v1', 'StatefulSet', {
  name: 'prometheus-web',
  owner: 'web',
  spec: { replicas: 2 },
  status: { updateRevision: 'r2', currentRevision: 'r1', updatedReplicas: 1, readyReplicas: 1, replicas: 2 },
})
const broken = pod(waiting('ImagePullBackOff', 'not found'), {
  owner: 'prometheus-web',
  labels: { 'controller-revision-hash': 'r2' },
})
const monitor = (bindings: readonly JsonObject[]): KubeObject =>
  live('monitoring.coreos.com/v1', 'ServiceMonitor', { status: { bindings: [...bindings] } })
const binding = (...conditions: readonly JsonObject[]): JsonObject => ({
  resource: 'prometheuses',
  name: 'k8s',
  namespace: 'infra',
  conditions: [...conditions],
})
const refused = condition('Accepted', 'False', 'InvalidConfiguration', 'basicAuth: secret not found')

export const states: readonly State[] = [
  ...['Prometheus', 'PrometheusAgent', 'Alertmanager', 'ThanosRuler'].flatMap((kind): State[] => [
    {
      name: `a ${kind} is available`,
      source: 'argocd health, kubedog (Healthy)',
      object: server({}, {}, kind),
      state: 'ready',
      message: '2 replicas ready',
    },
    {
      name: `a ${kind} without any status`,
      source: 'argocd health (Progressing)',
      object: live(versionOf(kind), kind),
      state: 'progressing',
      message: 'waiting for its controller to see the change',
    },
    {
      name: `a ${kind} is available as of the generation before`,
      source: 'kstatus: conditions with their own observedGeneration (argocd health: Healthy)',
      object: server({ conditions: [reconciled, at(1, condition('Available', 'True'))] }, {}, kind),
      state: 'progressing',
    },
    {
      name: `a ${kind} was reconciled in the generation before`,
      source: 'prometheus-operator: Reconciled',
      object: server({ conditions: [at(1, condition('Reconciled', 'True')), available] }, {}, kind),
      state: 'progressing',
      message: 'waiting for its controller to see the change',
    },
  ]),
  {
    name: 'some pods are not ready',
    source: 'argocd health (Progressing)',
    object: server(degraded),
    state: 'progressing',
    message: 'waiting for 1 of 2 replicas to become ready',
    cause: { reason: 'SomePodsNotReady', message: 'pod web-1: waiting' },
  },
  {
    name: 'no pod is ready',
    source: 'kubedog (progressing; argocd health: Degraded)',
    object: server({
      availableReplicas: 0,
      conditions: [reconciled, at(2, condition('Available', 'False', 'NoPodReady'))],
    }),
    state: 'progressing',
    message: 'waiting for 2 of 2 replicas to become ready',
    cause: { reason: 'NoPodReady' },
  },
  {
    name: 'its StatefulSet is not there yet',
    source: 'kubedog (progressing; argocd health: Degraded)',
    object: server({
      availableReplicas: 0,
      updatedReplicas: 0,
      conditions: [reconciled, at(2, condition('Available', 'False', 'StatefulSetNotFound'))],
    }),
    state: 'progressing',
  },
  {
    name: 'it is available, but with old pods',
    source: 'prometheus-operator: status.updatedReplicas (argocd health: Healthy)',
    object: server({ updatedReplicas: 1 }),
    state: 'progressing',
    message: 'waiting for 1 of 2 replicas to be updated',
  },
  {
    name: 'each of its shards has its replicas',
    source: 'prometheus-operator: spec.shards',
    object: server({ replicas: 4, updatedReplicas: 4, availableReplicas: 4 }, { shards: 2 }),
    state: 'ready',
    message: '4 replicas ready',
  },
  {
    name: 'one of its shards is missing',
    source: 'prometheus-operator: spec.shards',
    object: server({}, { shards: 2 }),
    state: 'progressing',
    message: 'waiting for 2 of 4 replicas to become ready',
  },
  {
    name: 'replicas are left out, which means one',
    source: 'prometheus-operator: spec.replicas',
    object: live('monitoring.coreos.com/v1', 'Prometheus', {
      status: { updatedReplicas: 1, availableReplicas: 1, conditions: [reconciled, available] },
    }),
    state: 'ready',
    message: '1 replica ready',
  },
  {
    name: 'it could not be reconciled',
    source: 'prometheus-operator: ReconciliationFailed is tried again',
    object: server({
      conditions: [
        at(2, condition('Reconciled', 'False', 'ReconciliationFailed', 'secret "remote" not found')),
        available,
      ],
    }),
    state: 'progressing',
    message: 'secret "remote" not found',
    cause: { reason: 'ReconciliationFailed', final: false },
  },
  {
    name: 'it is paused',
    source: 'kdeploy: as a paused Deployment',
    object: server({ conditions: [at(1, condition('Reconciled', 'True'))] }, { paused: true }),
    state: 'ready',
    message: 'paused: changes nothing until it is resumed',
  },
  {
    name: 'a pod of its StatefulSet cannot start',
    source: 'kdeploy: as a StatefulSet',
    object: server(degraded),
    children: { statefulSets: [set], pods: [broken] },
    state: 'failed',
    message: "StatefulSet prometheus-web: the pod web-1 can't become ready",
    cause: { reason: 'ImagePullBackOff', pod: 'web-1', final: true },
  },
  {
    name: 'a pod of its StatefulSet could not start, before the change was seen',
    source: 'kdeploy: as a StatefulSet',
    object: server({ ...degraded, conditions: [at(1, condition('Reconciled', 'True'))] }),
    children: { statefulSets: [set], pods: [broken] },
    state: 'progressing',
  },
  {
    name: 'an agent that runs on each node',
    source: 'prometheus-operator: spec.mode',
    object: server({ updatedReplicas: 0 }, { mode: 'DaemonSet' }, 'PrometheusAgent'),
    state: 'ready',
  },
  ...['PrometheusRule', 'ServiceMonitor', 'PodMonitor', 'Probe', 'ScrapeConfig', 'AlertmanagerConfig'].map(
    (kind): State => ({
      name: `a ${kind} has no status`,
      source: 'kstatus (Current)',
      object: live(versionOf(kind), kind, { spec: {} }),
      state: 'ready',
      message: 'accepted',
    }),
  ),
  {
    name: 'a ServiceMonitor that a Prometheus accepted',
    source: 'prometheus-operator: status.bindings',
    object: monitor([binding(at(2, condition('Accepted', 'True')))]),
    state: 'ready',
  },
  {
    name: 'a ServiceMonitor that a Prometheus refused',
    source: 'prometheus-operator: status.bindings',
    object: monitor([binding(at(2, refused))]),
    state: 'progressing',
    message: 'refused by prometheuses k8s: basicAuth: secret not found',
    cause: { reason: 'InvalidConfiguration', final: false },
  },
  {
    name: 'a ServiceMonitor that a Prometheus refused in the generation before',
    source: 'kstatus: conditions with their own observedGeneration',
    object: monitor([binding(at(1, refused))]),
    state: 'ready',
  },
  {
    name: 'it was reconciled, and says nothing of its pods yet',
    source: 'argocd health (Progressing)',
    object: server({ updatedReplicas: 0, availableReplicas: 0, conditions: [reconciled] }),
    state: 'progressing',
    message: 'waiting for 2 of 2 replicas to become ready',
    cause: null,
  },
]
