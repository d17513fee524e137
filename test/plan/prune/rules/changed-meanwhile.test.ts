import { expect, test } from 'vitest'
import { changedMeanwhile } from '../../../../src/plan/prune/rules/changed-meanwhile.ts'
import { candidateOf, liveObject } from '../../../support/plan/candidate.ts'

const one = candidateOf(liveObject('ConfigMap', 'a'))

test('what somebody changed while the deploy ran is kept', () => {
  expect(changedMeanwhile.decide(one, { contested: new Set(['/ConfigMap/shop/a']) })).toEqual({
    kind: 'keep',
    reason: 'someone else changed it',
  })
})

test('nothing is said of anything else', () => {
  expect(changedMeanwhile.decide(one, { contested: new Set() })).toBeUndefined()
})
