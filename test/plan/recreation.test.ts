import { expect, test } from 'vitest'
import { keyOf, refOf } from '../../src/manifest/identity.ts'
import type { KubeObject } from '../../src/manifest/types.ts'
import { decideRecreation, type RecreationFacts, recreateAnnotation } from '../../src/plan/recreation.ts'

function object(apiVersion: string, kind: string, annotations: Record<string, string> = {}): KubeObject {
  return { apiVersion, kind, metadata: { name: 'one', namespace: 'shop', annotations } }
}

const job = object('batch/v1', 'Job')
const allowed = object('batch/v1', 'Job', { [recreateAnnotation]: 'allowed' })
const nobody = { isDeletedOnlyByName: false, isForeign: false, isNamed: false, isAny: false, undone: undefined }

function decide(desired: KubeObject, more: Partial<RecreationFacts> = {}) {
  return decideRecreation({ desired, live: desired, ...nobody, ...more })
}

test.each<[string, Partial<RecreationFacts>]>([
  ['a person who allows any', { isAny: true }],
  ['a person who names it', { isNamed: true }],
  ['its annotation', { desired: allowed }],
  ['what an undo undoes', { undone: new Set([keyOf(refOf(job))]) }],
  ['the live object, where an undo undoes it', { live: allowed, undone: new Set() }],
])('a Job may be recreated by %s', (_, facts) => {
  expect(decide(job, facts)).toBe('allowed')
})

test('a Job is not recreated unasked, nor by what its live object allows without an undo', () => {
  expect(decide(job)).toBe('refused')
  expect(decide(job, { live: allowed })).toBe('refused')
})

test.each([
  ['v1', 'PersistentVolumeClaim', true],
  ['apps/v1', 'StatefulSet', false],
])('%s %s is recreated only by name', (apiVersion, kind, isDeletedOnlyByName) => {
  const desired = object(apiVersion, kind, { [recreateAnnotation]: 'allowed' })

  expect(decide(desired, { isDeletedOnlyByName, isAny: true })).toBe('only-by-name')
  expect(decide(desired, { isDeletedOnlyByName, isNamed: true })).toBe('allowed')
})

test('what is not part of the release is recreated only by name', () => {
  expect(decide(allowed, { isAny: true, isForeign: true })).toBe('only-by-name')
  expect(decide(allowed, { isNamed: true, isForeign: true })).toBe('allowed')
})
