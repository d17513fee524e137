import { expect, test } from 'vitest'
import { noticesOfKept, warningsOfUnlistable } from '../../../../src/workflow/planning/prune/notices.ts'
import { candidateOf, liveObject } from '../../../support/plan/candidate.ts'

test('what stays is told once for each reason, and what is deleted or orphaned not at all', () => {
  const keep = (name: string, reason: string) => candidateOf(liveObject('ConfigMap', name), { kind: 'keep', reason })
  const orphaned = candidateOf(liveObject('ConfigMap', 'free'), { kind: 'orphan', reason: 'it says so' })
  const candidates = [keep('a', 'data'), keep('b', 'hooks'), keep('c', 'data'), orphaned, candidateOf(orphaned.live)]

  expect(noticesOfKept('stays', candidates)).toEqual([
    { type: 'notice', message: 'stays: ConfigMap shop/a, ConfigMap shop/c (data)' },
    { type: 'notice', message: 'stays: ConfigMap shop/b (hooks)' },
  ])
})

test('what can not be listed is a warning', () => {
  const message =
    'objects no longer rendered are not deleted where listing is forbidden: ConfigMap in shop, Secret in shop'

  expect(warningsOfUnlistable(['ConfigMap in shop', 'Secret in shop'])).toEqual([{ type: 'warning', message }])
  expect(warningsOfUnlistable([])).toEqual([])
})
