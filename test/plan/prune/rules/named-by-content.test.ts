import { expect, test } from 'vitest'
import { keyOf } from '../../../../src/manifest/identity.ts'
import { namedByContent } from '../../../../src/plan/prune/rules/named-by-content.ts'
import { candidateOf, liveObject } from '../../../support/plan/candidate.ts'

const annotations = { 'kdeploy.dev/name-by-content': 'true' }
const config = candidateOf(liveObject('ConfigMap', 'app-0123456789', { annotations }))
const kept = { kind: 'keep', reason: 'a revision that is kept needs it', isExpected: true }

test('what a kept revision needs is kept, without a word, and the rest goes', () => {
  expect(namedByContent.decide(config, { neededByKept: new Set([keyOf(config.ref)]) })).toEqual(kept)
  expect(namedByContent.decide(config, { neededByKept: new Set() })).toBeUndefined()
})

test('all of it is kept where a revision that is kept cannot be read', () => {
  expect(namedByContent.decide(config, { neededByKept: undefined })).toEqual(kept)
})

test('nothing is said of what is not named by its content, nor of what another rule keeps', () => {
  const plain = candidateOf(liveObject('ConfigMap', 'app'))
  expect(namedByContent.decide(plain, { neededByKept: new Set([keyOf(plain.ref)]) })).toBeUndefined()
  const orphaned = candidateOf(config.live, { kind: 'orphan', reason: 'x' })
  expect(namedByContent.decide(orphaned, { neededByKept: undefined })).toBeUndefined()
})
