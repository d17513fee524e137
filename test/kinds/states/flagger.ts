import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { ago, event, MADE, pod, waiting } from '../../support/kinds/objects.ts'
import { condition, live, type State } from './state.ts'

/** Of the Deployment `web`, in a phase that it came to so many seconds ago. */
function canary(phase: string, message = '', more: JsonObject = {}, spec: JsonObject = {}, age = 20): KubeObject {
  const promoted = { Succeeded: 'True', Initialized: 'True', Failed: 'False' }[phase] ?? 'Unknown'
  return live('flagger.app/v1beta1', 'Canary', {
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      analysis: { interval: '30s' },
      ...spec,
    },
    status: {
      phase,
      lastTransitionTime: ago(age),
      conditions: [{ ...condition('Promoted', promoted, phase, message), lastUpdateTime: ago(age) }],
      ...more,
    },
  })
}

/** The target, whose pods' template was written so many seconds ago, and which Flagger has scaled since. */
const target = (age: number, kind = 'Deployment'): KubeObject =>
  live('apps/v1', kind, {
    metadata: {
      creationTimestamp: ago(3600),
      managedFields: [
        { manager: 'kdeploy', operation: 'Apply', time: ago(age), fieldsV1: { 'f:spec': { 'f:template': {} } } },
        { manager: 'flagger', operation: 'Update', time: ago(1), fieldsV1: { 'f:spec': { 'f:replicas': {} } } },
      ],
    },
  })
const deployments = [target(60)]
const halted = canary('Progressing', 'New revision detected, progressing canary analysis.', {
  canaryWeight: 10,
  failedChecks: 2,
})

export const states: readonly State[] = [
  {
    name: 'initialized',
    source: 'argocd health (Healthy)',
    object: canary('Initialized'),
    children: { deployments },
    state: 'ready',
    message: 'initialized',
  },
  {
    name: 'succeeded',
    source: 'argocd health (Healthy)',
    object: canary('Succeeded'),
    children: { deployments },
    state: 'ready',
    message: 'promoted',
  },
  {
    name: 'failed',
    source: 'argocd health (Degraded)',
    object: canary('Failed', 'Canary analysis failed, Deployment scaled to zero.'),
    children: { deployments },
    state: 'failed',
    message: 'Canary analysis failed, Deployment scaled to zero',
    cause: { reason: 'Failed', final: true },
  },
  {
    name: 'succeeded before its target changed',
    source: 'kdeploy: on purpose, docs/deploying/waiting.md (argocd health: Healthy)',
    object: canary('Succeeded', '', {}, {}, 600),
    children: { deployments: [target(5)] },
    state: 'progressing',
    message: 'waiting for Flagger to see the change of web',
  },
  {
    name: 'failed before its target changed',
    source: 'kdeploy: on purpose, docs/deploying/waiting.md (argocd health: Degraded)',
    object: canary('Failed', 'Canary analysis failed', {}, {}, 600),
    children: { deployments: [target(5)] },
    state: 'progressing',
  },
  {
    name: 'its target was written again two intervals ago, to no effect',
    source: 'flagger: HasTargetChanged (compares a hash of the template)',
    object: canary('Succeeded', '', {}, {}, 600),
    children: { deployments: [target(100)] },
    state: 'ready',
  },
  {
    name: 'its target changed, and an interval is ten minutes',
    source: 'flagger: analysis.interval',
    object: canary('Succeeded', '', {}, { analysis: { interval: '10m' } }, 6000),
    children: { deployments: [target(100)] },
    state: 'progressing',
  },
  {
    name: 'succeeded, but its target is not there',
    source: 'flagger: a canary without its target is not initialized',
    object: canary('Succeeded'),
    state: 'progressing',
    message: 'waiting for its Deployment web',
  },
  {
    name: 'its target is a DaemonSet that changed',
    source: 'kdeploy: on purpose, docs/deploying/waiting.md (argocd health: Healthy)',
    object: canary('Succeeded', '', {}, { targetRef: { kind: 'DaemonSet', name: 'web' } }, 600),
    children: { daemonSets: [target(5, 'DaemonSet')] },
    state: 'progressing',
  },
  {
    name: 'its target is a Service',
    source: 'argocd health (Healthy)',
    object: canary('Initialized', '', {}, { targetRef: { kind: 'Service', name: 'web' } }),
    state: 'ready',
  },
  {
    name: 'initializing',
    source: 'flagger: Canary status',
    object: canary('Initializing', 'New Deployment detected, starting initialization.'),
    children: { deployments },
    state: 'progressing',
    message: 'is being initialized',
  },
  {
    name: 'its analysis goes on',
    source: 'argocd health (Progressing)',
    object: canary('Progressing', '', { canaryWeight: 20 }),
    children: { deployments },
    state: 'progressing',
    message: 'is being analysed, at 20% of the traffic',
  },
  {
    name: 'its analysis halts',
    source: 'flagger: events of a canary',
    object: halted,
    children: { deployments, events: [event(halted, 'Synced', 'Halt web.shop advancement success rate 69.17% < 99%')] },
    state: 'progressing',
    cause: { reason: 'Synced', message: 'Halt web.shop advancement success rate 69.17% < 99%', final: false },
  },
  {
    name: 'its pods cannot be pulled',
    source: 'flagger: the analysis ends at progressDeadlineSeconds',
    object: canary('Progressing'),
    children: { deployments, pods: [pod(waiting('ImagePullBackOff', 'not found'))] },
    state: 'progressing',
    cause: { reason: 'ImagePullBackOff', final: false },
  },
  {
    name: 'promoting',
    source: 'argocd health (Progressing)',
    object: canary('Promoting'),
    children: { deployments },
    state: 'progressing',
    message: 'is being promoted',
  },
  {
    name: 'finalising',
    source: 'argocd health (Progressing)',
    object: canary('Finalising'),
    children: { deployments },
    state: 'progressing',
    message: 'is routing all traffic to its primary',
  },
  {
    name: 'waiting for an approval',
    source: 'flagger: confirm-rollout webhooks (argocd health: Unknown)',
    object: canary('Waiting', 'Waiting for approval.'),
    children: { deployments },
    state: 'progressing',
    message: 'waiting for the approval of its rollout',
  },
  {
    name: 'waiting for the approval of its promotion',
    source: 'flagger: confirm-promotion webhooks (argocd health: Unknown)',
    object: canary('WaitingPromotion', 'Waiting for approval.'),
    children: { deployments },
    state: 'progressing',
    message: 'waiting for the approval of its promotion',
  },
  {
    name: 'suspended',
    source: 'flagger: spec.suspend',
    object: canary('Progressing', '', {}, { suspend: true }),
    state: 'ready',
    message: 'suspended',
  },
  {
    name: 'without any status',
    source: 'argocd health (Unknown)',
    object: live('flagger.app/v1beta1', 'Canary', { spec: { targetRef: { kind: 'Deployment', name: 'web' } } }),
    children: { deployments: [live('apps/v1', 'Deployment', { metadata: { creationTimestamp: MADE } })] },
    state: 'progressing',
  },
  {
    name: 'another Deployment changed',
    source: 'argocd health (Healthy)',
    object: canary('Succeeded', '', {}, {}, 600),
    children: {
      deployments: [{ ...target(5), metadata: { ...target(5).metadata, name: 'other' } }, target(3000)],
    },
    state: 'ready',
  },
  {
    name: 'its target changed less than two intervals and half a minute ago',
    source: 'kdeploy: on purpose, docs/deploying/waiting.md (argocd health: Healthy)',
    object: canary('Succeeded', '', {}, {}, 600),
    children: { deployments: [target(85)] },
    state: 'progressing',
  },
  {
    name: 'succeeded after the change, without conditions',
    source: 'flagger: status.lastTransitionTime',
    object: canary('Succeeded', '', { conditions: [] }),
    children: { deployments },
    state: 'ready',
  },
  {
    name: 'only another condition is later than the change of its target',
    source: 'flagger: Promoted is its only condition',
    object: canary('Succeeded', '', {
      conditions: [
        { ...condition('Other', 'True', 'Other'), lastUpdateTime: ago(1) },
        { ...condition('Promoted', 'True', 'Succeeded'), lastUpdateTime: ago(600) },
      ],
    }),
    children: { deployments },
    state: 'progressing',
  },
]
