import { describe, expect, it } from 'vitest'
import type { Json } from '../../src/json-map.ts'
import { type MapNode, toNode } from '../../src/variables/tree.ts'
import { isReadBy, namesOf, undeclaredIn } from '../../src/variables/undeclared.ts'

function tree(value: { [name: string]: Json }): MapNode {
  return toNode(value, { by: () => ({ label: 'x', place: undefined }) }) as MapNode
}

const paths = (layer: { [name: string]: Json }, below: { [name: string]: Json }) =>
  undeclaredIn(tree(layer), tree(below)).map(({ path }) => path.join('.'))

describe('undeclaredIn', () => {
  it('finds each value that is new', () => {
    const below = { a: 1, db: { host: 'x', deep: { b: 1 } }, empty: {}, nothing: null, list: [1] }

    expect(paths({ a: 2, db: { host: 'y', deep: { b: 2 } }, empty: 1, nothing: 1, list: [2] }, below)).toEqual([])
    expect(paths({ b: 1, db: { hots: 'y', deep: { c: { d: 1 } } }, empty: { x: 1 } }, below)).toEqual([
      'b',
      'db.hots',
      'db.deep.c.d',
      'empty.x',
    ])
    expect(paths({ nothing: { x: 1 }, db: { host: { x: 1 }, more: {} } }, below)).toEqual(['db.more'])
  })
})

describe('isReadBy', () => {
  it.each([
    [['db', 'host'], ['db', 'host'], true],
    [['db', 'host'], ['db'], true],
    [['db', 'host'], ['db', 'host', 'name'], true],
    [['db', 'host'], ['db', 'port'], false],
    [['db', 'host'], ['db', 'items'], true],
    [['db', 'host'], ['db', 'sub', 'items'], false],
    [['db'], ['db', 'port'], true],
    [['items'], ['db'], false],
    [['items'], ['items', 'a'], true],
  ])('says of %j whether %j reads it: %j', (path, read, expected) => {
    expect(isReadBy(path, [['other'], read])).toBe(expected)
  })
})

it('namesOf has the leaves of a tree, and what is read', () => {
  expect(namesOf(tree({ a: { b: 1, c: { d: [1] } }, e: {} }), [['f', 'g'], ['e']])).toEqual([
    'f.g',
    'e',
    'a.b',
    'a.c.d',
  ])
})
