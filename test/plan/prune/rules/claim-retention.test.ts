import { expect, test } from 'vitest'
import { claimRetention } from '../../../../src/plan/prune/rules/claim-retention.ts'
import { candidateOf, liveObject } from '../../../support/plan/candidate.ts'

const statefulSet = (whenDeleted: string, group = 'apps/v1') => ({
  ...liveObject(`${group}/StatefulSet`, 'db'),
  spec: { persistentVolumeClaimRetentionPolicy: { whenDeleted } },
})

test('a StatefulSet with which its claims would be deleted is kept', () => {
  expect(claimRetention.decide(candidateOf(statefulSet('Delete')), undefined)).toEqual({
    kind: 'keep',
    reason: 'deleting it deletes its claims (whenDeleted: Delete), so it is deleted only by name: --also-delete',
  })
})

test('nothing is said of one that retains them, or of another kind', () => {
  expect(claimRetention.decide(candidateOf(statefulSet('Retain')), undefined)).toBeUndefined()
  expect(claimRetention.decide(candidateOf(statefulSet('Delete', 'example.com/v1')), undefined)).toBeUndefined()
})
