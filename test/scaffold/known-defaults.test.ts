import { describe, expect, test } from 'vitest'
import { withoutKnownDefaults } from '../../src/scaffold/known-defaults.ts'

describe('what is likely to be filled in again', () => {
  test('is left out of a part of an object', () => {
    expect(withoutKnownDefaults({ replicas: 2, strategy: { type: 'RollingUpdate' } })).toEqual({ replicas: 2 })
  })

  test('is not what a field has that is called as what every JavaScript object has', () => {
    const part = { constructor: 1, toString: { valueOf: 'x' } }

    expect(withoutKnownDefaults(part)).toEqual(part)
  })
})
