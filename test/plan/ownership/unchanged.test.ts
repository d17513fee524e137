import { describe, expect, it } from 'vitest'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { isProvenUnchanged } from '../../../src/plan/ownership/unchanged.ts'
import { entry } from '../../support/plan/live.ts'

const example = (content: JsonObject, metadata: JsonObject = {}): KubeObject => ({
  apiVersion: 'example.com/v1',
  kind: 'Example',
  metadata: { name: 'a', namespace: 'b', ...metadata },
  ...content,
})
const applies = (fields: JsonObject, more: JsonObject = {}) =>
  entry('kdeploy', 'Apply', fields, { apiVersion: 'example.com/v1', ...more })

interface Case {
  readonly desired: JsonObject
  readonly fields: JsonObject
  /** Default: as desired. */
  readonly live?: JsonObject
  /** Default: as desired. */
  readonly applied?: JsonObject | undefined
  /** Fields of another manager. */
  readonly other?: JsonObject
}

const isProven = (one: Case) => {
  const { desired, fields, live = desired, other } = one
  const applied = 'applied' in one ? one.applied : desired
  const managedFields = [applies(fields), ...(other === undefined ? [] : [entry('other', 'Update', other)])]
  return isProvenUnchanged(example(desired), example(live, { managedFields }), 'kdeploy', applied && example(applied))
}

const byName = {
  'f:items': { 'k:{"name":"x"}': { '.': {}, 'f:name': {} }, 'k:{"name":"y"}': { '.': {}, 'f:name': {} } },
}
const [x, y] = [{ name: 'x' }, { name: 'y' }]
const port = (fields: JsonObject, protocol = 'TCP') => ({
  'f:ports': { [`k:{"port":53,"protocol":"${protocol}"}`]: { '.': {}, 'f:port': {}, ...fields } },
})

describe('an object is proven to need nothing', () => {
  it.each<[string, Case]>([
    [
      'where each field has its value',
      { desired: { a: 1, b: { c: 'x' } }, fields: { 'f:a': {}, 'f:b': { 'f:c': {} } } },
    ],
    [
      'whatever others added',
      { desired: { b: { c: 1 } }, fields: { 'f:b': { 'f:c': {} } }, live: { b: { c: 1, d: 2 }, e: 3 } },
    ],
    [
      'whatever the server defaults within a list',
      { desired: { items: [x, y] }, fields: byName, live: { items: [{ ...x, d: 1 }, y] } },
    ],
    [
      'whatever others put between its items',
      { desired: { items: [x, y] }, fields: byName, live: { items: [x, { name: 'z' }, y] } },
    ],
    [
      'where a key that it leaves out is the default',
      { desired: { ports: [{ port: 53 }] }, fields: port({}), live: { ports: [{ port: 53, protocol: 'TCP' }] } },
    ],
    [
      'where it sets all keys',
      { desired: { ports: [{ port: 53, protocol: 'UDP' }] }, fields: port({ 'f:protocol': {} }, 'UDP') },
    ],
    [
      'with a set of values',
      {
        desired: { set: ['x', 'y'] },
        fields: { 'f:set': { 'v:"x"': {}, 'v:"y"': {} } },
        live: { set: ['w', 'x', 'y'] },
      },
    ],
    [
      'with a quantity in another form',
      {
        desired: { limits: { cpu: '1000m' } },
        fields: { 'f:limits': { 'f:cpu': {} } },
        live: { limits: { cpu: '1' } },
      },
    ],
    [
      'with a default within a whole',
      { desired: { ref: { a: 1 } }, fields: { 'f:ref': {} }, live: { ref: { a: 1, b: 2 } } },
    ],
    [
      'with a map and a list of which the server keeps nothing',
      { desired: { labels: {}, list: [] }, fields: { 'f:labels': {}, 'f:list': {} }, live: {} },
    ],
    [
      'with a whole that is there, also where what was applied is of other values',
      { desired: { ref: { a: 1 } }, fields: { 'f:ref': {} }, applied: { ref: { a: 2 } } },
    ],
    [
      'with a scalar, also where nothing is known of what was applied',
      { desired: { a: 1 }, fields: { 'f:a': {} }, applied: undefined },
    ],
  ])('%s', (_, given) => {
    expect(isProven(given)).toBe(true)
  })
})

describe('nothing is proven', () => {
  it.each<[string, Case]>([
    ['of another value', { desired: { a: 1 }, fields: { 'f:a': {} }, live: { a: 2 }, applied: { a: 1 } }],
    ['of a field more in the manifest', { desired: { a: 1, b: 2 }, fields: { 'f:a': {} } }],
    ['of a field more in the entry', { desired: { a: 1 }, fields: { 'f:a': {}, 'f:b': {} }, live: { a: 1, b: 2 } }],
    ['of a field of another name', { desired: { a: 1 }, fields: { 'f:b': {} }, live: { a: 1, b: 1 } }],
    ['of null', { desired: { a: null }, fields: { 'f:a': {} } }],
    ['of items in another order', { desired: { items: [y, x] }, fields: byName, live: { items: [x, y] } }],
    [
      'of values in another order',
      { desired: { set: ['y', 'x'] }, fields: { 'f:set': { 'v:"x"': {}, 'v:"y"': {} } }, live: { set: ['x', 'y'] } },
    ],
    ['of an item twice', { desired: { items: [x, x] }, fields: byName, live: { items: [x, y] } }],
    ['of an item more', { desired: { items: [x, y, { name: 'z' }] }, fields: byName }],
    ['of an item that is gone', { desired: { items: [x, y] }, fields: byName, live: { items: [x] } }],
    [
      'of an item that is there twice',
      { desired: { items: [x, y] }, fields: byName, live: { items: [x, y, { ...y, a: 1 }] } },
    ],
    [
      'of a key that was set and is left out',
      {
        desired: { ports: [{ port: 53 }] },
        fields: port({ 'f:protocol': {} }, 'UDP'),
        live: { ports: [{ port: 53, protocol: 'UDP' }] },
      },
    ],
    [
      'of a key that was left out and is set',
      { desired: { ports: [{ port: 53, protocol: 'TCP' }] }, fields: port({}) },
    ],
    ['of items by their place', { desired: { list: [1] }, fields: { 'f:list': { 'i:0': {} } } }],
    [
      'of a list where there was a map',
      { desired: { a: [1] }, fields: { 'f:a': { 'f:b': {} } }, live: { a: { b: 1 } } },
    ],
    [
      'of a quantity that another manager owns too',
      {
        desired: { limits: { cpu: '1000m' } },
        fields: { 'f:limits': { 'f:cpu': {} } },
        live: { limits: { cpu: '1' } },
        other: { 'f:limits': { 'f:cpu': {} } },
      },
    ],
    [
      'of a value in another form, where nothing is known of what was applied',
      {
        desired: { limits: { cpu: '1000m' } },
        fields: { 'f:limits': { 'f:cpu': {} } },
        live: { limits: { cpu: '1' } },
        applied: undefined,
      },
    ],
    [
      'of a value in another form, where another was applied',
      {
        desired: { limits: { cpu: '1000m' } },
        fields: { 'f:limits': { 'f:cpu': {} } },
        live: { limits: { cpu: '1' } },
        applied: { limits: { cpu: '1' } },
      },
    ],
    [
      'of parts that are others’, where it was empty',
      { desired: { a: { b: 1 } }, fields: { 'f:a': {} }, other: { 'f:a': { 'f:b': {} } }, applied: { a: {} } },
    ],
    [
      'of parts that are nobody’s, where it was null',
      { desired: { a: { b: 1 } }, fields: { 'f:a': {} }, applied: { a: null } },
    ],
    [
      'of a list that somebody turned around in another version',
      { desired: { list: [1, 2] }, fields: { 'f:list': {} }, live: { list: [2, 1] } },
    ],
    [
      'of a map that has a key more',
      {
        desired: { nodeSelector: { a: 'x' } },
        fields: { 'f:nodeSelector': {} },
        live: { nodeSelector: { a: 'x', b: 'y' } },
      },
    ],
    [
      'of a text that is a number in another form',
      { desired: { env: { value: '1.10' } }, fields: { 'f:env': {} }, live: { env: { value: '1.1' } } },
    ],
    ['of an empty object that says something', { desired: { valueFrom: {} }, fields: { 'f:valueFrom': {} }, live: {} }],
  ])('%s', (_, given) => {
    expect(isProven(given)).toBe(false)
  })

  const [desired, fields] = [{ a: 1 }, { 'f:a': {} }]
  it.each<[string, KubeObject]>([
    ['that kdeploy never applied', example(desired, { managedFields: [entry('other', 'Apply', fields)] })],
    [
      'that kdeploy patched too',
      example(desired, { managedFields: [applies(fields), entry('kdeploy', 'Update', fields)] }),
    ],
    [
      'that kdeploy applied in another version',
      example(desired, { managedFields: [applies(fields, { apiVersion: 'example.com/v2' })] }),
    ],
    ['of another version', { ...example(desired, { managedFields: [applies(fields)] }), apiVersion: 'example.com/v2' }],
    [
      'that is being deleted',
      example(desired, { managedFields: [applies(fields)], deletionTimestamp: '2026-01-01T00:00:00Z' }),
    ],
    ['whose managedFields are gone', example(desired)],
  ])('of an object %s', (_, live) => {
    expect(isProvenUnchanged(example(desired), live, 'kdeploy', example(desired))).toBe(false)
  })
})

describe('the stringData of a Secret', () => {
  const secret = (content: JsonObject, metadata: JsonObject = {}): KubeObject => ({
    ...example(content, metadata),
    apiVersion: 'v1',
    kind: 'Secret',
  })
  const managedFields = [entry('kdeploy', 'Apply', { 'f:stringData': { 'f:key': {} } }, { apiVersion: 'v1' })]
  const desired = secret({ stringData: { key: 'value' } })

  it.each([
    ['dmFsdWU=', true],
    ['b3RoZXI=', false],
    [undefined, false],
  ])('is proven by the live data alone: %s', (key, proven) => {
    const live = secret({ data: key === undefined ? {} : { key } }, { managedFields })
    expect(isProvenUnchanged(desired, live, 'kdeploy', desired)).toBe(proven)
  })
})

describe('an empty list', () => {
  const pod = (spec: JsonObject, metadata: JsonObject = {}): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'a', namespace: 'b', ...metadata },
    spec: { containers: [x], ...spec },
  })
  const containers = { 'k:{"name":"x"}': { '.': {}, 'f:name': {} } }
  const managed = (spec: JsonObject) => ({ managedFields: [applies({ 'f:spec': spec }, { apiVersion: 'v1' })] })
  const alone = { 'f:containers': containers }

  it.each<[string, JsonObject, JsonObject, JsonObject, boolean]>([
    ['of items with keys says nothing', { volumes: [] }, {}, alone, true],
    ['of items with keys says nothing in a container', { containers: [{ ...x, env: [] }] }, {}, alone, true],
    ['takes nothing from others', { volumes: [] }, { volumes: [y] }, alone, true],
    ['takes away what was applied', { volumes: [] }, { volumes: [x] }, { ...alone, 'f:volumes': containers }, false],
    ['that is one value is a field', { tolerations: [] }, {}, alone, false],
    ['where the kind has none is an error', { env: [] }, {}, alone, false],
  ])('%s', (_, desired, live, fields, isProven) => {
    const applied = pod(desired)
    expect(isProvenUnchanged(applied, pod(live, managed(fields)), 'kdeploy', applied)).toBe(isProven)
  })

  it('of a custom resource is kept as it is', () => {
    const spec = { containers: [x] }
    const fields = { 'f:spec': { 'f:containers': containers } }
    expect(isProven({ desired: { spec: { ...spec, volumes: [] } }, fields, live: { spec } })).toBe(false)
  })
})
