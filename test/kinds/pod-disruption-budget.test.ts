import { expect, test } from 'vitest'
import { assessed, type Case, made } from '../support/kinds/assessed.ts'

test.each<Case>([
  ['a PodDisruptionBudget that was seen is ready', made('policy/v1', 'PodDisruptionBudget'), { state: 'ready' }],
  [
    'a PodDisruptionBudget that was not seen is progressing',
    made('policy/v1', 'PodDisruptionBudget', { observedGeneration: 1 }),
    { state: 'progressing' },
  ],
])('%s', (_what, object, expected) => {
  expect(assessed(object)).toMatchObject(expected)
})
