import { expect, test } from 'vitest'
import { alsoDelete } from '../../../../src/plan/prune/rules/also-delete.ts'
import { candidateOf, liveObject } from '../../../support/plan/candidate.ts'

const kept = candidateOf(liveObject('PersistentVolumeClaim', 'data'), { kind: 'keep', reason: 'it holds data' })

test('what a person named is deleted, whatever would keep it', () => {
  const named = new Set(['/PersistentVolumeClaim/shop/data'])

  expect(alsoDelete.decide(kept, { named })).toEqual({ kind: 'delete' })
})

test('nothing is said of what nobody named', () => {
  expect(alsoDelete.decide(kept, { named: new Set(['/PersistentVolumeClaim/other/data']) })).toBeUndefined()
})
