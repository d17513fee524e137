import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { pod, terminated, waiting } from '../../support/kinds/objects.ts'
import { condition, live, type State } from './state.ts'

const onPurpose = 'kdeploy: on purpose, docs/deploying/waiting.md'
const full = { observedGeneration: 2, replicas: 2, readyReplicas: 2, availableReplicas: 2, fullyLabeledReplicas: 2 }

/** The states of what makes a pod for each of its replicas: a ReplicaSet, and a ReplicationController. */
export function replicating(apiVersion: string, kind: string): readonly State[] {
  /** Of two replicas; `status` as far as it differs from a complete one's. */
  const set = (status: JsonObject, spec: JsonObject = {}): KubeObject =>
    live(apiVersion, kind, { spec: { replicas: 2, ...spec }, status: { ...full, ...status } })
  const broken = (name: string) => pod(waiting('InvalidImageName'), { name, owner: 'web' })
  const crashing = (name: string) =>
    pod(waiting('CrashLoopBackOff'), { name, owner: 'web', container: { restartCount: 1, lastState: terminated(1) } })
  const refused = (message: string) => condition('ReplicaFailure', 'True', 'FailedCreate', message)
  return [
    {
      name: 'all replicas are available',
      source: 'kstatus',
      object: set({}),
      state: 'ready',
      message: '2 replicas ready',
    },
    {
      name: 'its controller has not seen the last change',
      source: 'argocd health',
      object: set({ observedGeneration: 1 }),
      state: 'progressing',
      message: 'waiting for its controller to see the change',
    },
    {
      name: 'without any status',
      source: 'argocd health',
      object: live(apiVersion, kind, { spec: { replicas: 2 } }),
      state: 'progressing',
    },
    {
      name: 'replicas are left out, which means one',
      source: 'kstatus',
      object: live(apiVersion, kind, { spec: {}, status: { observedGeneration: 2 } }),
      state: 'progressing',
      message: 'waiting for 1 of 1 replica to become available',
    },
    {
      name: 'no replicas are wanted',
      source: 'kstatus',
      object: live(apiVersion, kind, { spec: { replicas: 0 }, status: { observedGeneration: 2, replicas: 0 } }),
      state: 'ready',
      message: '0 replicas ready',
    },
    {
      name: 'one pod is not made yet',
      source: 'kstatus',
      object: set({ replicas: 1, readyReplicas: 1, availableReplicas: 1 }),
      state: 'progressing',
      message: 'waiting for 1 of 2 replicas to become available',
    },
    {
      name: 'a pod is not ready',
      source: 'helm ready',
      object: set({ readyReplicas: 1, availableReplicas: 1 }),
      state: 'progressing',
      message: 'waiting for 1 of 2 replicas to become available',
    },
    {
      name: 'ready, but not for minReadySeconds yet',
      source: 'kstatus',
      object: set({ availableReplicas: 0 }, { minReadySeconds: 10 }),
      state: 'progressing',
    },
    {
      name: 'scaled down, and its surplus pods still run',
      source: 'kstatus',
      object: set({ replicas: 4, readyReplicas: 4, availableReplicas: 4 }),
      state: 'progressing',
      message: 'waiting for 2 surplus replicas to terminate',
    },
    {
      name: 'a quota refuses its pods for good',
      source: 'argocd health',
      object: set({
        replicas: 0,
        readyReplicas: 0,
        availableReplicas: 0,
        conditions: [
          refused('pods "web-x" is forbidden: exceeded quota: q, requested: pods=1, used: pods=0, limited: pods=0'),
        ],
      }),
      state: 'failed',
      message: "its pods can't be created",
      cause: { reason: 'FailedCreate' },
    },
    {
      name: 'a webhook refuses its pods',
      source: 'argocd health',
      object: set({
        ...{ replicas: 0, readyReplicas: 0, availableReplicas: 0 },
        conditions: [refused('admission webhook "policy.example.com" denied the request: no')],
      }),
      state: 'failed',
      cause: {
        reason: 'FailedCreate',
        message: 'no pod can be created: admission webhook "policy.example.com" denied the request: no',
      },
    },
    {
      name: 'a pod could not be created, for a reason that may pass',
      source: 'kstatus',
      object: set({
        ...{ replicas: 1, readyReplicas: 1, availableReplicas: 1 },
        conditions: [refused('Internal error occurred: failed calling webhook: context deadline exceeded')],
      }),
      state: 'progressing',
      cause: { reason: 'FailedCreate', final: false },
    },
    {
      name: 'complete, though a pod was once refused',
      source: `${onPurpose} (kstatus: InProgress; argocd: Degraded)`,
      object: set({ conditions: [refused('pods "web-x" is forbidden: exceeded quota: q')] }),
      state: 'ready',
    },
    {
      name: 'the condition says that creation works again',
      source: 'argocd health',
      object: set({ readyReplicas: 1, availableReplicas: 1, conditions: [condition('ReplicaFailure', 'False')] }),
      state: 'progressing',
      cause: null,
    },
    {
      name: 'none of its pods can start',
      source: onPurpose,
      object: set({ readyReplicas: 0, availableReplicas: 0 }),
      children: { pods: [broken('web-a'), broken('web-b')] },
      state: 'failed',
      message: 'none of its pods can become ready',
      cause: { reason: 'InvalidImageName', pod: 'web-a' },
    },
    {
      name: 'one of two pods can never start',
      source: 'kstatus',
      object: set({ readyReplicas: 1, availableReplicas: 1 }),
      children: { pods: [broken('web-a'), pod({ running: {} }, { name: 'web-b', owner: 'web' })] },
      state: 'progressing',
      cause: { reason: 'InvalidImageName', pod: 'web-a', final: true },
    },
    {
      name: 'counted as available, while a pod crashes',
      source: onPurpose,
      object: set({}),
      children: { pods: [crashing('web-a'), pod({ running: {} }, { name: 'web-b', owner: 'web' })] },
      state: 'progressing',
      message: 'waiting for 1 pod that failed after becoming ready',
    },
    {
      name: 'a pod that it does not control counts for nothing',
      source: 'kstatus',
      object: set({}),
      children: { pods: [pod(waiting('InvalidImageName'), { owner: 'other' })] },
      state: 'ready',
    },
  ]
}

export const states = replicating('apps/v1', 'ReplicaSet')
