import { expect, test } from 'vitest'
import { count, joinNames } from '../src/counts.ts'

test('one is singular, and everything else plural', () => {
  expect([0, 1, 2].map((number) => count(number, 'pod'))).toEqual(['0 pods', '1 pod', '2 pods'])
  expect([1, 2].map((number) => count(number, 'retry', 'retries'))).toEqual(['1 retry', '2 retries'])
})

test('the first names are listed, and the others counted', () => {
  expect(joinNames(['a', 'b', 'c'], 3)).toBe('a, b, c')
  expect(joinNames(['a', 'b', 'c', 'd'], 2)).toBe('a, b and 2 more')
})

test('only the items that are listed are named', () => {
  const nameOf = (item: { name?: string }) => {
    if (item.name === undefined) throw new Error('not to be named')
    return item.name
  }
  expect(joinNames([{ name: 'a' }, {}], 1, nameOf)).toBe('a and 1 more')
})
