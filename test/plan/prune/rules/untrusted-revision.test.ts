import { expect, test } from 'vitest'
import { untrustedRevision } from '../../../../src/plan/prune/rules/untrusted-revision.ts'
import { candidateOf, liveObject, noFacts } from '../../../support/plan/candidate.ts'

const one = liveObject('ConfigMap', 'a')
const mayBeAdopted = {
  kind: 'keep',
  reason: "a newer revision that can't be read, or is not trusted, may say that it was adopted",
}

test('what a revision that is not read may have adopted is kept', () => {
  expect(untrustedRevision.decide(candidateOf(one), { ...noFacts, knownBefore: new Set() })).toEqual(mayBeAdopted)
})

test('what the revision before it has was not adopted by it', () => {
  const facts = { ...noFacts, knownBefore: new Set(['/ConfigMap/shop/a']) }

  expect(untrustedRevision.decide(candidateOf(one), facts)).toBeUndefined()
})

test('what stays by its own word keeps that reason', () => {
  const annotated = candidateOf(one, { kind: 'orphan', reason: 'its annotation says keep' })

  expect(untrustedRevision.decide(annotated, { ...noFacts, knownBefore: new Set() })).toBeUndefined()
})

test('what only an untrusted revision says was adopted is kept', () => {
  const facts = { ...noFacts, claimedAdoptions: new Set(['ConfigMap-a']) }

  expect(untrustedRevision.decide(candidateOf(one, { kind: 'orphan', reason: 'it says so' }), facts)).toEqual({
    kind: 'keep',
    reason: 'a revision that is not trusted says that it was adopted',
  })
  expect(
    untrustedRevision.decide(candidateOf(one), { ...facts, adopted: new Map([['ConfigMap-a', { object: one }]]) }),
  ).toBeUndefined()
})
