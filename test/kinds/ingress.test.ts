import { expect, test } from 'vitest'
import { assessed, type Case, made } from '../support/kinds/assessed.ts'

test.each<Case>([
  [
    'an Ingress without an address is ready',
    made('networking.k8s.io/v1', 'Ingress'),
    { state: 'ready', message: 'accepted' },
  ],
])('%s', (_what, object, expected) => {
  expect(assessed(object)).toMatchObject(expected)
})
