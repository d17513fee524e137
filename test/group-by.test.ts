import { expect, test } from 'vitest'
import { groupBy } from '../src/group-by.ts'

test('groups and their items keep the order of the items', () => {
  const groups = groupBy(['web', 'db', 'worker', 'dns'], (name) => name[0])
  expect([...groups]).toEqual([
    ['w', ['web', 'worker']],
    ['d', ['db', 'dns']],
  ])
})
