import { expect, test } from 'vitest'
import { claimInUse } from '../../../../src/plan/prune/rules/claim-in-use.ts'
import { candidateOf, liveObject } from '../../../support/plan/candidate.ts'

const claim = candidateOf(liveObject('PersistentVolumeClaim', 'data'), { kind: 'delete' }, 'also-delete')
const stayingPods = new Map([['/PersistentVolumeClaim/shop/data', ['db-0 (of StatefulSet shop/db)']]])

test('a claim that pods mount which stay stops the run', () => {
  expect(claimInUse.decide(claim, { stayingPods })).toMatchObject({
    code: 'claim-in-use',
    category: 'conflict',
    message:
      "PersistentVolumeClaim shop/data can't be deleted while pods that this run keeps mount it: db-0 (of StatefulSet shop/db)",
  })
})

test('nothing is said of one that nobody mounts, or that stays', () => {
  const kept = candidateOf(claim.live, { kind: 'keep', reason: 'a claim' })

  expect(claimInUse.decide(claim, { stayingPods: new Map() })).toBeUndefined()
  expect(claimInUse.decide(kept, { stayingPods })).toBeUndefined()
})
