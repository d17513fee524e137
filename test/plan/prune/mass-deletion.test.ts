import { expect, test } from 'vitest'
import { massDeletionIn } from '../../../src/plan/prune/mass-deletion.ts'
import type { PruneCandidate } from '../../../src/plan/types.ts'
import { candidateOf } from '../../support/plan/candidate.ts'

function candidates(count: number, reason?: string): PruneCandidate[] {
  return Array.from({ length: count }, (_, index) => {
    const live = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `c${index}`, namespace: 'shop' } }
    return candidateOf(live, reason === undefined ? undefined : { kind: 'keep', reason })
  })
}

test.each([
  [0, 6],
  [3, 6],
  [0, 0],
])('the deletion of %i of %i objects is none of more than half', (deleted, members) => {
  expect(massDeletionIn({ candidates: candidates(deleted), members })).toBeUndefined()
})

test('the deletion of more than half of the objects names them, and of how many they are', () => {
  const deleted = candidates(4)

  expect(massDeletionIn({ candidates: deleted, members: 6 })).toEqual({ deleted, of: 6 })
})

test('what stays by its own rules counts on neither side', () => {
  const deleted = candidates(2)

  expect(massDeletionIn({ candidates: [...deleted, ...candidates(3, 'its annotation')], members: 6 })).toEqual({
    deleted,
    of: 3,
  })
})
