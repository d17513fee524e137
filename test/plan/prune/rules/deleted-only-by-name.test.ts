import { expect, test } from 'vitest'
import { deletedOnlyByName, isDeletedOnlyByName } from '../../../../src/plan/prune/rules/deleted-only-by-name.ts'
import { candidateOf, liveObject } from '../../../support/plan/candidate.ts'

test.for([
  ['PersistentVolumeClaim', 'PersistentVolumeClaim'],
  ['PersistentVolume', 'PersistentVolume'],
  ['apiextensions.k8s.io/v1/CustomResourceDefinition', 'CustomResourceDefinition'],
] as const)('a %s is kept, and the reason says how it is deleted', ([kind, shown]) => {
  const reason = `a ${shown} is deleted only by name: --also-delete`

  expect(deletedOnlyByName.decide(candidateOf(liveObject(kind, 'a')), undefined)).toEqual({ kind: 'keep', reason })
})

test('of any other kind nothing is said, nor of one that only has the name of such a kind', () => {
  expect(deletedOnlyByName.decide(candidateOf(liveObject('ConfigMap', 'a')), undefined)).toBeUndefined()
  expect(isDeletedOnlyByName({ group: 'example.com', kind: 'PersistentVolumeClaim' })).toBe(false)
})
