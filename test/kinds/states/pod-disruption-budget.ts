import type { JsonObject } from '../../../src/manifest/types.ts'
import { condition, live, type State } from './state.ts'

const budget = (status?: JsonObject) =>
  live('policy/v1', 'PodDisruptionBudget', {
    spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } },
    ...(status === undefined ? {} : { status }),
  })

export const states: readonly State[] = [
  {
    name: 'a disruption is allowed',
    source: 'argocd health',
    object: budget({
      ...{ observedGeneration: 2, disruptionsAllowed: 1, currentHealthy: 2 },
      conditions: [condition('DisruptionAllowed', 'True', 'SufficientPods')],
    }),
    state: 'ready',
    message: 'accepted',
  },
  {
    name: 'no disruption is allowed right now',
    source: 'kstatus',
    object: budget({
      ...{ observedGeneration: 2, disruptionsAllowed: 0, currentHealthy: 1 },
      conditions: [condition('DisruptionAllowed', 'False', 'InsufficientPods')],
    }),
    state: 'ready',
  },
  {
    name: 'it selects no pods',
    source: 'kstatus',
    object: budget({ observedGeneration: 2, expectedPods: 0, disruptionsAllowed: 0 }),
    state: 'ready',
  },
  {
    name: 'its controller can not compute it',
    source: 'kdeploy: on purpose, docs/deploying/waiting.md (argocd: Degraded)',
    object: budget({
      observedGeneration: 2,
      conditions: [condition('DisruptionAllowed', 'False', 'SyncFailed', 'found no controllers for pod "web-1"')],
    }),
    state: 'ready',
  },
  {
    name: 'its controller has not seen the last change',
    source: 'kstatus',
    object: budget({ observedGeneration: 1, disruptionsAllowed: 1 }),
    state: 'progressing',
    message: 'waiting for its controller to see the change',
  },
  {
    name: 'without any status',
    source: 'argocd health',
    object: budget(),
    state: 'progressing',
    message: 'waiting for its controller to see the change',
  },
]
