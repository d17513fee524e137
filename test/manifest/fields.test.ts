import { describe, expect, test } from 'vitest'
import {
  conditionOf,
  controllerOf,
  countAt,
  fieldAt,
  isObserved,
  isOutdated,
  listAt,
  numberAt,
  textAt,
  textsAt,
  timeAt,
} from '../../src/manifest/fields.ts'
import type { KubeObject } from '../../src/manifest/types.ts'

const web: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'web',
    generation: 2,
    creationTimestamp: '2026-01-02T03:04:05Z',
    ownerReferences: [{ uid: 'a' }, { uid: 'b', controller: true }],
  },
  spec: { replicas: 3, paused: null, finalizers: ['one', 2, 'three'] },
  status: { observedGeneration: 1, conditions: [{ type: 'Ready', status: 'False', reason: 'Slow' }, 'odd'] },
}

describe('a field by its path', () => {
  test('is what stands there', () => {
    expect(fieldAt(web, 'spec', 'replicas')).toBe(3)
    expect(textAt(web, 'metadata', 'name')).toBe('web')
    expect(numberAt(web, 'spec', 'replicas')).toBe(3)
    expect(listAt(web, 'status', 'conditions')).toEqual([{ type: 'Ready', status: 'False', reason: 'Slow' }])
    expect(textsAt(web, 'spec', 'finalizers')).toEqual(['one', 'three'])
    expect(timeAt(web, 'metadata', 'creationTimestamp')).toBe(Date.UTC(2026, 0, 2, 3, 4, 5))
  })

  test('is empty where a step is missing, null or of another type', () => {
    expect(fieldAt(web, 'spec', 'paused', 'deeper')).toBeUndefined()
    expect(fieldAt(web, 'metadata', 'ownerReferences', '0')).toBeUndefined()
    expect(textAt(web, 'spec', 'replicas')).toBe('')
    expect(numberAt(web, 'metadata', 'name')).toBeUndefined()
    expect(countAt(web, 'status', 'readyReplicas')).toBe(0)
    expect(listAt(web, 'spec')).toEqual([])
    expect(textsAt(undefined, 'spec')).toEqual([])
    expect(timeAt(web, 'metadata', 'name')).toBe(0)
  })
})

test('a condition is found by its type', () => {
  expect(conditionOf(web, 'Ready')).toEqual({ status: 'False', reason: 'Slow', message: '' })
  expect(conditionOf(web, 'Available')).toBeUndefined()
})

describe('a condition that has its own observedGeneration', () => {
  const ready = (generation: unknown) =>
    conditionOf(
      { ...web, status: { conditions: [{ type: 'Ready', status: 'True', observedGeneration: generation as number }] } },
      'Ready',
    )?.status

  test.each([
    [2, 'True'],
    [3, 'True'],
    ['2', 'True'],
    [1, 'Unknown'],
    [0, 'Unknown'],
    [-1, 'Unknown'],
    ['1', 'Unknown'],
    [null, 'True'],
    ['a hash', 'True'],
  ])('of %j, where the object has 2, is %s', (generation, status) => expect(ready(generation)).toBe(status))

  test('says nothing of what it said of the earlier one', () => {
    const status = { conditions: [{ type: 'Stalled', status: 'True', message: 'old', observedGeneration: 1 }] }
    expect(conditionOf({ ...web, status }, 'Stalled')).toEqual({ status: 'Unknown', reason: '', message: '' })
  })
})

test.each([
  [undefined, false],
  ['a hash', false],
  [2, false],
  ['2', false],
  [1, true],
  [0, true],
  [-1, true],
  ['1', true],
])('a status of generation %j is outdated where the object has 2: %s', (observedGeneration, expected) => {
  const object = { ...web, status: observedGeneration === undefined ? {} : { observedGeneration } }
  expect(isOutdated(object)).toBe(expected)
})

test('an object is observed once its controller has seen the latest spec', () => {
  expect(isObserved(web)).toBe(false)
  expect(isObserved({ ...web, status: { observedGeneration: 2 } })).toBe(true)
})

test('the controller is the owner that says so', () => {
  expect(controllerOf(web)).toBe('b')
  expect(controllerOf({ ...web, metadata: { name: 'web' } })).toBe('')
})
