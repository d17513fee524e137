import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { ago, event } from '../../support/kinds/objects.ts'
import { condition, live, type State } from './state.ts'

const onPurpose = 'kdeploy: on purpose, docs/deploying/waiting.md'

const claim = (status: JsonObject | undefined, spec: JsonObject = {}) =>
  live('v1', 'PersistentVolumeClaim', {
    metadata: { generation: 1 },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
    ...(status === undefined ? {} : { status }),
  })

/** A pending claim, and what its controller says of it. */
const told = (
  reason: string,
  message: string,
  spec: JsonObject = {},
  more: JsonObject = {},
): { object: KubeObject; children: { events: KubeObject[] } } => {
  const object = claim({ phase: 'Pending' }, spec)
  return { object, children: { events: [event(object, reason, message, more)] } }
}

const noVolume = 'no persistent volumes available for this claim and no storage class is set'

export const states: readonly State[] = [
  { name: 'bound', source: 'kstatus', object: claim({ phase: 'Bound' }), state: 'ready', message: 'bound' },
  {
    name: 'bound, and being resized',
    source: 'kstatus',
    object: claim({ phase: 'Bound', conditions: [condition('Resizing', 'True')] }),
    state: 'ready',
  },
  {
    name: 'without any status',
    source: 'kstatus',
    object: claim(undefined),
    state: 'progressing',
    message: 'waiting for its volume',
  },
  {
    name: 'pending',
    source: 'argocd health',
    object: claim({ phase: 'Pending' }),
    state: 'progressing',
    message: 'waiting for its volume',
    cause: null,
  },
  {
    name: 'lost',
    source: 'argocd health',
    object: claim({ phase: 'Lost' }, { volumeName: 'pv-1' }),
    state: 'failed',
    message: 'its volume pv-1 is gone',
    cause: { reason: 'Lost' },
  },
  {
    name: 'waits for its first pod',
    source: `${onPurpose} (kstatus: InProgress)`,
    ...told('WaitForFirstConsumer', 'waiting for first consumer to be created before binding', {}, { type: 'Normal' }),
    state: 'ready',
    message: 'will be bound when a pod mounts it',
  },
  {
    name: 'waits for a pod to be scheduled',
    source: `${onPurpose} (kstatus: InProgress)`,
    ...told('WaitForPodScheduled', 'waiting for pod web-1 to be scheduled', {}, { type: 'Normal' }),
    state: 'ready',
  },
  {
    name: 'its StorageClass does not exist, and a volume of that class may be made by hand',
    source: 'kstatus',
    ...told('ProvisioningFailed', 'storageclass.storage.k8s.io "manual" not found', { storageClassName: 'manual' }),
    state: 'progressing',
    cause: {
      reason: 'ProvisioningFailed',
      message:
        'storageclass.storage.k8s.io "manual" not found; without it only a PersistentVolume of that class can be bound',
      final: false,
    },
  },
  {
    name: 'for volumes without a class, of which there is none',
    source: 'kstatus',
    ...told('FailedBinding', noVolume, { storageClassName: '' }, { type: 'Normal' }),
    state: 'progressing',
    cause: { reason: 'FailedBinding', message: noVolume, final: false },
  },
  {
    name: 'no class is named and there is no default',
    source: 'kstatus',
    ...told('FailedBinding', noVolume, {}, { type: 'Normal' }),
    state: 'progressing',
    cause: { reason: 'FailedBinding', final: false },
  },
  {
    name: 'the volume that it names does not fit',
    source: 'kstatus',
    ...told('VolumeMismatch', 'Cannot bind to requested volume "pv-1": requested PV is too small', {
      volumeName: 'pv-1',
    }),
    state: 'progressing',
    cause: { reason: 'VolumeMismatch', final: false },
  },
  {
    name: 'its provisioner fails',
    source: 'kstatus',
    ...told('ProvisioningFailed', 'rpc error: code = ResourceExhausted desc = disk quota'),
    state: 'progressing',
    cause: { reason: 'ProvisioningFailed', final: false },
  },
  {
    name: 'its provisioner is at work',
    source: 'kstatus',
    ...told('Provisioning', 'External provisioner is provisioning volume', {}, { type: 'Normal' }),
    state: 'progressing',
    cause: null,
  },
  {
    name: 'an event from before its last change',
    source: 'kstatus',
    ...told(
      'WaitForFirstConsumer',
      'waiting',
      {},
      { lastTimestamp: ago(600), metadata: { creationTimestamp: ago(600) } },
    ),
    state: 'progressing',
  },
  {
    name: 'is being deleted while a pod mounts it',
    source: `${onPurpose} (kstatus: Terminating)`,
    object: live('v1', 'PersistentVolumeClaim', {
      metadata: { deletionTimestamp: ago(5), finalizers: ['kubernetes.io/pvc-protection'] },
      status: { phase: 'Bound' },
    }),
    state: 'failed',
    cause: { reason: 'Terminating', message: 'someone deleted it; held by finalizers: kubernetes.io/pvc-protection' },
  },
]
