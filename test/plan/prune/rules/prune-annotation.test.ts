import { expect, test } from 'vitest'
import { annotatedKeep } from '../../../../src/plan/prune/rules/prune-annotation.ts'
import { candidateOf, liveObject } from '../../../support/plan/candidate.ts'

const annotated = (value: string) =>
  candidateOf(liveObject('ConfigMap', 'a', { annotations: { 'kdeploy.dev/prune': value } }))

test('what is annotated keep is orphaned', () => {
  expect(annotatedKeep.decide(annotated('keep'), undefined)).toEqual({
    kind: 'orphan',
    reason: 'annotated kdeploy.dev/prune: keep',
  })
})

test('another value says nothing', () => {
  expect(annotatedKeep.decide(annotated('yes'), undefined)).toBeUndefined()
})
