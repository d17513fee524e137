import { expect, test } from 'vitest'
import { type MapNode, toNode } from '../../src/variables/tree.ts'
import { withoutVariable } from '../../src/variables/without.ts'

const tree = toNode(
  { tag: '1', db: { host: 'a', port: 1 }, list: [1] },
  { by: () => ({ label: 'a', place: undefined }) },
)
const names = (map: MapNode) => [...map.entries.keys()]

test('one variable is taken away, and nothing of the tree itself', () => {
  const left = withoutVariable(tree as MapNode, ['tag'])

  expect(names(left)).toEqual(['db', 'list'])
  expect(names(tree as MapNode)).toEqual(['tag', 'db', 'list'])
})

test('a part of a map is taken away alone', () => {
  const left = withoutVariable(tree as MapNode, ['db', 'host'])

  expect(names(left)).toEqual(['tag', 'db', 'list'])
  expect(names(left.entries.get('db') as MapNode)).toEqual(['port'])
})

test.each([[['other']], [['db', 'other']], [['tag', 'host']], [['list', '0']], [[]]])(
  'without %j the tree is the same',
  (path) => {
    expect(withoutVariable(tree as MapNode, path)).toBe(tree)
  },
)
