import type { Children } from '../../../src/kinds/rules/children.ts'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { event, object, pod, terminated, waiting } from '../../support/kinds/objects.ts'
import { live, type State } from './state.ts'

const onPurpose = 'kdeploy: on purpose, docs/deploying/waiting.md'
const template = { metadata: { labels: { app: 'web' } } }
const full = {
  ...{ observedGeneration: 2, desiredNumberScheduled: 3, currentNumberScheduled: 3, updatedNumberScheduled: 3 },
  ...{ numberReady: 3, numberAvailable: 3, numberMisscheduled: 0 },
}
const onDelete = { updateStrategy: { type: 'OnDelete' } }

/** On three nodes; `status` as far as it differs from a finished update's. */
function set(status: JsonObject, spec: JsonObject = {}): KubeObject {
  return live('apps/v1', 'DaemonSet', {
    spec: { template, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } }, ...spec },
    status: { ...full, ...status },
  })
}

/** The pods of the newest revision. */
function newest(...pods: readonly KubeObject[]): Partial<Children> {
  const revision: KubeObject = {
    ...object('apps/v1', 'ControllerRevision', {
      name: 'web-b',
      owner: 'web',
      labels: { 'controller-revision-hash': 'b' },
    }),
    data: { spec: { template: { $patch: 'replace', ...template } } },
    revision: 2,
  }
  return { controllerRevisions: [revision], pods }
}

const of = (hash: string) => ({ owner: 'web', labels: { 'controller-revision-hash': hash } })
const crashing = (hash: string) =>
  pod(waiting('CrashLoopBackOff'), {
    name: 'web-x',
    ...of(hash),
    container: { restartCount: 1, lastState: terminated(2) },
  })

export const states: readonly State[] = [
  {
    name: 'all nodes have an available, updated pod',
    source: 'kubectl rollout status',
    object: set({}),
    state: 'ready',
    message: '3 pods ready',
  },
  {
    name: 'its controller has not seen the last change',
    source: 'kubectl rollout status',
    object: set({ observedGeneration: 1 }),
    state: 'progressing',
    message: 'waiting for its controller to see the change',
  },
  {
    name: 'without any status',
    source: 'kstatus',
    object: live('apps/v1', 'DaemonSet', { spec: { template } }),
    state: 'progressing',
  },
  {
    name: 'no node matches it',
    source: 'kubectl rollout status',
    object: set({
      ...{ desiredNumberScheduled: 0, currentNumberScheduled: 0, updatedNumberScheduled: 0 },
      ...{ numberReady: 0, numberAvailable: 0 },
    }),
    state: 'ready',
    message: 'no node matches it',
  },
  {
    name: 'no pod is made yet',
    source: 'kstatus',
    object: set({ currentNumberScheduled: 0, updatedNumberScheduled: 0, numberReady: 0, numberAvailable: 0 }),
    state: 'progressing',
    message: 'waiting for 3 of 3 pods to be updated',
  },
  {
    name: 'one of three is updated',
    source: 'kubectl rollout status',
    object: set({ updatedNumberScheduled: 1 }),
    state: 'progressing',
    message: 'waiting for 2 of 3 pods to be updated',
  },
  {
    name: 'one is not available',
    source: 'kubectl rollout status',
    object: set({ numberAvailable: 2, numberUnavailable: 1 }),
    state: 'progressing',
    message: 'waiting for 1 of 3 pods to become available',
  },
  {
    name: 'maxUnavailable allows a pod that is not ready',
    source: `${onPurpose} (helm: ready)`,
    object: set({ numberAvailable: 2, numberReady: 2 }),
    state: 'progressing',
  },
  {
    name: 'ready, but not for minReadySeconds yet',
    source: 'kubectl rollout status',
    object: set({ numberAvailable: 0 }, { minReadySeconds: 20 }),
    state: 'progressing',
  },
  {
    name: 'a pod runs on a node that it should not be on',
    source: 'kubectl rollout status',
    object: set({ numberMisscheduled: 1 }),
    state: 'ready',
  },
  {
    name: 'OnDelete, and no pod is updated',
    source: 'argocd health',
    object: set({ updatedNumberScheduled: 0 }, onDelete),
    state: 'ready',
    message: '3 pods ready; pods are updated only when you delete them (OnDelete)',
  },
  {
    name: 'OnDelete, and all are updated',
    source: 'argocd health',
    object: set({}, onDelete),
    state: 'ready',
    message: '3 pods ready',
  },
  {
    name: 'OnDelete, and a pod is not ready',
    source: `${onPurpose} (argocd: Healthy; helm: ready)`,
    object: set({ updatedNumberScheduled: 0, numberAvailable: 2 }, onDelete),
    state: 'progressing',
    message: 'waiting for 1 of 3 pods to become available',
  },
  {
    name: 'an updated pod crashes',
    source: 'kubedog',
    object: set({ updatedNumberScheduled: 1, numberAvailable: 2 }),
    children: newest(crashing('b')),
    state: 'failed',
    message: "the pod web-x can't become ready",
    cause: { reason: 'CrashLoopBackOff', message: 'exited with code 2, restarted once', pod: 'web-x' },
  },
  {
    name: 'a pod of the old revision crashes, which the update replaces',
    source: 'kubectl rollout status',
    object: set({ updatedNumberScheduled: 1, numberAvailable: 2 }),
    children: newest(crashing('a')),
    state: 'progressing',
    cause: null,
  },
  {
    name: 'counted as available, while its updated pod crashes',
    source: onPurpose,
    object: set({}),
    children: newest(crashing('b')),
    state: 'failed',
  },
  {
    name: 'its pods are refused',
    source: 'kubedog',
    object: set({ currentNumberScheduled: 0, updatedNumberScheduled: 0, numberReady: 0, numberAvailable: 0 }),
    children: {
      events: [
        event(
          set({}),
          'FailedCreate',
          'Error creating: pods "web-x" is forbidden: violates PodSecurity "restricted:latest"',
        ),
      ],
    },
    state: 'failed',
    message: "its pods can't be created",
    cause: { reason: 'FailedCreate' },
  },
]
