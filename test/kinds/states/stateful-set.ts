import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { event, pod, readyPod, terminated, waiting } from '../../support/kinds/objects.ts'
import { live, type State } from './state.ts'

const onPurpose = 'kdeploy: on purpose, docs/deploying/waiting.md'
const full = {
  ...{
    observedGeneration: 2,
    replicas: 3,
    readyReplicas: 3,
    availableReplicas: 3,
    updatedReplicas: 3,
    currentReplicas: 3,
  },
  ...{ currentRevision: 'web-b', updateRevision: 'web-b' },
}
const rolling = (rollingUpdate: JsonObject) => ({ updateStrategy: { type: 'RollingUpdate', rollingUpdate } })
const onDelete = { updateStrategy: { type: 'OnDelete' } }
const updating = { currentRevision: 'web-a', updateRevision: 'web-b' }

/** Of three replicas; `status` as far as it differs from a finished update's. */
function set(status: JsonObject, spec: JsonObject = {}): KubeObject {
  return live('apps/v1', 'StatefulSet', {
    spec: { replicas: 3, ...rolling({ partition: 0 }), ...spec },
    status: { ...full, ...status },
  })
}

const of = (revision: string) => ({ owner: 'web', labels: { 'controller-revision-hash': revision } })
const broken = (name: string, revision: string) => pod(waiting('InvalidImageName'), { name, ...of(revision) })
const crashing = (name: string, revision: string) =>
  pod(waiting('CrashLoopBackOff'), { name, ...of(revision), container: { restartCount: 2, lastState: terminated(3) } })

export const states: readonly State[] = [
  {
    name: 'all replicas are ready and updated',
    source: 'kubectl rollout status',
    object: set({}),
    state: 'ready',
    message: '3 replicas ready',
  },
  {
    name: 'its controller has not seen the last change',
    source: 'kubectl rollout status',
    object: set({ observedGeneration: 1 }),
    state: 'progressing',
    message: 'waiting for its controller to see the change',
  },
  {
    name: 'its controller has seen nothing yet: 0',
    source: 'kubectl rollout status',
    object: set({ observedGeneration: 0, replicas: 0 }),
    state: 'progressing',
  },
  {
    name: 'without any status',
    source: 'kubectl rollout status',
    object: live('apps/v1', 'StatefulSet', { spec: { replicas: 3 } }),
    state: 'progressing',
  },
  {
    name: 'replicas are left out, which means one',
    source: 'kstatus',
    object: live('apps/v1', 'StatefulSet', { spec: {}, status: { observedGeneration: 2, replicas: 1 } }),
    state: 'progressing',
    message: 'waiting for 1 of 1 replica to become ready',
  },
  {
    name: 'no replicas are wanted',
    source: 'kubectl rollout status',
    object: live('apps/v1', 'StatefulSet', { spec: { replicas: 0 }, status: { observedGeneration: 2, replicas: 0 } }),
    state: 'ready',
    message: '0 replicas ready',
  },
  {
    name: 'two of three pods are not created yet',
    source: 'kstatus',
    object: set({ replicas: 1, readyReplicas: 1, updatedReplicas: 1 }),
    state: 'progressing',
    message: 'waiting for 2 of 3 replicas to become ready',
  },
  {
    name: 'created, and not ready',
    source: 'kubectl rollout status',
    object: set({ readyReplicas: 2 }),
    state: 'progressing',
    message: 'waiting for 1 of 3 replicas to become ready',
  },
  {
    name: 'ready, but not for minReadySeconds yet',
    source: 'kubectl rollout status',
    object: set({ availableReplicas: 1 }, { minReadySeconds: 60 }),
    state: 'ready',
  },
  {
    name: 'scaled down, and its surplus pods still run',
    source: 'kstatus',
    object: set({}, { replicas: 1 }),
    state: 'progressing',
    message: 'waiting for 2 surplus replicas to terminate',
  },
  {
    name: 'scaled down to none, and a pod still runs',
    source: 'kstatus',
    object: set({ replicas: 1, readyReplicas: 1 }, { replicas: 0 }),
    state: 'progressing',
    message: 'waiting for 1 surplus replica to terminate',
  },
  {
    name: 'scaled down with a partition, and a surplus pod still runs',
    source: 'kstatus',
    object: set({ replicas: 3 }, { replicas: 2, ...rolling({ partition: 2 }) }),
    state: 'progressing',
    message: 'waiting for 1 surplus replica to terminate',
  },
  {
    name: 'scaled down with OnDelete, and a surplus pod still runs',
    source: `${onPurpose} (kstatus: Current)`,
    object: set({}, { replicas: 2, ...onDelete }),
    state: 'progressing',
    message: 'waiting for 1 surplus replica to terminate',
  },
  {
    name: 'scaled down with Parallel, and surplus pods still run',
    source: 'kstatus',
    object: set({}, { replicas: 1, podManagementPolicy: 'Parallel' }),
    state: 'progressing',
    message: 'waiting for 2 surplus replicas to terminate',
  },
  {
    name: 'scaled down, and a surplus pod is broken',
    source: 'kstatus',
    object: set({ readyReplicas: 2 }, { replicas: 2 }),
    children: { pods: [readyPod({ name: 'web-0', ...of('web-b') })] },
    state: 'progressing',
    message: 'waiting for 1 surplus replica to terminate',
  },
  {
    name: 'one of three pods is updated',
    source: 'kubectl rollout status',
    object: set({ ...updating, updatedReplicas: 1 }),
    state: 'progressing',
    message: 'waiting for 2 of 3 replicas to be updated',
  },
  {
    name: 'all are updated, and the revisions are not made equal yet',
    source: 'kubectl rollout status',
    object: set(updating),
    state: 'ready',
  },
  {
    name: 'an update is taken back, and pods of the other revision are ready',
    source: 'kubectl rollout status',
    object: set({ updatedReplicas: 2, currentReplicas: 2 }),
    state: 'progressing',
    message: 'waiting for 1 of 3 replicas to be updated',
  },
  {
    name: 'those above the partition are updated',
    source: 'kubectl rollout status',
    object: set({ ...updating, updatedReplicas: 1 }, rolling({ partition: 2 })),
    state: 'ready',
  },
  {
    name: 'one above the partition is not updated',
    source: 'kubectl rollout status',
    object: set({ ...updating, updatedReplicas: 1 }, rolling({ partition: 1 })),
    state: 'progressing',
    message: 'waiting for 1 of 2 replicas to be updated',
  },
  {
    name: 'the partition holds all pods',
    source: 'kubectl rollout status',
    object: set({ ...updating, updatedReplicas: 0 }, rolling({ partition: 3 })),
    state: 'ready',
  },
  {
    name: 'the partition is larger than the set',
    source: 'helm ready',
    object: set({ ...updating, updatedReplicas: 0 }, rolling({ partition: 99 })),
    state: 'ready',
  },
  {
    name: 'the partition is met, and a pod below it is not ready',
    source: 'kubectl rollout status',
    object: set({ ...updating, updatedReplicas: 1, readyReplicas: 2 }, rolling({ partition: 2 })),
    state: 'progressing',
    message: 'waiting for 1 of 3 replicas to become ready',
  },
  {
    name: 'a rolling update without its parameters',
    source: 'argocd health',
    object: set({ ...updating, updatedReplicas: 2 }, { updateStrategy: { type: 'RollingUpdate' } }),
    state: 'progressing',
    message: 'waiting for 1 of 3 replicas to be updated',
  },
  {
    name: 'OnDelete, and no pod is updated',
    source: 'argocd health',
    object: set({ ...updating, updatedReplicas: 0 }, onDelete),
    state: 'ready',
    message: '3 replicas ready; pods are updated only when you delete them (OnDelete)',
  },
  {
    name: 'OnDelete, and a pod is not ready',
    source: `${onPurpose} (kstatus: Current; helm: ready)`,
    object: set({ ...updating, readyReplicas: 2 }, onDelete),
    state: 'progressing',
    message: 'waiting for 1 of 3 replicas to become ready',
  },
  {
    name: 'OnDelete, and nothing to update',
    source: 'argocd health',
    object: set({}, onDelete),
    state: 'ready',
    message: '3 replicas ready',
  },
  {
    name: 'Parallel, and pods are not ready',
    source: 'kubectl rollout status',
    object: set({ readyReplicas: 1 }, { podManagementPolicy: 'Parallel' }),
    state: 'progressing',
    message: 'waiting for 2 of 3 replicas to become ready',
  },
  {
    name: 'an updated pod can never start',
    source: 'kubedog',
    object: set({ ...updating, readyReplicas: 2, updatedReplicas: 1 }),
    children: { pods: [broken('web-2', 'web-b')] },
    state: 'failed',
    message: "the pod web-2 can't become ready",
    cause: { reason: 'InvalidImageName', pod: 'web-2' },
  },
  {
    name: 'a pod of the old revision can never start, and blocks the update',
    source: onPurpose,
    object: set({ ...updating, readyReplicas: 2, updatedReplicas: 0 }),
    children: { pods: [crashing('web-2', 'web-a')] },
    state: 'failed',
    message: 'the old pod web-2 blocks the update until it is deleted',
    cause: { reason: 'CrashLoopBackOff', pod: 'web-2' },
  },
  {
    name: 'Parallel, and a pod of the old revision can never start',
    source: 'kubectl rollout status',
    object: set({ ...updating, readyReplicas: 2, updatedReplicas: 0 }, { podManagementPolicy: 'Parallel' }),
    children: { pods: [crashing('web-2', 'web-a')] },
    state: 'progressing',
  },
  {
    name: 'counted as ready, while its updated pod crashes',
    source: onPurpose,
    object: set({}),
    children: { pods: [crashing('web-1', 'web-b')] },
    state: 'failed',
    cause: { reason: 'CrashLoopBackOff', pod: 'web-1' },
  },
  {
    name: 'a quota refuses its pods for good',
    source: 'kubedog',
    object: set({ replicas: 0, readyReplicas: 0 }),
    children: {
      events: [
        event(
          set({}),
          'FailedCreate',
          'create Pod web-0 in StatefulSet web failed error: pods "web-0" is forbidden: exceeded quota: small, requested: pods=1, used: pods=0, limited: pods=0',
        ),
      ],
    },
    state: 'failed',
    message: "its pods can't be created",
    cause: { reason: 'FailedCreate' },
  },
  {
    name: 'it is being deleted',
    source: `${onPurpose} (kstatus: Terminating)`,
    object: live('apps/v1', 'StatefulSet', {
      metadata: { deletionTimestamp: '2026-11-21T12:00:30Z' },
      spec: { replicas: 3 },
      status: full,
    }),
    state: 'failed',
    cause: { reason: 'Terminating' },
  },
]
