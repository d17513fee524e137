import { expect, test } from 'vitest'
import { unfinishedAdoption } from '../../../../src/plan/prune/rules/unfinished-adoption.ts'
import { candidateOf, liveObject } from '../../../support/plan/candidate.ts'

const one = liveObject('ConfigMap', 'a')
const adopted = new Map([['ConfigMap-a', { object: one }]])

test('what a run that was cut off began to adopt is given back', () => {
  expect(unfinishedAdoption.decide(candidateOf(one), { adopted, unfinished: new Set(['ConfigMap-a']) })).toEqual({
    kind: 'orphan',
    reason: 'an interrupted run had begun to adopt it; it is given back',
    giveBack: { object: one },
  })
})

test('nothing is said of what was adopted as a whole', () => {
  expect(unfinishedAdoption.decide(candidateOf(one), { adopted, unfinished: new Set() })).toBeUndefined()
})
