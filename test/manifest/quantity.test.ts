import { describe, expect, test } from 'vitest'
import { formatQuantity, parseQuantity } from '../../src/manifest/quantity.ts'

describe('a quantity', () => {
  test.each([
    ['1', 1],
    ['500m', 0.5],
    ['1.5', 1.5],
    ['.5', 0.5],
    ['1Ki', 1024],
    ['1.5Gi', 1.5 * 2 ** 30],
    ['2e3', 2000],
    ['1E', 1e18],
    ['5k', 5000],
    [3, 3],
    ['many', undefined],
    ['1 Gi', undefined],
    ['1e+3', 1000],
    ['1E-3', 0.001],
    ['1e3Mi', undefined],
    ['12e3k', undefined],
    ['1e3m', undefined],
    ['1e3E', undefined],
    ['1e3e3', undefined],
    ['1e', undefined],
    [null, undefined],
  ])('%s is %s', (text, amount) => {
    expect(parseQuantity(text)).toBe(amount)
  })

  test('is shown in the unit of its resource', () => {
    expect(formatQuantity(1.25, 'requests.cpu')).toBe('1250m')
    expect(formatQuantity(2, 'limits.cpu')).toBe('2')
    expect(formatQuantity(1.5 * 2 ** 30, 'requests.memory')).toBe('1.5Gi')
    expect(formatQuantity(7, 'count/configmaps')).toBe('7')
  })
})
