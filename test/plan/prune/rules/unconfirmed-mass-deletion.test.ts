import { expect, test } from 'vitest'
import { unconfirmedMassDeletion } from '../../../../src/plan/prune/rules/unconfirmed-mass-deletion.ts'
import { candidateOf, liveObject } from '../../../support/plan/candidate.ts'

const live = liveObject('ConfigMap', 'a')

test('what would be deleted or orphaned is kept', () => {
  const orphaned = candidateOf(live, { kind: 'orphan', reason: 'adopted', giveBack: { object: live } })

  expect(unconfirmedMassDeletion.decide(candidateOf(live), undefined)).toEqual({
    kind: 'keep',
    reason: 'not confirmed',
  })
  expect(unconfirmedMassDeletion.decide(orphaned, undefined)).toEqual({ kind: 'keep', reason: 'adopted' })
})

test('what stays anyway keeps its reason', () => {
  expect(unconfirmedMassDeletion.decide(candidateOf(live, { kind: 'keep', reason: 'data' }), undefined)).toBeUndefined()
})
