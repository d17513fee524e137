import type { Children } from '../../../src/kinds/rules/children.ts'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { ago, object, pod, terminated, waiting } from '../../support/kinds/objects.ts'
import { condition, live, type State } from './state.ts'

const full = { observedGeneration: 2, replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3 }
const onPurpose = 'kdeploy: on purpose, docs/deploying/waiting.md'
const revision = { 'deployment.kubernetes.io/revision': '2' }

/** Of three replicas; `status` as far as it differs from a finished rollout's. */
function deployment(status: JsonObject, spec: JsonObject = {}, metadata: JsonObject = {}): KubeObject {
  return live('apps/v1', 'Deployment', {
    metadata: { annotations: revision, ...metadata },
    spec: { replicas: 3, ...spec },
    status: { ...full, ...status },
  })
}

/** The pods of the newest ReplicaSet, which has this status. */
function rollout(pods: readonly KubeObject[], status: JsonObject = {}): Partial<Children> {
  const newest = object('apps/v1', 'ReplicaSet', { name: 'web-2', owner: 'web', annotations: revision, status })
  return { replicaSets: [newest], pods }
}

const refused = (message: string) => ({ conditions: [condition('ReplicaFailure', 'True', 'FailedCreate', message)] })
const crashing = (name: string) =>
  pod(waiting('CrashLoopBackOff'), { name, container: { restartCount: 3, lastState: terminated(1) } })
const starting = (name: string) => pod({ running: { startedAt: ago(2) } }, { name })
const annotated = (annotations: JsonObject) => ({ annotations: { ...revision, ...annotations } })
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
    source: 'kdeploy: on purpose, docs/deploying/waiting.md (helm: ready)',
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
  {
    name: 'without a progress deadline',
    source: 'kubectl rollout status',
    object: deployment({ updatedReplicas: 1 }, { progressDeadlineSeconds: 2147483647 }),
    state: 'progressing',
  },
  {
    name: 'available, and its condition Progressing says that it is done',
    source: 'kstatus',
    object: deployment({
      conditions: [condition('Available', 'True'), condition('Progressing', 'True', 'NewReplicaSetAvailable')],
    }),
    state: 'ready',
  },
  {
    name: 'all replicas are there, and it has no conditions',
    source: `${onPurpose} (kstatus: InProgress)`,
    object: deployment({ conditions: [] }),
    state: 'ready',
  },
  {
    name: 'paused, and the change is not rolled out',
    source: `${onPurpose} (kubectl rollout status: waits; argocd: Suspended; helm: not ready)`,
    object: deployment({ updatedReplicas: 0 }, { paused: true }),
    state: 'ready',
    message: 'paused: rolls out when it is resumed',
  },
  {
    name: 'paused with all replicas ready',
    source: 'kubectl rollout status',
    object: deployment({}, { paused: true }),
    state: 'ready',
    message: '3 replicas ready',
  },
  {
    name: 'all of its new pods crash',
    source: `${onPurpose} (kubectl rollout status: waits)`,
    object: deployment({ availableReplicas: 0, readyReplicas: 0 }),
    children: rollout([crashing('web-a'), crashing('web-b'), crashing('web-c')]),
    state: 'failed',
    message: 'none of its 3 new pods can become ready',
    cause: { reason: 'CrashLoopBackOff', message: 'exited with code 1, restarted 3 times (3 pods)', pod: 'web-a' },
  },
  {
    name: 'one of its new pods crashes, the others start',
    source: 'kubectl rollout status',
    object: deployment({ availableReplicas: 0, readyReplicas: 0 }),
    children: rollout([crashing('web-a'), starting('web-b'), starting('web-c')]),
    state: 'progressing',
    message: 'waiting for 3 of 3 replicas to become available',
    cause: { reason: 'CrashLoopBackOff', pod: 'web-a', final: true },
  },
  {
    name: 'counted as available, while a new pod crashes',
    source: onPurpose,
    object: deployment({}),
    children: rollout([crashing('web-a'), starting('web-b'), starting('web-c')]),
    state: 'progressing',
    message: 'waiting for 1 pod that failed after becoming ready',
  },
  {
    name: 'an admission webhook refuses its pods',
    source: 'kubedog',
    object: deployment({ updatedReplicas: 0 }),
    children: rollout([], refused('admission webhook "policy.example.com" denied the request: no')),
    state: 'failed',
    message: "its new pods can't be created",
    cause: { reason: 'FailedCreate' },
  },
  {
    name: 'the service account of its pods is missing, and may still come',
    source: onPurpose,
    object: deployment({ updatedReplicas: 0 }),
    children: {
      replicaSets: [
        object('apps/v1', 'ReplicaSet', {
          ...{ name: 'web-2', owner: 'web', annotations: revision, age: 3 },
          status: refused(
            'pods "web-2-" is forbidden: error looking up service account shop/web: serviceaccount "web" not found',
          ),
        }),
      ],
    },
    state: 'progressing',
    cause: { reason: 'FailedCreate', final: false },
  },
  {
    name: 'pods of the old ReplicaSet crash, which the rollout replaces',
    source: 'kubectl rollout status',
    object: deployment({ updatedReplicas: 1 }),
    children: rollout([pod(waiting('CrashLoopBackOff'), { name: 'web-old', owner: 'web-1' })]),
    state: 'progressing',
    cause: null,
  },
  {
    name: 'ready, but not by its own rule',
    source: 'kubectl wait',
    object: deployment({}, {}, annotated({ 'kdeploy.dev/ready-when': '{.status.warm}=true' })),
    state: 'progressing',
    message: 'waiting for {.status.warm}=true',
  },
  {
    name: 'failed by its own rule',
    source: 'kubectl wait',
    object: deployment({ phase: 'Broken' }, {}, annotated({ 'kdeploy.dev/fail-when': '{.status.phase}=Broken' })),
    state: 'failed',
    cause: { reason: 'FailWhen' },
  },
  {
    name: 'is being deleted',
    source: `${onPurpose} (kstatus: Terminating; argocd: Progressing)`,
    object: deployment({}, {}, { deletionTimestamp: ago(3) }),
    state: 'failed',
    message: 'is being deleted',
  },
]
