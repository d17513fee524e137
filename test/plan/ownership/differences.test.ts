import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../../src/manifest/types.ts'
import { contentOf, differencesOf, fieldsIn } from '../../../src/plan/ownership/differences.ts'
import { parseFields, writeFields } from '../../../src/plan/ownership/field-set.ts'

const byName = { 'f:c': { 'k:{"name":"a"}': { 'f:env': { 'k:{"name":"X"}': {} } } } }
const bySet = { 'f:c': { 'v:"a"': {} } }

const differences = (before: Json, after: Json, shape: JsonObject = {}) =>
  differencesOf(before, after, parseFields(shape))

describe('two states of an object differ', () => {
  it('in nothing where they are equal, whatever the order of their keys', () => {
    expect(differences({ a: 1, b: [{ c: 2 }] }, { b: [{ c: 2 }], a: 1 })).toEqual([])
  })

  it('in the finest field that both have', () => {
    const before = { m: { same: 1, changed: { x: 1 }, removed: { y: 1 } } }
    const after = { m: { same: 1, changed: { x: 2 }, added: { z: 1 } } }

    expect(differences(before, after)).toEqual([
      { steps: ['f:m', 'f:changed', 'f:x'], before: 1, after: 2 },
      { steps: ['f:m', 'f:removed'], before: { y: 1 }, after: undefined },
      { steps: ['f:m', 'f:added'], before: undefined, after: { z: 1 } },
    ])
  })

  it('in a field whose type changed, as a whole', () => {
    expect(differences({ m: { a: 1 } }, { m: [1] })).toEqual([{ steps: ['f:m'], before: { a: 1 }, after: [1] }])
    expect(differences({ m: null }, { m: {} })).toEqual([{ steps: ['f:m'], before: null, after: {} }])
  })

  it('in a list of which no item is known, as a whole', () => {
    const [before, after] = [{ c: [{ name: 'a', v: 1 }] }, { c: [{ name: 'a', v: 2 }] }]
    expect(differences(before, after)).toEqual([{ steps: ['f:c'], before: before.c, after: after.c }])
  })

  it('in an item by its keys, where it stands elsewhere too', () => {
    const before = { c: [{ name: 'a', env: [{ name: 'X', value: '1' }] }, { name: 'gone' }] }
    const after = { c: [{ name: 'new' }, { name: 'a', env: [{ name: 'X', value: '2' }] }] }

    expect(differences(before, after, byName)).toEqual([
      {
        steps: ['f:c', 'k:{"name":"a"}', 'f:env', 'k:{"name":"X"}', 'f:value'],
        before: '1',
        after: '2',
      },
      { steps: ['f:c', 'k:{"name":"gone"}'], before: { name: 'gone' }, after: undefined },
      { steps: ['f:c', 'k:{"name":"new"}'], before: undefined, after: { name: 'new' } },
    ])
  })

  it('in the order of the items that both have, once', () => {
    const before = { c: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] }
    const after = { c: [{ name: 'c' }, { name: 'b' }, { name: 'a' }] }

    expect(differences(before, after, byName)).toEqual([
      { steps: ['f:c'], before: before.c, after: after.c, isOrder: true },
    ])
    expect(differences(before, { c: [{ name: 'a' }, { name: 'c' }] }, byName).some(({ isOrder }) => isOrder)).toBe(
      false,
    )
  })

  it('in the whole list, where two items have the same keys', () => {
    const before = {
      c: [
        { name: 'a', v: 1 },
        { name: 'a', v: 2 },
      ],
    }
    const after = { c: [{ name: 'a', v: 1 }] }

    expect(differences(before, after, byName)).toEqual([{ steps: ['f:c'], before: before.c, after: after.c }])
    expect(differences(after, before, byName)).toEqual([{ steps: ['f:c'], before: after.c, after: before.c }])
  })

  it('in an item by all of its keys, in the order of the server', () => {
    const shape = { 'f:c': { 'k:{"port":80,"protocol":"TCP"}': {} } }
    const [found] = differences(
      { c: [{ protocol: 'TCP', port: 1, x: 1 }] },
      { c: [{ protocol: 'TCP', port: 1 }] },
      shape,
    )

    expect(found?.steps).toEqual(['f:c', 'k:{"port":1,"protocol":"TCP"}', 'f:x'])
  })

  it('in the values of a set that only one has, and not in their order', () => {
    expect(differences({ c: ['a', 'b'] }, { c: ['c', 'a'] }, bySet)).toEqual([
      { steps: ['f:c', 'v:"b"'], before: 'b', after: undefined },
      { steps: ['f:c', 'v:"c"'], before: undefined, after: 'c' },
    ])
    expect(differences({ c: ['a', 'b'] }, { c: ['b', 'a'] }, bySet)).toEqual([])
  })

  it('in a field called __proto__', () => {
    const before = JSON.parse('{"labels": {"__proto__": "x"}}') as Json
    expect(differences(before, { labels: {} })).toEqual([
      { steps: ['f:labels', 'f:__proto__'], before: 'x', after: undefined },
    ])
  })
})

describe('the fields in a value', () => {
  it.each<[string, Json, JsonObject, JsonObject]>([
    ['are every map and field', { a: { b: 1 }, c: 'x' }, {}, { '.': {}, 'f:a': { '.': {}, 'f:b': {} }, 'f:c': {} }],
    [
      'are items by their keys',
      { c: [{ name: 'b', v: 1 }] },
      byName,
      { '.': {}, 'f:c': { '.': {}, 'k:{"name":"b"}': { '.': {}, 'f:name': {}, 'f:v': {} } } },
    ],
    ['are the values of a set', { c: ['x', 'y'] }, bySet, { '.': {}, 'f:c': { '.': {}, 'v:"x"': {}, 'v:"y"': {} } }],
    ['are a list as one where no item is known', { c: [1, 2] }, {}, { '.': {}, 'f:c': {} }],
  ])('%s', (_, value, shape, expected) => {
    expect(writeFields(fieldsIn(value, parseFields(shape)))).toEqual(expected)
  })
})

describe('the content of an object', () => {
  it('is all but its identity, its status and what the server writes into its metadata', () => {
    const metadata = {
      ...{ name: 'web', namespace: 'ns', uid: 'u', resourceVersion: '7', generation: 2, managedFields: [] },
      ...{ labels: { a: 'b' }, annotations: { c: 'd' }, finalizers: ['f'], ownerReferences: [{ uid: 'o' }] },
    }
    const object = { apiVersion: 'v1', kind: 'A', metadata, spec: { x: 1 }, data: null, status: { y: 1 } }

    expect(contentOf(object)).toEqual({
      metadata: { labels: { a: 'b' }, annotations: { c: 'd' }, finalizers: ['f'], ownerReferences: [{ uid: 'o' }] },
      spec: { x: 1 },
      data: null,
    })
  })

  it('has no metadata that the object has not', () => {
    expect(contentOf({ apiVersion: 'v1', kind: 'A', metadata: { name: 'web' } })).toEqual({ metadata: {} })
    expect(contentOf({ apiVersion: 'v1', kind: 'A' })).toEqual({ metadata: {} })
  })
})
