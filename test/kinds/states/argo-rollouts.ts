import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { ago, pod, readyPod, waiting } from '../../support/kinds/objects.ts'
import { condition, live, type State } from './state.ts'

const canary = { steps: [{ setWeight: 20 }, { pause: {} }, { setWeight: 60 }, { pause: { duration: '5m' } }] }
const full = {
  observedGeneration: '2',
  phase: 'Healthy',
  currentPodHash: 'new',
  stableRS: 'new',
  replicas: 3,
  updatedReplicas: 3,
  readyReplicas: 3,
  availableReplicas: 3,
}

/** Of three replicas with canary steps; `status` as far as it differs from that of a finished rollout. */
function rollout(status: JsonObject, spec: JsonObject = {}, metadata: JsonObject = {}): KubeObject {
  return live('argoproj.io/v1alpha1', 'Rollout', {
    metadata,
    spec: { replicas: 3, strategy: { canary }, ...spec },
    status: { ...full, ...status },
  })
}

const updating = { updatedReplicas: 1, stableRS: 'old' }
const labels = { 'rollouts-pod-template-hash': 'new' }
const oldLabels = { 'rollouts-pod-template-hash': 'old' }
const typo = waiting('ImagePullBackOff', 'Back-off pulling image: not found')
const invalid = (age: number): JsonObject => ({
  phase: 'Degraded',
  message: 'InvalidSpec: The Rollout "web" is invalid',
  conditions: [
    { ...condition('InvalidSpec', 'True', 'InvalidSpec', 'service "web" not found'), lastUpdateTime: ago(age) },
  ],
})
const paused = (reason: string, more: JsonObject = {}): JsonObject => ({
  phase: 'Paused',
  message: reason,
  pauseConditions: [{ reason, startTime: ago(20) }],
  ...updating,
  ...more,
})

const exceeds = live('apps/v1', 'ReplicaSet', {
  metadata: { name: 'web-new', uid: 'uid-web-new', labels },
  status: {
    conditions: [
      condition(
        'ReplicaFailure',
        'True',
        'FailedCreate',
        'pods "web-x" is forbidden: exceeded quota: pods, requested: pods=1, used: pods=3, limited: pods=3',
      ),
    ],
  },
})

export const states: readonly State[] = [
  {
    name: 'healthy',
    source: 'kubectl argo rollouts status',
    object: rollout({}),
    state: 'ready',
    message: '3 replicas ready',
  },
  {
    name: 'without any status',
    source: 'argocd health (Progressing)',
    object: live('argoproj.io/v1alpha1', 'Rollout', { spec: { replicas: 1 } }),
    state: 'progressing',
    message: 'waiting for its controller to see the change',
  },
  {
    name: 'healthy as of the generation before, which is a text',
    source: 'argocd health (Progressing)',
    object: rollout({ observedGeneration: '1' }),
    state: 'progressing',
    message: 'waiting for its controller to see the change',
  },
  {
    name: 'degraded as of the generation before',
    source: 'argocd health (Progressing)',
    object: rollout({ observedGeneration: '1', phase: 'Degraded', message: 'RolloutAborted: Rollout aborted' }),
    state: 'progressing',
  },
  {
    name: 'the generation is the text 0',
    source: 'argo-rollouts: RolloutStatus ("only rely on the value if observedGeneration equals generation")',
    object: rollout({ observedGeneration: '0' }),
    state: 'progressing',
  },
  {
    name: 'the generation is a hash, as before version 0.10',
    source: 'argocd health (legacy observedGeneration)',
    object: rollout({ observedGeneration: '7d8f9c' }),
    state: 'ready',
  },
  {
    name: 'a status without a phase',
    source: 'kdeploy: on purpose, docs/deploying/waiting.md (argocd health computes a phase of versions before 1.0)',
    object: rollout({ phase: '' }),
    state: 'progressing',
  },
  {
    name: 'the Deployment that it refers to has changed since',
    source: 'argocd health (Progressing)',
    object: rollout(
      { workloadObservedGeneration: '4' },
      { workloadRef: { kind: 'Deployment', name: 'web' } },
      { annotations: { 'rollout.argoproj.io/workload-generation': '5' } },
    ),
    state: 'progressing',
    message: 'waiting for its controller to see the change',
  },
  {
    name: 'the Deployment that it refers to was seen',
    source: 'argocd health (Healthy)',
    object: rollout(
      { workloadObservedGeneration: '5' },
      { workloadRef: { kind: 'Deployment', name: 'web' } },
      { annotations: { 'rollout.argoproj.io/workload-generation': '5' } },
    ),
    state: 'ready',
  },
  {
    name: 'progressing between steps',
    source: 'kubectl argo rollouts status',
    object: rollout({
      ...updating,
      phase: 'Progressing',
      message: 'more replicas need to be updated',
      currentStepIndex: 0,
    }),
    state: 'progressing',
    message: 'step 1 of 4: more replicas need to be updated',
  },
  {
    name: 'progressing without steps',
    source: 'kubectl argo rollouts status',
    object: rollout(
      { ...updating, phase: 'Progressing', message: 'old replicas are pending termination' },
      { strategy: { canary: {} } },
    ),
    state: 'progressing',
    message: 'old replicas are pending termination',
  },
  {
    name: 'a phase that is not known',
    source: 'kdeploy: waited for',
    object: rollout({ phase: 'Meditating' }),
    state: 'progressing',
    message: 'is rolling out',
  },
  {
    name: 'aborted',
    source: 'kubectl argo rollouts status (fails when Degraded)',
    object: rollout({
      ...updating,
      phase: 'Degraded',
      abort: true,
      message: 'RolloutAborted: Rollout aborted update to revision 2',
    }),
    state: 'failed',
    message: 'Rollout aborted update to revision 2',
    cause: { reason: 'RolloutAborted', final: true },
  },
  {
    name: 'past its progress deadline',
    source: 'kubectl argo rollouts status (fails when Degraded)',
    object: rollout({
      phase: 'Degraded',
      message: 'ProgressDeadlineExceeded: ReplicaSet "web-new" has timed out progressing.',
    }),
    state: 'failed',
    cause: { reason: 'ProgressDeadlineExceeded', final: true },
  },
  {
    name: 'past its progress deadline, with a pod that explains it',
    source: 'kubectl argo rollouts status (fails when Degraded)',
    object: rollout({
      phase: 'Degraded',
      message: 'ProgressDeadlineExceeded: ReplicaSet "web-new" has timed out progressing.',
    }),
    children: { pods: [pod(typo, { labels })] },
    state: 'failed',
    cause: { reason: 'ImagePullBackOff', pod: 'web-1' },
  },
  {
    name: 'degraded without a message',
    source: 'kubectl argo rollouts status (fails when Degraded)',
    object: rollout({ phase: 'Degraded' }),
    state: 'failed',
    message: 'is degraded',
    cause: { reason: 'Degraded' },
  },
  {
    name: 'an invalid spec, for long enough',
    source: 'argocd health (Degraded)',
    object: rollout(invalid(20)),
    state: 'failed',
    message: 'its spec is invalid',
    cause: { reason: 'InvalidSpec', message: 'service "web" not found', final: true },
  },
  {
    name: 'an invalid spec a moment ago: its Service may come',
    source: 'kdeploy: on purpose, docs/deploying/waiting.md (argocd health: Degraded)',
    object: rollout(invalid(2)),
    state: 'progressing',
    cause: { reason: 'InvalidSpec', final: false },
  },
  {
    name: 'a pause step without an end',
    source: 'kdeploy: on purpose, docs/deploying/waiting.md (argocd health: Suspended)',
    object: rollout(paused('CanaryPauseStep', { currentStepIndex: 1 })),
    state: 'ready',
    message: 'step 2 of 4: paused until it is promoted',
  },
  {
    name: 'a pause step that ends by itself',
    source: 'kubectl argo rollouts status (waits)',
    object: rollout(paused('CanaryPauseStep', { currentStepIndex: 3 })),
    state: 'progressing',
    message: 'step 4 of 4: paused for 300 s',
  },
  {
    name: 'a pause step in seconds, as a number',
    source: 'kubectl argo rollouts status (waits)',
    object: rollout(paused('CanaryPauseStep', { currentStepIndex: 0 }), {
      strategy: { canary: { steps: [{ pause: { duration: 30 } }] } },
    }),
    state: 'progressing',
    message: 'step 1 of 1: paused for 30 s',
  },
  {
    name: 'a pause step in seconds, as a text',
    source: 'kubectl argo rollouts status (waits)',
    object: rollout(paused('CanaryPauseStep', { currentStepIndex: 0 }), {
      strategy: { canary: { steps: [{ pause: { duration: '45' } }] } },
    }),
    state: 'progressing',
    message: 'step 1 of 1: paused for 45 s',
  },
  {
    name: 'blue-green, paused before its promotion',
    source: 'kdeploy: on purpose, docs/deploying/waiting.md (argocd health: Suspended)',
    object: rollout(paused('BlueGreenPause'), { strategy: { blueGreen: { autoPromotionEnabled: false } } }),
    state: 'ready',
    message: 'paused until it is promoted',
  },
  {
    name: 'blue-green, promoted by itself after a while',
    source: 'kubectl argo rollouts status (waits)',
    object: rollout(paused('BlueGreenPause'), { strategy: { blueGreen: { autoPromotionSeconds: 30 } } }),
    state: 'progressing',
    message: 'paused for 30 s',
  },
  {
    name: 'paused by its spec',
    source: 'kdeploy: as a paused Deployment (argocd health: Suspended)',
    object: rollout({ phase: 'Paused', message: 'manually paused' }, { paused: true }),
    state: 'ready',
    message: 'paused: rolls out when it is resumed',
  },
  {
    name: 'its analysis is inconclusive',
    source: 'kdeploy: on purpose, docs/deploying/waiting.md (argocd health: Suspended)',
    object: rollout(paused('InconclusiveAnalysisRun', { currentStepIndex: 1 })),
    state: 'progressing',
    cause: { reason: 'InconclusiveAnalysisRun', final: false },
  },
  {
    name: 'resumed, which its controller has not seen',
    source: 'argo-rollouts: IsUnpausing',
    object: rollout({ phase: 'Paused', controllerPause: true, ...updating }),
    state: 'progressing',
    message: 'waiting for it to resume',
  },
  {
    name: 'its only new pod is doomed',
    source: 'kdeploy: as a Deployment',
    object: rollout({ ...updating, phase: 'Progressing', message: 'updated replicas are still becoming available' }),
    children: { pods: [pod(typo, { labels }), readyPod({ name: 'web-0', labels: oldLabels })] },
    state: 'failed',
    message: "its new pod can't become ready",
    cause: { reason: 'ImagePullBackOff', final: true },
  },
  {
    name: 'a pod of the old version is broken',
    source: 'kdeploy: as a Deployment',
    object: rollout({ ...updating, phase: 'Progressing', message: 'more replicas need to be updated' }),
    children: { pods: [pod(typo, { labels: oldLabels })] },
    state: 'progressing',
    cause: null,
  },
  {
    name: 'paused, with a canary that crashes',
    source: 'kdeploy: as a Deployment',
    object: rollout(paused('CanaryPauseStep', { currentStepIndex: 1 })),
    children: { pods: [pod(typo, { labels })] },
    state: 'failed',
  },
  {
    name: 'healthy, though one of its pods is doomed: its controller is behind',
    source: 'kdeploy: as a Deployment',
    object: rollout({}),
    children: { pods: [pod(typo, { labels }), readyPod({ name: 'web-2', labels })] },
    state: 'progressing',
    message: 'waiting for 1 pod that failed after becoming ready',
  },
  {
    name: 'its pods are refused',
    source: 'kdeploy: as a Deployment',
    object: rollout({ ...updating, phase: 'Progressing', message: 'more replicas need to be updated' }),
    children: {
      replicaSets: [
        live('apps/v1', 'ReplicaSet', {
          metadata: { name: 'web-new', uid: 'uid-web-new', labels },
          status: {
            conditions: [
              condition(
                'ReplicaFailure',
                'True',
                'FailedCreate',
                'pods "web-x" is forbidden: violates PodSecurity "restricted"',
              ),
            ],
          },
        }),
      ],
    },
    state: 'failed',
    message: "its new pods can't be created",
  },
  {
    name: 'is being deleted',
    source: 'kstatus (Terminating)',
    object: rollout({}, {}, { deletionTimestamp: ago(1) }),
    state: 'failed',
    message: 'is being deleted',
  },
  {
    name: 'replicas are left out, which means one',
    source: 'argo-rollouts: spec.replicas',
    object: live('argoproj.io/v1alpha1', 'Rollout', {
      spec: {},
      status: { ...full, updatedReplicas: 1, readyReplicas: 1 },
    }),
    state: 'ready',
    message: '1 replica ready',
  },
  {
    name: 'all steps are done',
    source: 'kubectl argo rollouts status',
    object: rollout({ phase: 'Progressing', message: 'old replicas are pending termination', currentStepIndex: 4 }),
    state: 'progressing',
    message: 'old replicas are pending termination',
  },
  {
    name: 'its pods exceed a quota that its old pods give back',
    source: 'kdeploy: as a Deployment',
    object: rollout({ ...updating, phase: 'Progressing', message: 'more replicas need to be updated' }),
    children: { replicaSets: [exceeds], pods: [readyPod({ name: 'web-0', labels: oldLabels })] },
    state: 'progressing',
    cause: { reason: 'FailedCreate', final: false },
  },
  {
    name: 'its pods exceed a quota that nothing gives back',
    source: 'kdeploy: as a Deployment',
    object: rollout({ ...updating, phase: 'Progressing', message: 'more replicas need to be updated' }),
    children: { replicaSets: [exceeds] },
    state: 'failed',
    message: "its new pods can't be created",
  },
]
