import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { condition, live, type State } from './state.ts'

const full = { observedGeneration: 2, replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3 }
const revision = { 'deployment.kubernetes.io/revision': '2' }

/** Of three replicas; `status` as far as it differs from a finished rollout's. */
function deployment(status: JsonObject, spec: JsonObject = {}, metadata: JsonObject = {}): KubeObject {
  return live('apps/v1', 'Deployment', {
    metadata: { annotations: revision, ...metadata },
    spec: { replicas: 3, ...spec },
    status: { ...full, ...status },
  })
}

const tooLate = condition('Progressing', 'False', 'ProgressDeadlineExceeded', 'ReplicaSet "web-2" has timed out')

export const states: readonly State[] = [
  {
    name: 'all replicas are updated and available',
    source: 'kubectl rollout status',
    object: deployment({}),
    state: 'ready',
    message: '3 replicas ready',
  },
  {
    name: 'its controller has not seen the last change',
    source: 'kubectl rollout status',
    object: deployment({ observedGeneration: 1 }),
    state: 'progressing',
    message: 'waiting for its controller to see the change',
  },
  {
    name: 'without any status',
    source: 'kubectl rollout status',
    object: live('apps/v1', 'Deployment', { spec: { replicas: 1 } }),
    state: 'progressing',
  },
  {
    name: 'its status is of a later generation than was read',
    source: 'kubectl rollout status',
    object: deployment({ observedGeneration: 3 }),
    state: 'ready',
  },
  {
    name: 'replicas are left out, which means one',
    source: 'kstatus',
    object: live('apps/v1', 'Deployment', { spec: {}, status: { observedGeneration: 2 } }),
    state: 'progressing',
    message: 'waiting for 1 of 1 replica to be updated',
  },
  {
    name: 'no replicas are wanted',
    source: 'kubectl rollout status',
    object: live('apps/v1', 'Deployment', { spec: { replicas: 0 }, status: { observedGeneration: 2 } }),
    state: 'ready',
    message: '0 replicas ready',
  },
  {
    name: 'one replica of three is updated',
    source: 'kubectl rollout status',
    object: deployment({ updatedReplicas: 1, replicas: 4 }),
    state: 'progressing',
    message: 'waiting for 2 of 3 replicas to be updated',
  },
  {
    name: 'an old replica still runs',
    source: 'kubectl rollout status',
    object: deployment({ replicas: 4 }),
    state: 'progressing',
    message: 'waiting for 1 old replica to terminate',
  },
  {
    name: 'an updated replica is not available yet',
    source: 'kubectl rollout status',
    object: deployment({ availableReplicas: 2 }),
    state: 'progressing',
    message: 'waiting for 1 of 3 replicas to become available',
  },
  {
    name: 'ready, but not for minReadySeconds yet',
    source: 'kubectl rollout status',
    object: deployment({ availableReplicas: 0 }, { minReadySeconds: 30 }),
    state: 'progressing',
    message: 'waiting for 3 of 3 replicas to become available',
  },
  {
    name: 'maxUnavailable allows a pod that is not available',
    source: 'kdeploy: on purpose, docs/waiting.md (helm: ready)',
    object: deployment(
      { availableReplicas: 2, readyReplicas: 2 },
      { strategy: { rollingUpdate: { maxUnavailable: 1 } } },
    ),
    state: 'progressing',
  },
  {
    name: 'scaled down, and its surplus pods still run',
    source: 'kstatus',
    object: deployment({}, { replicas: 1 }),
    state: 'progressing',
    message: 'waiting for 2 surplus replicas to terminate',
  },
  {
    name: 'past its progress deadline',
    source: 'kubectl rollout status',
    object: deployment({ updatedReplicas: 1, conditions: [tooLate] }, { progressDeadlineSeconds: 60 }),
    state: 'failed',
    message: 'no progress for 60 s: waiting for 2 of 3 replicas to be updated',
    cause: { reason: 'ProgressDeadlineExceeded', message: 'no progress for 60 s (progressDeadlineSeconds)' },
  },
  {
    name: 'past the progress deadline of the last generation',
    source: 'kubectl rollout status',
    object: deployment({ observedGeneration: 1, conditions: [tooLate] }),
    state: 'progressing',
  },
]
