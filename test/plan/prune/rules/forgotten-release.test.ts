import { expect, test } from 'vitest'
import { forgottenRelease } from '../../../../src/plan/prune/rules/forgotten-release.ts'
import { candidateOf, liveObject } from '../../../support/plan/candidate.ts'

const none = new Set<string>()

test('no object of a release that is forgotten is deleted or stays a member, whatever an earlier rule said', () => {
  const kept = candidateOf(liveObject('PersistentVolumeClaim', 'data'), { kind: 'keep', reason: 'a claim' })

  const forgotten = { kind: 'orphan', reason: '--keep-objects', isForgotten: true }
  expect(forgottenRelease.decide(kept, { forgets: true, unfinished: none })).toEqual(forgotten)
  expect(forgottenRelease.decide(candidateOf(liveObject('Pod', 'a')), { forgets: true, unfinished: none })).toEqual(
    forgotten,
  )
})

test('an adoption that was cut off is given back, and another run has no such rule', () => {
  const unfinished = candidateOf(liveObject('ConfigMap', 'a'))

  expect(forgottenRelease.decide(unfinished, { forgets: true, unfinished: new Set(['ConfigMap-a']) })).toBeUndefined()
  expect(forgottenRelease.decide(unfinished, { forgets: false, unfinished: none })).toBeUndefined()
})
