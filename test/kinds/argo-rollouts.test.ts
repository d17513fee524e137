import { describe, expect, test } from 'vitest'
import { rollout } from '../../src/kinds/argo-rollouts.ts'
import { progressLimitOf } from '../../src/kinds/rules/progress-limit.ts'
import type { Json, JsonObject, KubeObject } from '../../src/manifest/types.ts'
import { children, NOW, object } from '../support/kinds/objects.ts'

const made = (spec: JsonObject, status: JsonObject = {}): KubeObject =>
  object('argoproj.io/v1alpha1', 'Rollout', { spec, status: { observedGeneration: '2', ...status } })
const pausing = (...durations: readonly Json[]): KubeObject =>
  made({ strategy: { canary: { steps: durations.map((duration) => ({ pause: { duration } })) } } })

describe('how long a Rollout may go without progress', () => {
  test.each([
    ['its progressDeadlineSeconds', made({ progressDeadlineSeconds: 60 }), 75],
    ['ten minutes by default', made({}), 615],
    ['its longest pause besides', pausing('1m', 30, '45', '1h'), 4215],
    ['the time until it is promoted by itself', made({ strategy: { blueGreen: { autoPromotionSeconds: 90 } } }), 705],
    ['no more for a pause without an end', made({ strategy: { canary: { steps: [{ pause: {} }] } } }), 615],
  ])('is %s', (_what, one, seconds) => {
    expect(progressLimitOf(rollout, one)).toBe(seconds * 1000)
  })
})

test('each step of a Rollout is progress, though its pods stay the same', () => {
  const at = (currentStepIndex: number) =>
    rollout.assess(made({}, { phase: 'Progressing', currentStepIndex }), children(), NOW).progress

  expect(at(1)).toBe(at(1))
  expect(at(1)).not.toBe(at(2))
})
