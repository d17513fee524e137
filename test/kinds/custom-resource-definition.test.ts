import { expect, test } from 'vitest'
import { assessed, type Case, conditions, made } from '../support/kinds/assessed.ts'

test.each<Case>([
  [
    'an established CRD is ready',
    made('apiextensions.k8s.io/v1', 'CustomResourceDefinition', conditions('Established', 'True')),
    { state: 'ready' },
  ],
  ['a new CRD is progressing', made('apiextensions.k8s.io/v1', 'CustomResourceDefinition'), { state: 'progressing' }],
  [
    'a CRD whose names are taken is failed',
    made(
      'apiextensions.k8s.io/v1',
      'CustomResourceDefinition',
      conditions('NamesAccepted', 'False', 'ListKindConflict'),
    ),
    { state: 'failed' },
  ],
])('%s', (_what, object, expected) => {
  expect(assessed(object)).toMatchObject(expected)
})
