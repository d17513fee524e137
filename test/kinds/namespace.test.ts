import { expect, test } from 'vitest'
import { assessed, type Case, made } from '../support/kinds/assessed.ts'

test.each<Case>([
  ['an active Namespace is ready', made('v1', 'Namespace', { phase: 'Active' }), { state: 'ready' }],
  [
    'a Namespace that is being deleted is failed',
    made('v1', 'Namespace', { phase: 'Terminating' }),
    { state: 'failed' },
  ],
])('%s', (_what, object, expected) => {
  expect(assessed(object)).toMatchObject(expected)
})
