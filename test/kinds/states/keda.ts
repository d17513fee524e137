import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { event } from '../../support/kinds/objects.ts'
import { condition, live, type State, writtenAgo } from './state.ts'

const scaled = (conditions: readonly JsonObject[], kind = 'ScaledObject', metadata: JsonObject = {}): KubeObject =>
  live('keda.sh/v1alpha1', kind, { metadata, status: { conditions: [...conditions] } })

const ready = condition(
  'Ready',
  'True',
  'ScaledObjectReady',
  'ScaledObject is defined correctly and is ready for scaling',
)
const checkFailed = condition(
  'Ready',
  'False',
  'ScaledObjectCheckFailed',
  'ScaledObject does not have correct scaleTargetRef: target not found',
)
const triggerError = condition(
  'Ready',
  'False',
  'TriggerError',
  'Triggers defined in ScaledObject are not working correctly',
)
const initial = ['Ready', 'Active', 'Fallback'].map((type) => condition(type, 'Unknown'))

export const states: readonly State[] = [
  { name: 'ready', source: 'argocd health (Healthy)', object: scaled([ready]), state: 'ready', message: 'ready' },
  {
    name: 'ready and scaled to zero',
    source: 'argocd health (Healthy)',
    object: scaled([ready, condition('Active', 'False', 'ScalerNotActive')]),
    state: 'ready',
  },
  {
    name: 'without any status',
    source: 'argocd health (Progressing)',
    object: live('keda.sh/v1alpha1', 'ScaledObject'),
    state: 'progressing',
    message: 'waiting for its controller to see the change',
  },
  {
    name: 'all conditions are unknown, as KEDA begins',
    source: 'argocd health (Progressing)',
    object: scaled(initial),
    state: 'progressing',
    message: 'waiting for its controller to see the change',
  },
  {
    name: 'ready a moment after it was changed: KEDA names no generation',
    source: 'kdeploy: on purpose, docs/deploying/waiting.md (argocd health: Healthy)',
    object: scaled([ready], 'ScaledObject', writtenAgo(1, 60)),
    state: 'progressing',
  },
  {
    name: 'ready, as its status says since it was changed',
    source: 'argocd health (Healthy)',
    object: scaled([ready], 'ScaledObject', writtenAgo(2, 1)),
    state: 'ready',
  },
  {
    name: 'its target is not there yet',
    source: 'kdeploy: on purpose, docs/deploying/waiting.md (argocd health: Degraded)',
    object: scaled([checkFailed]),
    state: 'progressing',
    message: 'ScaledObject does not have correct scaleTargetRef: target not found',
    cause: { reason: 'ScaledObjectCheckFailed', final: false },
  },
  {
    name: 'a trigger does not work',
    source: 'kdeploy: on purpose, docs/deploying/waiting.md (argocd health: Degraded)',
    object: scaled([triggerError]),
    children: { events: [event(scaled([]), 'KEDAScalerFailed', 'kafka: no brokers to connect to')] },
    state: 'progressing',
    cause: { reason: 'TriggerError' },
  },
  {
    name: 'some triggers do not work',
    source: 'argocd health (Progressing)',
    object: scaled([
      condition(
        'Ready',
        'Unknown',
        'PartialTriggerError',
        'Some triggers defined in ScaledObject are not working correctly',
      ),
    ]),
    state: 'progressing',
    cause: { reason: 'PartialTriggerError' },
  },
  {
    name: 'its fallback is active',
    source: 'kdeploy: on purpose, docs/deploying/waiting.md (argocd health: Degraded)',
    object: scaled([ready, condition('Fallback', 'True', 'FallbackExists')]),
    state: 'ready',
    message: 'ready, by its fallback',
  },
  {
    name: 'paused',
    source: 'argocd health (Suspended)',
    object: scaled([ready, condition('Paused', 'True', 'ScaledObjectPaused')]),
    state: 'ready',
    message: 'paused',
  },
  {
    name: 'paused before it was ready',
    source: 'keda: a paused ScaledObject has no HPA',
    object: scaled([...initial, condition('Paused', 'True', 'ScaledObjectPaused')]),
    state: 'ready',
    message: 'paused',
  },
  {
    name: 'paused and not ready',
    source: 'argocd health (Degraded wins over Suspended)',
    object: scaled([checkFailed, condition('Paused', 'True', 'ScaledObjectPaused')]),
    state: 'progressing',
  },
  {
    name: 'a ScaledJob is ready',
    source: 'argocd health (Healthy)',
    object: scaled([condition('Ready', 'True', 'ScaledJobReady')], 'ScaledJob'),
    state: 'ready',
  },
  {
    name: 'a ScaledJob without any status',
    source: 'argocd health (Progressing)',
    object: live('keda.sh/v1alpha1', 'ScaledJob'),
    state: 'progressing',
  },
  {
    name: 'a ScaledJob whose check failed',
    source: 'kdeploy: on purpose, docs/deploying/waiting.md (argocd health: Degraded)',
    object: scaled([condition('Ready', 'False', 'ScaledJobCheckFailed', 'no trigger of type kafkaa')], 'ScaledJob'),
    state: 'progressing',
    cause: { reason: 'ScaledJobCheckFailed', message: 'no trigger of type kafkaa' },
  },
  {
    name: 'a ScaledJob is paused',
    source: 'argocd health (Suspended)',
    object: scaled([condition('Ready', 'True'), condition('Paused', 'True')], 'ScaledJob'),
    state: 'ready',
    message: 'paused',
  },
]
