import { describe, expect, it } from 'vitest'
import { selects } from '../../../src/lint/rules/label-selector.ts'

const labels = { app: 'web', tier: 'front' }
const expression = (operator: string, key: string, values: string[] = []) => ({
  matchExpressions: [{ key, operator, values }],
})

describe('a label selector', () => {
  it.each([
    {},
    { matchLabels: { app: 'web' } },
    expression('In', 'app', ['api', 'web']),
    expression('NotIn', 'app', ['api']),
    expression('NotIn', 'zone', ['a']),
    expression('Exists', 'tier'),
    expression('DoesNotExist', 'zone'),
  ])('fits by %j', (selector) => {
    expect(selects(selector, labels)).toBe(true)
  })

  it.each([
    undefined,
    { matchLabels: { app: 'web', tier: 'back' } },
    { matchLabels: { app: 'web' }, ...expression('Exists', 'zone') },
    expression('In', 'app', ['api']),
    expression('In', 'zone', ['a']),
    expression('NotIn', 'app', ['web']),
    expression('DoesNotExist', 'app'),
    expression('Near', 'app'),
  ])('does not fit by %j', (selector) => {
    expect(selects(selector, labels)).toBe(false)
  })
})
