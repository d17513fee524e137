import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../../src/manifest/types.ts'
import { noFields, parseFields } from '../../../src/plan/ownership/field-set.ts'
import { mayBeItem, setsField, type Winner, withFields } from '../../../src/plan/ownership/merge-fields.ts'
import { deployment } from '../../support/plan/live.ts'

const field = (name: string, fields: JsonObject = {}) => ({ [`f:${name}`]: fields })

/** The spec of a manifest with these fields of a live spec. */
function merged(desired: JsonObject, live: JsonObject, fields: JsonObject, winner?: Winner): Json | undefined {
  const set = parseFields({ 'f:spec': fields })
  return withFields(deployment(desired), deployment(live), set, winner)['spec']
}

describe('a manifest with fields of the live object', () => {
  it.each<[string, JsonObject, JsonObject, JsonObject, JsonObject]>([
    ['gets one that it does not set', { a: 1 }, { replicas: 3 }, field('replicas'), { a: 1, replicas: 3 }],
    ['keeps its own value where both set one', { replicas: 1 }, { replicas: 3 }, field('replicas'), { replicas: 1 }],
    ['gets none that the live object lacks', { a: 1 }, {}, field('replicas'), { a: 1 }],
    ['gets none that the set does not name', {}, { a: 1, b: 2 }, field('a'), { a: 1 }],
    ['gets a map with only the fields of the set', {}, { m: { a: 1, b: 2 } }, field('m', field('a')), { m: { a: 1 } }],
    ['gets no map of which nothing is there', {}, { m: { b: 2 } }, field('m', field('a')), {}],
    [
      'gets a map of which nothing else is there, where the set holds it itself',
      {},
      { m: { b: 2 } },
      field('m', { '.': {}, ...field('a') }),
      { m: {} },
    ],
    [
      'gets fields into a map of its own',
      { m: { b: 1 } },
      { m: { a: 2, b: 2 } },
      field('m', field('a')),
      { m: { a: 2, b: 1 } },
    ],
    ['keeps a text where the live object has a map', { m: 'x' }, { m: { a: 1 } }, field('m', field('a')), { m: 'x' }],
    [
      'keeps a map where the live object has a list',
      { m: { b: 1 } },
      { m: [1] },
      field('m', { 'v:1': {} }),
      { m: { b: 1 } },
    ],
    ['keeps a list where the live object has a text', { m: [1] }, { m: 'x' }, field('m', field('a')), { m: [1] }],
    [
      'takes an explicit null for one that it does not set',
      { m: null },
      { m: { a: 1 } },
      field('m', field('a')),
      { m: { a: 1 } },
    ],
  ])('%s', (_, desired, live, fields, expected) => {
    expect(merged(desired, live, fields)).toEqual(expected)
  })

  it('gets the live values where those win, but none of what the set does not hold', () => {
    const live = { replicas: 3, paused: true, list: [1] }
    const fields = { ...field('replicas'), ...field('list', { 'v:1': {} }) }

    expect(merged({ replicas: 1, paused: false, list: [2] }, live, fields, 'live')).toEqual({
      replicas: 3,
      paused: false,
      list: [2, 1],
    })
  })

  it('is the manifest where the set is empty, whoever wins', () => {
    expect(withFields(deployment({ a: 1 }), deployment({ a: 2 }), noFields, 'live')).toEqual(deployment({ a: 1 }))
  })

  it('sets a field called __proto__ as any other', () => {
    const live = { labels: JSON.parse('{"__proto__": "x"}') as JsonObject }

    expect(JSON.stringify(merged({}, live, field('labels', field('__proto__'))))).toBe('{"labels":{"__proto__":"x"}}')
    expect(({} as JsonObject)['x']).toBeUndefined()
  })
})

describe('a list of items with keys', () => {
  const item = (name: string, fields: JsonObject) => ({ [`k:{"name":"${name}"}`]: fields })
  const lists = (desired: Json, live: Json, fields: JsonObject) =>
    (merged({ c: desired }, { c: live }, field('c', fields)) as JsonObject)['c']

  it('gets fields into the item of the same keys', () => {
    const live = [
      { name: 'b', image: '2' },
      { name: 'a', image: '1', env: 'live' },
    ]
    const fields = item('a', { '.': {}, ...field('env') })

    expect(lists([{ name: 'a', image: '9' }], live, fields)).toEqual([{ name: 'a', image: '9', env: 'live' }])
  })

  it('gets an item that it lacks, with its keys though the set does not hold them', () => {
    const live = [{ name: 'sidecar', image: 's', port: 1 }]

    expect(lists([{ name: 'a' }], live, item('sidecar', field('image')))).toEqual([
      { name: 'a' },
      { name: 'sidecar', image: 's' },
    ])
  })

  it('gets no item that is not there', () => {
    expect(lists([{ name: 'a' }], [], item('sidecar', field('image')))).toEqual([{ name: 'a' }])
  })

  it('stays as it is for an item that the manifest writes as a text', () => {
    expect(lists(['a'], [{ name: 'a', x: 1 }], item('a', field('x')))).toEqual(['a', { name: 'a', x: 1 }])
  })

  it('is made where the manifest has none', () => {
    expect(merged({}, { c: [{ name: 'a', x: 1 }] }, field('c', item('a', field('x'))))).toEqual({
      c: [{ name: 'a', x: 1 }],
    })
  })
})

describe('a set of values', () => {
  it('gets the values of the set that it lacks, and none twice', () => {
    const fields = field('finalizers', { 'v:"a"': {}, 'v:"b"': {}, 'v:"gone"': {} })

    expect(merged({ finalizers: ['a'] }, { finalizers: ['c', 'b', 'a'] }, fields)).toEqual({ finalizers: ['a', 'b'] })
  })
})

describe('an item of a manifest', () => {
  it.each<[boolean, Json, JsonObject]>([
    [true, { containerPort: 80 }, { containerPort: 80, protocol: 'TCP' }],
    [true, { containerPort: 80, protocol: 'TCP' }, { containerPort: 80, protocol: 'TCP' }],
    [false, { containerPort: 80 }, { containerPort: 80, protocol: 'UDP' }],
    [true, { containerPort: 80, protocol: 'UDP' }, { containerPort: 80, protocol: 'UDP' }],
    [false, { containerPort: 80, protocol: 'UDP' }, { containerPort: 80, protocol: 'TCP' }],
    [false, { containerPort: 81 }, { containerPort: 80, protocol: 'TCP' }],
    [false, {}, { containerPort: 80, protocol: 'TCP' }],
    [false, 'web', { name: 'web' }],
    [false, JSON.parse('{"__proto__": {"name": "web"}}') as Json, { name: 'web' }],
  ])('may be, %s: %j is %j', (expected, item, keys) => {
    expect(mayBeItem(item, keys)).toBe(expected)
  })
})

describe('a manifest sets a field', () => {
  const desired = {
    replicas: 0,
    paused: null,
    empty: {},
    none: [],
    template: { labels: { app: 'a', __proto__: null } },
    ports: [{ port: 80 }, { port: 53, protocol: 'UDP' }],
    finalizers: ['a'],
  } as unknown as JsonObject

  it.each<[boolean, string[]]>([
    [true, ['f:replicas']],
    [true, ['f:paused']],
    [true, ['f:template']],
    [true, ['f:template', 'f:labels', 'f:app']],
    [true, ['f:ports', 'k:{"port":80,"protocol":"TCP"}', 'f:port']],
    [true, ['f:ports', 'k:{"port":53,"protocol":"UDP"}']],
    [true, ['f:finalizers', 'v:"a"']],
    [true, ['f:ports', 'i:1']],
    [false, ['f:absent']],
    [false, ['f:empty']],
    [false, ['f:none']],
    [false, ['f:replicas', 'f:x']],
    [false, ['f:template', 'k:{"name":"a"}']],
    [false, ['f:template', 'f:labels', 'f:tier']],
    [false, ['f:ports', 'k:{"port":80,"protocol":"UDP"}', 'f:port']],
    [false, ['f:ports', 'k:{"port":80,"protocol":"TCP"}', 'f:name']],
    [false, ['f:finalizers', 'v:"b"']],
    [false, ['f:ports', 'i:2']],
    [false, ['f:template', 'f:__proto__', 'f:toString']],
  ])('%s for %j', (expected, steps) => {
    expect(setsField(desired, steps)).toBe(expected)
  })
})
