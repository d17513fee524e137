import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { ago, event, MADE, pod, readyPod, terminated, waiting } from '../../support/kinds/objects.ts'
import { condition, type State } from './state.ts'

const onPurpose = 'kdeploy: on purpose, docs/deploying/waiting.md'

/** Nobody owns it. */
function alone(state: JsonObject, made: Parameters<typeof pod>[1] = {}): KubeObject {
  const { metadata, ...rest } = pod(state, made)
  const { ownerReferences: _, ...own } = metadata
  return { ...rest, metadata: own } as KubeObject
}

const phase = (name: string, more: JsonObject = {}) => ({ status: { phase: name, ...more } })
const scheduled = condition('PodScheduled', 'True')
const unscheduled = (message: string, reason = 'Unschedulable') => ({
  spec: { nodeName: '' },
  ...phase('Pending', { conditions: [condition('PodScheduled', 'False', reason, message)], containerStatuses: [] }),
})
const restarted = (lastState: JsonObject, restartCount = 1) => ({ container: { restartCount, lastState } })
const nowhere = alone({}, unscheduled('0/3 nodes are available: 3 Insufficient cpu.'))
const unmounted = alone({}, phase('Pending', { conditions: [scheduled], containerStatuses: [] }))
const probed = alone({ running: { startedAt: MADE } })

export const states: readonly State[] = [
  { name: 'ready', source: 'kstatus', object: readyPod(), state: 'ready', message: 'ready' },
  {
    name: 'succeeded',
    source: 'kstatus',
    object: alone(terminated(0), phase('Succeeded')),
    state: 'ready',
    message: 'succeeded',
  },
  {
    name: 'failed, with its own words',
    source: 'argocd health',
    object: alone(terminated(1), phase('Failed', { reason: 'Evicted', message: 'The node was low on memory.' })),
    state: 'failed',
    message: 'The node was low on memory.',
  },
  {
    name: 'failed with an exit code',
    source: `${onPurpose} (kstatus: Current)`,
    object: alone(terminated(7), { ...phase('Failed'), spec: { restartPolicy: 'Never' } }),
    state: 'failed',
    cause: { reason: 'Error', message: 'exited with code 7', final: true },
  },
  {
    name: 'not seen by any kubelet',
    source: 'kstatus',
    object: alone({}, { status: { phase: '', containerStatuses: [], startTime: '', conditions: [] }, age: 3 }),
    state: 'progressing',
    message: 'waiting for its containers to start',
    cause: null,
  },
  {
    name: 'its containers are being created',
    source: 'kstatus',
    object: alone(waiting('ContainerCreating')),
    state: 'progressing',
    message: 'waiting for its containers to start',
    cause: null,
  },
  {
    name: 'running, and not ready yet',
    source: 'kstatus',
    object: alone({ running: { startedAt: ago(2) } }),
    state: 'progressing',
    message: 'waiting for its containers to become ready',
    cause: null,
  },
  {
    name: 'running, and its readiness is unknown',
    source: 'kstatus',
    object: alone({ running: { startedAt: ago(2) } }, { status: { conditions: [condition('Ready', 'Unknown')] } }),
    state: 'progressing',
  },
  {
    name: 'running with restartPolicy Never, and ready',
    source: `${onPurpose} (argocd: Progressing)`,
    object: readyPod({ spec: { restartPolicy: 'Never' } }),
    state: 'ready',
  },
  {
    name: 'its readiness probe fails',
    source: 'kstatus',
    object: probed,
    children: {
      events: [event(probed, 'Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503')],
    },
    state: 'progressing',
    cause: { reason: 'Unhealthy', message: 'Readiness probe failed: HTTP probe failed with statuscode: 503' },
  },
  {
    name: 'no event tells of its readiness probe',
    source: 'kubedog',
    object: alone(
      { running: { startedAt: MADE } },
      { spec: { containers: [{ name: 'app', image: 'shop:2', readinessProbe: { tcpSocket: { port: 80 } } }] } },
    ),
    state: 'progressing',
    cause: { reason: 'NotReady', message: 'its readiness probe (TCP :80) has not succeeded yet' },
  },
  {
    name: 'a readiness gate is closed',
    source: 'kstatus',
    object: alone(
      { running: { startedAt: MADE } },
      {
        spec: { readinessGates: [{ conditionType: 'example.com/lb' }] },
        container: { ready: true },
        status: { conditions: [condition('ContainersReady', 'True'), condition('Ready', 'False')] },
      },
    ),
    state: 'progressing',
    cause: { reason: 'ReadinessGatesNotReady' },
  },
  {
    name: 'crash-loops',
    source: 'kstatus',
    object: alone(waiting('CrashLoopBackOff'), restarted(terminated(1), 4)),
    state: 'failed',
    message: "can't become ready",
    cause: { reason: 'CrashLoopBackOff', message: 'exited with code 1, restarted 4 times' },
  },
  {
    name: 'crashed once, and is restarted',
    source: 'kstatus',
    object: alone(terminated(1), { status: { phase: 'Running' } }),
    state: 'progressing',
    cause: { reason: 'Error', message: 'exited with code 1', final: false },
  },
  {
    name: 'runs again after a crash',
    source: `${onPurpose} (argocd: Degraded)`,
    object: alone({ running: { startedAt: ago(3) } }, restarted(terminated(1))),
    state: 'progressing',
    cause: { message: 'exited with code 1, restarted once', final: false },
  },
  {
    name: 'ready again after crashes',
    source: 'argocd health',
    object: pod(
      { running: { startedAt: MADE } },
      {
        status: { phase: 'Running', conditions: [condition('Ready', 'True')] },
        container: { ready: true, restartCount: 5, lastState: terminated(1) },
      },
    ),
    state: 'ready',
  },
  {
    name: 'runs out of memory again and again',
    source: 'kubedog',
    object: alone(waiting('CrashLoopBackOff'), restarted(terminated(137, { reason: 'OOMKilled' }))),
    state: 'failed',
    cause: { reason: 'OOMKilled', message: 'exceeded its memory limit, restarted once' },
  },
  {
    name: 'its liveness probe kills it again and again',
    source: onPurpose,
    object: alone(waiting('CrashLoopBackOff'), restarted(terminated(0))),
    children: {
      events: [
        event(alone({}), 'Killing', 'Container app failed liveness probe, will be restarted', { type: 'Normal' }),
      ],
    },
    state: 'failed',
    cause: { reason: 'CrashLoopBackOff', message: 'killed by its liveness probe, restarted once' },
  },
  {
    name: 'its command can not be started',
    source: 'argocd health',
    object: alone(waiting('RunContainerError', 'exec: "serve": executable file not found in $PATH')),
    state: 'failed',
    cause: { reason: 'RunContainerError', message: 'exec: "serve": executable file not found in $PATH' },
  },
  {
    name: 'its image is not in the registry',
    source: 'argocd health',
    object: alone(waiting('ImagePullBackOff', 'Back-off pulling image: registry.example/shop/web:2: not found')),
    state: 'failed',
    cause: { reason: 'ImagePullBackOff', final: true },
  },
  {
    name: 'the registry does not answer',
    source: `${onPurpose} (argocd: Degraded)`,
    object: alone(waiting('ErrImagePull', 'dial tcp 10.0.0.1:443: i/o timeout')),
    state: 'progressing',
    cause: { reason: 'ErrImagePull', final: false },
  },
  {
    name: 'the name of its image is invalid',
    source: 'kubedog',
    object: alone(waiting('InvalidImageName')),
    state: 'failed',
    cause: { message: '"registry.example/shop/web:2" is not a valid image name' },
  },
  {
    name: 'its image is not on the node and never pulled',
    source: 'argocd health',
    object: alone(waiting('ErrImageNeverPull')),
    state: 'failed',
  },
  {
    name: 'a key of its Secret is missing',
    source: 'argocd health',
    object: alone(waiting('CreateContainerConfigError', "couldn't find key password in Secret shop/db")),
    state: 'failed',
    cause: { reason: 'CreateContainerConfigError', message: "couldn't find key password in Secret shop/db" },
  },
  {
    name: 'its Secret is missing, and may still come',
    source: `${onPurpose} (argocd: Degraded)`,
    object: alone(waiting('CreateContainerConfigError', 'secret "db" not found'), { age: 4 }),
    state: 'progressing',
    cause: { final: false },
  },
  {
    name: 'its Secret stays missing',
    source: 'argocd health',
    object: alone(waiting('CreateContainerConfigError', 'secret "db" not found')),
    state: 'failed',
  },
  {
    name: 'an init container crash-loops',
    source: 'kubedog',
    object: alone(waiting('PodInitializing'), {
      status: {
        initContainerStatuses: [
          { name: 'migrate', restartCount: 2, state: waiting('CrashLoopBackOff'), lastState: terminated(1) },
        ],
      },
    }),
    state: 'failed',
    cause: { container: 'migrate', reason: 'CrashLoopBackOff' },
  },
  {
    name: 'no node has room for it',
    source: `${onPurpose} (kstatus: Failed after 15 seconds)`,
    object: nowhere,
    state: 'progressing',
    cause: { reason: 'Unschedulable', message: '0/3 nodes are available: 3 Insufficient cpu.', final: false },
  },
  {
    name: 'no node has room for it, and the autoscaler brings none',
    source: 'kstatus',
    object: nowhere,
    children: {
      events: [event(nowhere, 'NotTriggerScaleUp', "pod didn't trigger scale-up: 1 max node group size reached")],
    },
    state: 'failed',
    cause: { reason: 'Unschedulable', final: true },
  },
  {
    name: 'the autoscaler brings a node for it',
    source: 'kdeploy: on purpose, docs/deploying/waiting.md (kstatus: Failed after 15 seconds)',
    object: nowhere,
    children: { events: [event(nowhere, 'TriggeredScaleUp', 'pod triggered scale-up', { type: 'Normal' })] },
    state: 'progressing',
    cause: { reason: 'Unschedulable', final: false },
  },
  {
    name: 'held by scheduling gates',
    source: 'kstatus',
    object: alone({}, unscheduled('Scheduling is blocked due to non-empty scheduling gates', 'SchedulingGated')),
    state: 'progressing',
    cause: { reason: 'SchedulingGated' },
  },
  {
    name: 'a volume can not be mounted for now',
    source: 'kstatus',
    object: unmounted,
    children: { events: [event(unmounted, 'FailedAttachVolume', 'Multi-Attach error for volume "pvc-1"')] },
    state: 'progressing',
    cause: { reason: 'FailedAttachVolume', final: false },
  },
  {
    name: 'a volume needs a Secret that is not there',
    source: onPurpose,
    object: unmounted,
    children: {
      events: [
        event(unmounted, 'FailedMount', 'MountVolume.SetUp failed for volume "tls" : secret "web-tls" not found'),
      ],
    },
    state: 'failed',
    cause: { reason: 'FailedMount', message: 'volume "tls": secret "web-tls" not found' },
  },
  {
    name: 'its node says nothing',
    source: 'kstatus',
    object: alone({}, phase('Pending', { startTime: '', conditions: [scheduled], containerStatuses: [] })),
    state: 'progressing',
    cause: { reason: 'NotStarted', node: 'node-1' },
  },
  {
    name: 'is being deleted',
    source: `${onPurpose} (kstatus: Terminating)`,
    object: { ...readyPod(), metadata: { ...readyPod().metadata, deletionTimestamp: ago(-20) } },
    state: 'failed',
    message: 'is being deleted',
  },
]
