import { describe, expect, test } from 'vitest'
import { unsendableIn } from '../../src/manifest/unsendable.ts'

const half = '\ud83d'

describe('what cannot be sent', () => {
  test('is no text of whole characters, no number of int64, no other value', () => {
    const value = { '😀': ['😀', -(2n ** 63n), 2n ** 63n - 1n, 1e30, true, null], empty: {} }
    expect(unsendableIn(value)).toEqual([])
  })

  test('is half of a surrogate pair, in a value, a list and a key', () => {
    expect(unsendableIn({ a: { b: [`x${half}`, 'y'] } })).toEqual([
      {
        path: ['a', 'b', 0],
        problem: 'contains half of a surrogate pair, which is not a character',
        hint: expect.stringContaining('whole character'),
      },
    ])
    expect(unsendableIn({ a: { [half]: 'b' } })).toEqual([
      { path: ['a'], problem: expect.stringContaining('has a key with half'), hint: expect.any(String) },
    ])
  })

  test.each([2n ** 63n, -(2n ** 63n) - 1n])('is an integer beyond int64: %s', (integer) => {
    expect(unsendableIn({ spec: { size: integer } })).toEqual([
      {
        path: ['spec', 'size'],
        problem: 'is an integer beyond the 64 bits of int64, which the cluster would round',
        hint: 'quote it, or write it as a float',
      },
    ])
  })

  test('is told in every place, and without the value', () => {
    const found = unsendableIn({ a: `sesame${half}`, b: [{ c: 2n ** 64n }], d: 'fine' })
    expect(found.map(({ path }) => path)).toEqual([['a'], ['b', 0, 'c']])
    expect(JSON.stringify(found)).not.toContain('sesame')
  })
})
