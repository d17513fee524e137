import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { pod, readyPod, waiting } from '../../support/kinds/objects.ts'
import { condition, live, type State, writtenAgo } from './state.ts'

const healthy = { phase: 'Cluster in healthy state', instances: 3, readyInstances: 3, image: 'postgres:17' }

/** Of three instances; `status` as far as it differs from that of a healthy one. */
function cluster(status: JsonObject, spec: JsonObject = {}, metadata: JsonObject = {}): KubeObject {
  return live('postgresql.cnpg.io/v1', 'Cluster', {
    metadata,
    spec: { instances: 3, imageName: 'postgres:17', ...spec },
    status: { ...healthy, ...status },
  })
}

const instance = (name: string, image: string, age = 30): KubeObject =>
  readyPod({ name, owner: 'web', age, spec: { containers: [{ name: 'postgres', image }] } })
const typo = waiting('ImagePullBackOff', 'not found')
const inPhase = (phase: string, phaseReason = ''): KubeObject => cluster({ phase, phaseReason, readyInstances: 2 })

/** Phases of the operator that pass, and Argo CD's word for each. */
const passing: Readonly<Record<string, string>> = {
  'Setting up primary': 'Progressing',
  'Creating a new replica': 'Progressing',
  'Upgrading cluster': 'Progressing',
  'Waiting for the instances to become active': 'Progressing',
  'Promoting to primary cluster': 'Progressing',
  'Switchover in progress': 'Degraded',
  'Failing over': 'Degraded',
  'Upgrading Postgres major version': 'Degraded',
  'Cluster upgrade delayed': 'Degraded',
  'Primary instance is being restarted in-place': 'Degraded',
  'Primary instance is being restarted without a switchover': 'Degraded',
  'Online upgrade in progress': 'Degraded',
  'Applying configuration': 'Degraded',
  'Unable to create required cluster objects': 'Suspended',
  'Cluster cannot proceed to reconciliation due to an unknown plugin being required': 'Suspended',
  'Cluster has incomplete or invalid image catalog': 'Suspended',
}

/** Phases that nothing ends by itself. */
const final: Readonly<Record<string, string>> = {
  'Cluster is unrecoverable and needs manual intervention': 'Suspended',
  'Invalid cluster definition': 'Unknown',
  'Cluster cannot execute instance online upgrade due to missing architecture binary': 'Degraded',
}

export const states: readonly State[] = [
  {
    name: 'healthy',
    source: 'argocd health (Healthy)',
    object: cluster({}),
    state: 'ready',
    message: '3 instances ready',
  },
  {
    name: 'without any status',
    source: 'argocd health (Progressing)',
    object: live('postgresql.cnpg.io/v1', 'Cluster', { spec: { instances: 3 } }),
    state: 'progressing',
    message: 'waiting for its controller to see the change',
  },
  ...Object.entries(passing).map(
    ([phase, word]): State => ({
      name: `in the phase "${phase}"`,
      source:
        word === 'Progressing'
          ? 'argocd health (Progressing)'
          : `kdeploy: on purpose, docs/deploying/waiting.md (argocd health: ${word})`,
      object: inPhase(phase, 'the operator says why'),
      state: 'progressing',
      message: phase,
      cause: { reason: 'Phase', message: 'the operator says why', final: false },
    }),
  ),
  ...Object.entries(final).map(
    ([phase, word]): State => ({
      name: `in the phase "${phase}"`,
      source: `cloudnative-pg: needs a change or a person (argocd health: ${word})`,
      object: inPhase(phase),
      state: 'failed',
      message: phase,
      cause: { reason: 'Phase', final: true },
    }),
  ),
  {
    name: 'waiting for a person to switch over',
    source: 'kdeploy: on purpose, docs/deploying/waiting.md (argocd health: Degraded)',
    object: inPhase('Waiting for user action', 'User must issue a supervised switchover'),
    state: 'ready',
    message: 'waiting for you: User must issue a supervised switchover',
  },
  {
    name: 'healthy, with an instance too few: the operator has not seen the change',
    source: 'cloudnative-pg: readyInstances (argocd health: Healthy)',
    object: cluster({}, { instances: 4 }),
    state: 'progressing',
    message: 'waiting for 1 of 4 instances to become ready',
  },
  {
    name: 'healthy, with an instance too many',
    source: 'cloudnative-pg: instances (argocd health: Healthy)',
    object: cluster({}, { instances: 2 }),
    state: 'progressing',
    message: 'waiting for 1 instance to go',
  },
  {
    name: 'healthy, with the image of before',
    source: 'cloudnative-pg: status.image (argocd health: Healthy)',
    object: cluster({}, { imageName: 'postgres:18' }),
    state: 'progressing',
    message: 'waiting for its controller to see the change',
  },
  {
    name: 'healthy, but two instances run the image of before',
    source: 'cloudnative-pg: status.image (argocd health: Healthy)',
    object: cluster({}),
    children: { pods: ['16', '16', '17'].map((tag, index) => instance(`web-${index}`, `postgres:${tag}`)) },
    state: 'progressing',
    message: 'waiting for 2 instances to get the new image',
  },
  {
    name: 'healthy, with an image of a catalog',
    source: 'argocd health (Healthy)',
    object: cluster({}, { imageName: '', imageCatalogRef: { kind: 'ImageCatalog', name: 'pg', major: 17 } }),
    children: { pods: [instance('web-1', 'postgres:16')] },
    state: 'ready',
  },
  {
    name: 'healthy a moment after it was changed: it names no generation',
    source: 'kdeploy: on purpose, docs/deploying/waiting.md (argocd health: Healthy)',
    object: cluster({}, {}, writtenAgo(1, 60)),
    state: 'progressing',
  },
  {
    name: 'healthy, as its status says since it was changed',
    source: 'argocd health (Healthy)',
    object: cluster({}, {}, writtenAgo(2, 1)),
    state: 'ready',
  },
  {
    name: 'healthy, and unchanged after ten seconds',
    source: 'kdeploy: on purpose, docs/deploying/waiting.md (argocd health: Healthy at once)',
    object: cluster({}, {}, writtenAgo(11, 60)),
    state: 'ready',
  },
  {
    name: 'a pod that was made since the change cannot start',
    source: 'kdeploy: as a StatefulSet',
    object: inPhase('Upgrading cluster'),
    children: { pods: [pod(typo, { owner: 'web', age: 30 })] },
    state: 'failed',
    message: "the pod web-1 can't become ready",
    cause: { reason: 'ImagePullBackOff', final: true },
  },
  {
    name: 'a pod of before the change cannot start',
    source: 'kdeploy: as a StatefulSet',
    object: inPhase('Upgrading cluster'),
    children: { pods: [pod(typo, { owner: 'web', age: 300 })] },
    state: 'progressing',
    cause: { reason: 'ImagePullBackOff', final: false },
  },
  {
    name: 'hibernated',
    source: 'argocd health (Suspended)',
    object: cluster({ readyInstances: 0, conditions: [condition('cnpg.io/hibernation', 'True', 'Hibernated')] }),
    state: 'ready',
    message: 'hibernated',
  },
  {
    name: 'its reconciliation is disabled',
    source: 'argocd health (Suspended)',
    object: cluster({ phase: 'Upgrading cluster' }, {}, { annotations: { 'cnpg.io/reconciliationLoop': 'disabled' } }),
    state: 'ready',
    message: 'not reconciled: disabled by its annotation',
  },
  {
    name: 'instances are left out, which means one',
    source: 'cloudnative-pg: spec.instances',
    object: live('postgresql.cnpg.io/v1', 'Cluster', {
      spec: {},
      status: { ...healthy, instances: 1, readyInstances: 1 },
    }),
    state: 'ready',
    message: '1 instance ready',
  },
  {
    name: 'unrecoverable, with a reason',
    source: 'cloudnative-pg: status.phaseReason',
    object: inPhase('Cluster is unrecoverable and needs manual intervention', 'its volumes are gone'),
    state: 'failed',
    cause: { message: 'its volumes are gone' },
  },
  {
    name: 'healthy, beside the pod of a job with another image',
    source: 'cloudnative-pg: pods of its jobs have no container postgres',
    object: cluster({}),
    children: {
      pods: [
        readyPod({ name: 'web-1-join', owner: 'web', spec: { containers: [{ name: 'join', image: 'postgres:16' }] } }),
      ],
    },
    state: 'ready',
  },
]
