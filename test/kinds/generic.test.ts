import { expect, test } from 'vitest'
import { assessed, type Case, conditions, made } from '../support/kinds/assessed.ts'

test.each<Case>([
  ['a ConfigMap is ready', made('v1', 'ConfigMap'), { state: 'ready', message: 'accepted' }],
  [
    'a custom resource that is Ready is ready',
    made('example.com/v1', 'Database', conditions('Ready', 'True')),
    { state: 'ready', message: 'ready' },
  ],
  [
    "a custom resource that isn't Ready is progressing",
    made('example.com/v1', 'Database', conditions('Ready', 'False', 'Creating', 'creating the instance')),
    { state: 'progressing', message: 'creating the instance' },
  ],
  [
    'a custom resource that is Stalled is failed',
    made('example.com/v1', 'Database', conditions('Stalled', 'True', 'BadSpec', 'no such size')),
    { state: 'failed', message: 'no such size' },
  ],
  [
    'a custom resource that is Reconciling is progressing',
    made('example.com/v1', 'Database', conditions('Reconciling', 'True')),
    { state: 'progressing' },
  ],
  [
    "a custom resource whose controller hasn't seen it is progressing",
    made('example.com/v1', 'Database', { observedGeneration: 1, ...conditions('Ready', 'True') }),
    { state: 'progressing' },
  ],
])('%s', (_what, object, expected) => {
  expect(assessed(object)).toMatchObject(expected)
})
