import * as fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { Json, JsonObject } from '../../../src/manifest/types.ts'
import {
  type FieldSet,
  intersection,
  isEmpty,
  isItem,
  itemLookup,
  minus,
  parseFields,
  sameFields,
  union,
  writeFields,
} from '../../../src/plan/ownership/field-set.ts'

const sets = fc
  .letrec<{ set: JsonObject }>((tie) => ({
    set: fc.oneof(
      { maxDepth: 3 },
      fc.constant({}),
      fc.dictionary(fc.constantFrom('f:a', 'f:b', 'k:{"name":"x"}', 'v:1', '.'), tie('set'), { maxKeys: 4 }),
    ),
  }))
  .set.map((fieldsV1) => parseFields(fieldsV1))

describe('a set of fields', () => {
  it.each<[string, JsonObject]>([
    ['a field', { 'f:a': {} }],
    ['a field and one below it', { 'f:a': { '.': {}, 'f:b': {} } }],
    ['only the one below it', { 'f:a': { 'f:b': {} } }],
    ['a list item', { 'f:a': { 'k:{"name":"x"}': { '.': {}, 'f:name': {} } } }],
  ])('is read and written alike: %s', (_, fieldsV1) => {
    expect(writeFields(parseFields(fieldsV1))).toEqual(fieldsV1)
  })

  it('obeys the laws of sets', () => {
    fc.assert(
      fc.property(sets, sets, (a: FieldSet, b: FieldSet) => {
        expect(sameFields(union(a, b), union(b, a))).toBe(true)
        expect(sameFields(intersection(a, b), intersection(b, a))).toBe(true)
        expect(isEmpty(intersection(minus(a, b), b))).toBe(true)
        expect(sameFields(union(minus(a, b), intersection(a, b)), a)).toBe(true)
        expect(isEmpty(minus(a, union(a, b)))).toBe(true)
      }),
    )
  })
})

test.each<[string, Json, index?: number]>([
  ['by its keys', { port: 53, protocol: 'UDP', more: 1 }],
  ['by keys in another order', { protocol: 'TCP', port: 53 }],
  ['by a key that it leaves out', { name: 'a' }],
  ['by its value', 'x'],
  ['by a value with parts', { b: 1, a: [2] }],
  ['by its index', { other: true }, 2],
])('an item is found %s, as each step finds it', (_, item, index = 0) => {
  const fields = parseFields({
    'k:{"port":53,"protocol":"UDP"}': { 'f:a': {} },
    'k:{"port":53,"protocol":"TCP"}': { 'f:b': {} },
    'k:{"name":"a","namespace":null}': { 'f:c': {} },
    'v:"x"': {},
    'v:{"a":[2],"b":1}': {},
    'i:2': { 'f:d': {} },
  })
  const [step, expected] = [...fields.children].find(([one]) => isItem(one, item, index)) ?? []

  expect(step).toBeDefined()
  expect(itemLookup(fields)(item, index)).toBe(expected)
  expect(itemLookup(fields)({ port: 1 }, 0)).toBeUndefined()
})
