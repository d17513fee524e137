import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { condition, live, type State } from './state.ts'

const onPurpose = 'kdeploy: on purpose, docs/deploying/waiting.md'
const spec = { minReplicas: 1, maxReplicas: 4, scaleTargetRef: { kind: 'Deployment', name: 'web' } }
const able = condition('AbleToScale', 'True', 'ReadyForNewScale', 'recommended size matches current size')
const unknownTarget = condition('AbleToScale', 'False', 'FailedGetScale', 'deployments.apps "web" not found')
const noMetrics = condition('ScalingActive', 'False', 'FailedGetResourceMetric', 'no metrics returned')

const v2 = (...conditions: readonly JsonObject[]): KubeObject =>
  live('autoscaling/v2', 'HorizontalPodAutoscaler', {
    spec,
    status: { currentReplicas: 1, conditions: [...conditions] },
  })

/** v1 has its conditions in an annotation. */
const v1 = (text: string): KubeObject =>
  live('autoscaling/v1', 'HorizontalPodAutoscaler', {
    metadata: { annotations: { 'autoscaling.alpha.kubernetes.io/conditions': text } },
    spec,
    status: { currentReplicas: 1, desiredReplicas: 1 },
  })

const told = (...conditions: readonly JsonObject[]) => v1(JSON.stringify(conditions))

export const states: readonly State[] = [
  {
    name: 'without any status',
    source: `${onPurpose} (argocd: Progressing)`,
    object: live('autoscaling/v2', 'HorizontalPodAutoscaler', { spec }),
    state: 'ready',
    message: 'accepted',
  },
  { name: 'without conditions', source: `${onPurpose} (argocd: Progressing)`, object: v2(), state: 'ready' },
  { name: 'able to scale', source: 'argocd health', object: v2(able), state: 'ready' },
  {
    name: 'able to scale, at its limit',
    source: 'argocd health',
    object: v2(able, condition('ScalingLimited', 'True', 'TooFewReplicas')),
    state: 'ready',
  },
  {
    name: 'the target of its scale is not there',
    source: `${onPurpose} (argocd: Degraded)`,
    object: v2(unknownTarget),
    state: 'progressing',
    message: "can't read its target's scale",
    cause: { reason: 'FailedGetScale', message: 'deployments.apps "web" not found', final: false },
  },
  {
    name: 'the scale of its target can not be changed',
    source: `${onPurpose} (argocd: Degraded)`,
    object: v2(condition('AbleToScale', 'False', 'FailedUpdateScale', 'is forbidden')),
    state: 'progressing',
    message: "can't scale its target",
    cause: { reason: 'FailedUpdateScale', message: 'is forbidden' },
  },
  {
    name: 'there are no metrics yet',
    source: `${onPurpose} (argocd: Degraded)`,
    object: v2(able, noMetrics),
    state: 'ready',
  },
  {
    name: 'its metrics can not be computed',
    source: `${onPurpose} (argocd: Degraded)`,
    object: v2(able, condition('ScalingActive', 'False', 'FailedComputeMetricsReplicas', 'invalid metrics')),
    state: 'ready',
  },
  {
    name: 'its target has no selector that can be read',
    source: `${onPurpose} (argocd: Degraded)`,
    object: v2(able, condition('ScalingActive', 'False', 'InvalidSelector', 'the scale has no selector')),
    state: 'progressing',
    message: "its target's selector can't be read",
    cause: { reason: 'InvalidSelector', message: 'the scale has no selector' },
  },
  {
    name: 'another one scales the same pods',
    source: `${onPurpose} (argocd: Healthy)`,
    object: v2(able, condition('ScalingActive', 'False', 'AmbiguousSelector', 'pods by selector app=web')),
    state: 'progressing',
    message: 'another autoscaler scales the same pods',
  },
  {
    name: 'switched off, as its target has no replicas',
    source: 'argocd health',
    object: v2(able, condition('ScalingActive', 'False', 'ScalingDisabled', 'replicas is 0')),
    state: 'ready',
  },
  {
    name: 'a problem that is over',
    source: 'argocd health',
    object: v2(condition('AbleToScale', 'True', 'FailedGetScale')),
    state: 'ready',
  },
  {
    name: 'v1 without conditions',
    source: `${onPurpose} (argocd: Progressing)`,
    object: live('autoscaling/v1', 'HorizontalPodAutoscaler', { spec, status: { currentReplicas: 1 } }),
    state: 'ready',
  },
  { name: 'v1 able to scale', source: 'argocd health', object: told(able), state: 'ready' },
  {
    name: 'v1 whose target is not there',
    source: `${onPurpose} (argocd: Degraded)`,
    object: told(unknownTarget),
    state: 'progressing',
    message: "can't read its target's scale",
    cause: { reason: 'FailedGetScale', message: 'deployments.apps "web" not found', final: false },
  },
  {
    name: 'v1 whose second condition tells of the problem',
    source: `${onPurpose} (argocd: Degraded)`,
    object: told(able, condition('ScalingActive', 'False', 'InvalidSelector', 'no selector')),
    state: 'progressing',
  },
  {
    name: 'v1 without metrics yet',
    source: `${onPurpose} (argocd: Degraded)`,
    object: told(able, noMetrics),
    state: 'ready',
  },
  { name: 'v1 with an empty list', source: `${onPurpose} (argocd: Progressing)`, object: v1('[]'), state: 'ready' },
  {
    name: 'v1 whose annotation is no JSON',
    source: `${onPurpose} (argocd: an error)`,
    object: v1('[{'),
    state: 'ready',
  },
  {
    name: 'v1 whose annotation is no list',
    source: `${onPurpose} (argocd: an error)`,
    object: v1('{"type":"AbleToScale"}'),
    state: 'ready',
  },
]
