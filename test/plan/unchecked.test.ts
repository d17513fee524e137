import { expect, test } from 'vitest'
import type { KubeObject } from '../../src/manifest/types.ts'
import { isApplied, overlay } from '../../src/plan/unchecked.ts'

const desired: KubeObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'x', namespace: 'a', labels: { app: 'x' } },
  data: { mode: 'a' },
}

const live: KubeObject = {
  ...desired,
  metadata: {
    ...desired.metadata,
    uid: '1',
    labels: { app: 'x', other: 'y' },
    managedFields: [
      {
        manager: 'kdeploy',
        operation: 'Apply',
        fieldsV1: { 'f:metadata': { 'f:labels': { 'f:app': {} } }, 'f:data': { 'f:mode': {} } },
      },
    ],
  },
}

test('an object is applied where what kdeploy owns is exactly what is desired', () => {
  expect(isApplied(live, desired)).toBe(true)
  expect(isApplied(live, { ...desired, data: { mode: 'b' } })).toBe(false)
  expect(isApplied(live, { ...desired, data: { mode: 'a', more: 'b' } })).toBe(false)
  expect(isApplied({ ...live, data: { mode: 'b' } }, desired)).toBe(false)
  expect(isApplied({ ...live, apiVersion: 'v1beta1' }, desired)).toBe(false)
  expect(isApplied({ ...live, metadata: { name: 'x' } }, desired)).toBe(false)
})

test('a guess at what an apply makes keeps what others wrote', () => {
  expect(overlay({ a: { b: 1, c: [1, 2] }, d: 1 }, { a: { c: [3] } })).toEqual({ a: { b: 1, c: [3] }, d: 1 })
})

test('a guess keeps a key that every JavaScript object has', () => {
  const guess = overlay({ a: 1 }, JSON.parse('{"__proto__": {"b": 1}, "constructor": 2}'))

  expect(Object.entries(guess)).toEqual([
    ['a', 1],
    ['__proto__', { b: 1 }],
    ['constructor', 2],
  ])
})
