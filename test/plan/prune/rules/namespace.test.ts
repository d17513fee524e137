import { expect, test } from 'vitest'
import { namespace } from '../../../../src/plan/prune/rules/namespace.ts'
import { candidateOf, liveObject } from '../../../support/plan/candidate.ts'

test('a Namespace is kept, whatever its annotations or a revision say', () => {
  const orphaned = candidateOf(liveObject('Namespace', 'a'), { kind: 'orphan', reason: 'its annotation says so' })

  expect(namespace.decide(orphaned, undefined)).toEqual({
    kind: 'keep',
    reason: 'a Namespace is deleted only by name: --also-delete',
  })
})

test('nothing is said of another kind, also one of that name', () => {
  const others = [liveObject('PersistentVolumeClaim', 'a'), liveObject('example.com/v1/Namespace', 'a')]

  expect(others.map((live) => namespace.decide(candidateOf(live), undefined))).toEqual([undefined, undefined])
})
