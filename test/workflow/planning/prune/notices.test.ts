import { expect, test } from 'vitest'
import {
  noticesOfKept,
  noticesOfKeptInHelm,
  noticesOfOrphaned,
  warningsOfUnlistable,
} from '../../../../src/workflow/planning/prune/notices.ts'
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

test('what would be orphaned is told with its reason, and apart from that what would be given back', () => {
  const giveBack = { object: liveObject('ConfigMap', 'b') }
  const orphan = { kind: 'orphan', reason: 'it says so' } as const
  const candidates = [
    candidateOf(liveObject('ConfigMap', 'a'), orphan),
    candidateOf(liveObject('ConfigMap', 'b'), { ...orphan, reason: 'adopted', giveBack }),
    candidateOf(liveObject('ConfigMap', 'c'), { kind: 'keep', reason: 'data' }),
  ]

  expect(noticesOfOrphaned(candidates)).toEqual([
    { type: 'notice', message: 'would be orphaned: ConfigMap shop/a (it says so)' },
    { type: 'notice', message: 'would be given back: ConfigMap shop/b (adopted)' },
  ])
})

test('what can not be listed is a warning', () => {
  const message =
    'objects no longer rendered are not deleted where listing is forbidden: ConfigMap in shop, Secret in shop'

  expect(warningsOfUnlistable(['ConfigMap in shop', 'Secret in shop'])).toEqual([{ type: 'warning', message }])
  expect(warningsOfUnlistable([])).toEqual([])
})

test('what was adopted from Helm says so where its release is forgotten', () => {
  const managedFields = [{ manager: 'kdeploy-helm', operation: 'Apply', fieldsV1: { 'f:metadata': {} } }]
  const adopted = candidateOf(liveObject('ConfigMap', 'a', { managedFields }))

  const [notice, ...others] = noticesOfKeptInHelm([adopted, candidateOf(liveObject('ConfigMap', 'b'))])
  expect(notice?.message).toMatch(/^helm\.sh\/resource-policy: keep stays on ConfigMap shop\/a, and/)
  expect(others).toEqual([])
  expect(noticesOfKeptInHelm([])).toEqual([])
})
