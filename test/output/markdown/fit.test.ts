import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitParts, type Part } from '../../../src/output/markdown/fit.ts'

const namesOf = (parts: readonly (Part & { name: string })[], room: number) =>
  fitParts(parts, room).map(({ name }) => name)

const parts = [
  { name: 'head', size: 10, rank: 0 },
  { name: 'small', size: 20, rank: 1, weight: 20, comesBack: true },
  { name: 'large', size: 90, rank: 2, weight: 90, comesBack: true },
  { name: 'first', size: 5, rank: 3, weight: 0 },
  { name: 'last', size: 5, rank: 3, weight: 1 },
]

test('all stays where there is room', () => {
  expect(namesOf(parts, 130)).toEqual(['head', 'small', 'large', 'first', 'last'])
})

test('what has the lowest rank goes first, then what weighs most', () => {
  expect(namesOf(parts, 115)).toEqual(['head', 'large', 'first', 'last'])
  expect(namesOf(parts, 15)).toEqual(['head', 'first'])
})

test('what went for the sake of a large part comes back once that one is gone', () => {
  expect(namesOf(parts, 60)).toEqual(['head', 'small', 'first', 'last'])
})

test('nothing comes back where more than such parts had to go', () => {
  expect(namesOf(parts, 19)).toEqual(['head', 'first'])
})

test('what is left has room, in its order, or is what always stays', () => {
  const anyPart = fc.record({
    size: fc.nat(100),
    rank: fc.integer({ min: 0, max: 3 }),
    weight: fc.nat(100),
    comesBack: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(anyPart), fc.nat(500), (given, room) => {
      const left = fitParts(given, room)

      expect(given.filter((part) => left.includes(part))).toEqual(left)
      expect(given.filter(({ rank }) => rank === 0)).toEqual(left.filter(({ rank }) => rank === 0))
      const size = left.reduce((sum, part) => sum + part.size, 0)
      expect(size <= room || left.every(({ rank }) => rank === 0)).toBe(true)
    }),
  )
})
