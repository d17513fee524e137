import { expect, test } from 'vitest'
import { unprovenAdoption } from '../../../../src/plan/prune/rules/unproven-adoption.ts'
import { candidateOf, liveObject } from '../../../support/plan/candidate.ts'

const live = liveObject('ConfigMap', 'a')
const givenBack = candidateOf(live, { kind: 'orphan', reason: 'adopted', giveBack: { object: live } })
const unproven = new Map([['/ConfigMap/shop/a', 'only the revision says that it belongs to the release']])

test('what would be given back on the word of the revision alone is kept', () => {
  expect(unprovenAdoption.decide(givenBack, { unproven, orphansUnproven: false })).toEqual({
    kind: 'keep',
    reason: 'only the revision says that it belongs to the release',
  })
})

test('a delete orphans it as it is', () => {
  expect(unprovenAdoption.decide(givenBack, { unproven, orphansUnproven: true })).toEqual({
    kind: 'orphan',
    reason: 'adopted',
  })
})

test('nothing is said of what is not given back, or is proven', () => {
  const orphaned = candidateOf(live, { kind: 'orphan', reason: 'its annotation says so' })

  expect(unprovenAdoption.decide(orphaned, { unproven, orphansUnproven: false })).toBeUndefined()
  expect(unprovenAdoption.decide(givenBack, { unproven: new Map(), orphansUnproven: false })).toBeUndefined()
})
