import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../src/manifest/types.ts'
import { differingPaths, extractFields } from '../../../src/plan/ownership/owned-fields.ts'

describe('extractFields', () => {
  const live = {
    spec: {
      replicas: 3,
      paused: false,
      template: {
        spec: {
          containers: [
            {
              name: 'app',
              image: 'app:2',
              imagePullPolicy: 'Always',
              ports: [{ containerPort: 80, protocol: 'TCP', name: 'http' }],
            },
            { name: 'sidecar', image: 'injected' },
          ],
          volumes: [{ name: 'data', emptyDir: {} }],
        },
      },
      finalizers: ['a', 'b'],
    },
  }

  const extract = (fields: JsonObject) => extractFields(live, fields)

  test('keeps the fields that are owned, and no others', () => {
    expect(extract({ 'f:spec': { 'f:replicas': {} } })).toEqual({ spec: { replicas: 3 } })
  })

  test('keeps a key that every JavaScript object has, and finds none where there is none', () => {
    const map = JSON.parse('{"data": {"__proto__": "a", "toString": "b"}}')
    const fields = { 'f:data': { 'f:__proto__': {}, 'f:toString': {}, 'f:constructor': {} } }

    expect(extractFields(map, fields)).toEqual(map)
    expect(Object.keys(extractFields(map, fields) as object)).toEqual(['data'])
    expect(differingPaths({}, JSON.parse('{"__proto__": {}}'))).toEqual([['__proto__']])
  })

  test('finds an item of a set by its value, integers of 64 bits to the last digit', () => {
    const set = [9223372036854775807n, 9223372036854775806n, 'a']

    expect(extractFields(set, { 'v:9223372036854775806': {}, 'v:"a"': {} })).toEqual([9223372036854775806n, 'a'])
  })

  test('finds a list item by its keys, and keeps the keys', () => {
    const container = 'k:{"name":"app"}'
    const port = 'k:{"containerPort":80,"protocol":"TCP"}'
    const fields = {
      'f:spec': {
        'f:template': {
          'f:spec': { 'f:containers': { [container]: { '.': {}, 'f:image': {}, 'f:ports': { [port]: { '.': {} } } } } },
        },
      },
    }

    expect(extract(fields)).toEqual({
      spec: {
        template: {
          spec: { containers: [{ name: 'app', image: 'app:2', ports: [{ containerPort: 80, protocol: 'TCP' }] }] },
        },
      },
    })
  })

  test('takes a field that is owned as a whole with all that is in it', () => {
    const fields = {
      'f:spec': {
        'f:template': {
          'f:spec': { 'f:volumes': { 'k:{"name":"data"}': { '.': {}, 'f:name': {}, 'f:emptyDir': {} } } },
        },
      },
    }

    expect(extract(fields)).toEqual({ spec: { template: { spec: { volumes: [{ name: 'data', emptyDir: {} }] } } } })
  })

  test('finds the items of a set by value', () => {
    expect(extract({ 'f:spec': { 'f:finalizers': { 'v:"b"': {} } } })).toEqual({ spec: { finalizers: ['b'] } })
  })
})

describe('differingPaths', () => {
  test('names the deepest fields that differ, and those of one side only', () => {
    const paths = differingPaths({ a: { b: 1, c: [1, 2] }, d: 1 }, { a: { b: 2, c: [1, 3] } })

    expect(paths).toEqual([['a', 'b'], ['a', 'c', 1], ['d']])
  })

  test('names a list as a whole where its length differs', () => {
    expect(differingPaths({ a: [1, 2] }, { a: [1] })).toEqual([['a']])
  })
})
