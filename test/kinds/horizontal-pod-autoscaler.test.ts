import { expect, test } from 'vitest'
import { assessed, type Case, conditions, made } from '../support/kinds/assessed.ts'

test.each<Case>([
  ['an HPA that nobody has looked at is ready', made('autoscaling/v2', 'HorizontalPodAutoscaler'), { state: 'ready' }],
  [
    'an HPA without metrics is ready',
    made('autoscaling/v2', 'HorizontalPodAutoscaler', conditions('ScalingActive', 'False', 'FailedGetResourceMetric')),
    { state: 'ready' },
  ],
  [
    'an HPA without a target is progressing',
    made('autoscaling/v2', 'HorizontalPodAutoscaler', conditions('AbleToScale', 'False', 'FailedGetScale')),
    { state: 'progressing' },
  ],
])('%s', (_what, object, expected) => {
  expect(assessed(object)).toMatchObject(expected)
})
