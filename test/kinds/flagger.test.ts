import { expect, test } from 'vitest'
import { canary } from '../../src/kinds/flagger.ts'
import { progressLimitOf } from '../../src/kinds/rules/progress-limit.ts'
import type { JsonObject, KubeObject } from '../../src/manifest/types.ts'
import { children, NOW, object } from '../support/kinds/objects.ts'

const made = (spec: JsonObject, status: JsonObject = {}): KubeObject =>
  object('flagger.app/v1beta1', 'Canary', { spec, status })

test.each([
  ['ten minutes and one interval', {}, 675],
  ['its progressDeadlineSeconds and one interval', { progressDeadlineSeconds: 60, analysis: { interval: '30s' } }, 105],
  ['at least ten seconds for an interval', { progressDeadlineSeconds: 60, analysis: { interval: '1s' } }, 85],
] as const)('a Canary may go without progress for %s', (_what, spec, seconds) => {
  expect(progressLimitOf(canary, made(spec))).toBe(seconds * 1000)
})

test('each weight and iteration of a Canary is progress', () => {
  const at = (status: JsonObject) =>
    canary.assess(made({}, { phase: 'Progressing', ...status }), children(), NOW).progress

  expect(at({ canaryWeight: 10 })).toBe(at({ canaryWeight: 10 }))
  expect(at({ canaryWeight: 10 })).not.toBe(at({ canaryWeight: 20 }))
  expect(at({ iterations: 1 })).not.toBe(at({ iterations: 2 }))
})
