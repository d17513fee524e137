import { expect, test } from 'vitest'
import { otherTool } from '../../../../src/plan/prune/rules/other-tool.ts'
import { candidateOf, liveObject } from '../../../support/plan/candidate.ts'

const annotated = (annotations: Record<string, string>) => candidateOf(liveObject('ConfigMap', 'a', { annotations }))

test('what the annotation of another tool keeps is orphaned', () => {
  expect(otherTool.decide(annotated({ 'helm.sh/resource-policy': 'keep' }), undefined)).toEqual({
    kind: 'orphan',
    reason: 'annotated helm.sh/resource-policy: keep',
  })
})

test('another value of it says nothing', () => {
  expect(otherTool.decide(annotated({ 'helm.sh/resource-policy': 'delete' }), undefined)).toBeUndefined()
})
