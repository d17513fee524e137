import { describe, expect, test } from 'vitest'
import { objectOf, objectProblem } from '../../../src/cluster/api/object-shape.ts'
import type { Json } from '../../../src/manifest/types.ts'

const withMetadata = (metadata: Json): Json => ({ apiVersion: 'v1', kind: 'Pod', metadata })

describe('an object of Kubernetes', () => {
  test.each<[string, Json]>([
    ['a review, which has no metadata', { apiVersion: 'v1', kind: 'Review' }],
    [
      'fields that are null',
      withMetadata({ name: 'a', labels: null, annotations: null, finalizers: null, creationTimestamp: null }),
    ],
    [
      'all that anybody reads',
      withMetadata({
        ...{ name: 'a', namespace: 'b', uid: 'c', resourceVersion: '1', deletionTimestamp: 'x' },
        ...{ labels: { a: 'b' }, annotations: {}, finalizers: ['a'], ownerReferences: [{}], managedFields: [{}] },
      }),
    ],
  ])('may have %s', (_what, answer) => {
    expect(objectProblem(answer)).toBeUndefined()
    expect(objectOf(answer)?.metadata).toBeDefined()
  })

  test.each<[string, Json]>([
    ['name', 7],
    ['uid', {}],
    ['resourceVersion', 12],
    ['deletionTimestamp', true],
    ['labels', ['a']],
    ['labels', { a: 1 }],
    ['annotations', 'x'],
    ['annotations', { a: null }],
    ['ownerReferences', {}],
    ['managedFields', [7]],
    ['finalizers', 'x'],
    ['finalizers', [{}]],
  ])("can't have the %s %j", (field, value) => {
    const answer = withMetadata({ name: 'a', [field]: value })
    expect(objectProblem(answer)).toBe(`an object whose metadata.${field} can't be read`)
    expect(objectOf(answer)).toBeUndefined()
  })
})
