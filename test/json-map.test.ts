import { expect, test } from 'vitest'
import { asList, asMap, getOwn, isMap, setOwn } from '../src/json-map.ts'

test('a list and null are not maps', () => {
  expect([{}, { a: 1 }, [], null, 'text', 1, undefined].map(isMap)).toEqual([true, true, ...Array(5).fill(false)])
})

test('what is not a map reads as an empty one, and what is not a list as an empty one', () => {
  const map = { a: [1] }
  expect(asMap(map)).toBe(map)
  expect([[1], null, 'text', undefined].map(asMap)).toEqual([{}, {}, {}, {}])
  expect(asList(map.a)).toBe(map.a)
  expect([map, null, 'text', undefined].map(asList)).toEqual([[], [], [], []])
})

test('a key that every JavaScript object has is a key like any other', () => {
  const map: Record<string, number> = {}
  expect(getOwn(map, 'constructor')).toBeUndefined()
  setOwn(map, '__proto__', 1)
  expect(Object.keys(map)).toEqual(['__proto__'])
  expect(getOwn(map, '__proto__')).toBe(1)
})
