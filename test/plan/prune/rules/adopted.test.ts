import { expect, test } from 'vitest'
import { adopted } from '../../../../src/plan/prune/rules/adopted.ts'
import { candidateOf, liveObject } from '../../../support/plan/candidate.ts'

const one = liveObject('PersistentVolumeClaim', 'data')
const record = { object: liveObject('PersistentVolumeClaim', 'data', { labels: { app: 'before' } }) }
const facts = { adopted: new Map([['PersistentVolumeClaim-data', record]]), givesBack: false }

test('what the release adopted is orphaned, whatever else would keep it', () => {
  const kept = candidateOf(one, { kind: 'keep', reason: 'a PersistentVolumeClaim is deleted only by name' })

  expect(adopted.decide(kept, facts)).toEqual({
    kind: 'orphan',
    reason: 'adopted, not created, by this release',
  })
})

test('an undo gives it back as it was', () => {
  expect(adopted.decide(candidateOf(one), { ...facts, givesBack: true })).toEqual({
    kind: 'orphan',
    reason: 'adopted, not created, by this release; it is given back',
    giveBack: record,
  })
})

test('a record of another object under its UID is no record of it', () => {
  const other = { object: liveObject('Secret', 'data') }
  const mixedUp = { ...facts, adopted: new Map([['PersistentVolumeClaim-data', other]]) }

  expect(adopted.decide(candidateOf(one), mixedUp)).toBeUndefined()
})

test('nothing is said of what a newer revision that is not read may have changed', () => {
  const kept = candidateOf(one, { kind: 'keep', reason: 'a newer revision' }, 'untrusted-revision')

  expect(adopted.decide(kept, facts)).toBeUndefined()
})
