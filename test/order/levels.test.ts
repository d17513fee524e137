import { expect, test } from 'vitest'
import { levelsOf } from '../../src/order/levels.ts'

test('each profile is one level above the highest that it needs', () => {
  const graph = new Map([
    ['ui', ['api', 'bus']],
    ['api', ['db']],
    ['bus', []],
    ['db', []],
  ])
  expect(Object.fromEntries(levelsOf(graph))).toEqual({ ui: 3, api: 2, bus: 1, db: 1 })
})
