import { expect, test } from 'vitest'
import { assessed, type Case, conditions, made } from '../support/kinds/assessed.ts'

test.each<Case>([
  [
    'an available APIService is ready',
    made('apiregistration.k8s.io/v1', 'APIService', conditions('Available', 'True')),
    { state: 'ready' },
  ],
  [
    'an APIService whose server is away is progressing',
    made('apiregistration.k8s.io/v1', 'APIService', conditions('Available', 'False', 'MissingEndpoints')),
    { state: 'progressing' },
  ],
])('%s', (_what, object, expected) => {
  expect(assessed(object)).toMatchObject(expected)
})
