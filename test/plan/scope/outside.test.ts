import { expect, test } from 'vitest'
import { optionName } from '../../../src/plan/scope/outside.ts'

test('an option names the namespace only where it is another one', () => {
  const ref = { group: '', version: 'v1', kind: 'ConfigMap', name: 'a' }

  expect(['shop-ns', 'other', undefined].map((namespace) => optionName({ ...ref, namespace }, 'shop-ns'))).toEqual([
    'configmap/a',
    'configmap/other/a',
    'configmap/a',
  ])
})
