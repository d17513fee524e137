import { expect, test } from 'vitest'
import { describeImpact } from '../../../src/output/progress/impact.ts'
import type { Impact } from '../../../src/plan/impact/impact.ts'

const none: Impact = {
  ...{ rollouts: [], scaled: [], recreated: [], deleted: [], orphaned: [], hooks: [], overBudget: [], readers: [] },
}

const refOf = (kind: string, name: string) => ({ group: 'apps', version: 'v1', kind, namespace: 'ns', name })

const config = { group: '', version: 'v1', kind: 'ConfigMap', namespace: 'ns', name: 'shared' }

test('nothing that happens has no line', () => {
  expect(describeImpact(none)).toEqual([])
})

test('of many objects a few are named and the others counted, of risks too', () => {
  const refs = Array.from({ length: 30 }, (_, index) => refOf('Deployment', `web-${index}`))
  const readers = refs.map((ref) => ({ ref, release: undefined, reads: [config], isLost: false }))
  const rollouts = refs.map((ref) => ({ ref, pods: 2, missing: 0, note: undefined }))

  const [impact = '', risk = ''] = describeImpact({ ...none, rollouts, deleted: refs, readers })

  expect(impact).toBe(
    'impact: rolls 30 Deployments (60 pods); deletes Deployment ns/web-0, Deployment ns/web-1, Deployment ns/web-2, Deployment ns/web-3 and 26 more',
  )
  expect(risk.split('; ')).toHaveLength(13)
  expect(risk).toMatch(/^risk: Deployment ns\/web-0 reads ConfigMap ns\/shared, and does not restart; .*; 18 more$/)
})

test('names and words that are not our own are written as a form of output says', () => {
  const wording = {
    object: () => '<object>',
    name: () => '<name>',
    words: () => '<words>',
  }
  const ref = refOf('StatefulSet', 'db')
  const lines = describeImpact(
    {
      ...none,
      rollouts: [{ ref, pods: 1, missing: 1, note: 'one pod at a time' }],
      scaled: [{ ref, from: 1, to: 2 }],
      recreated: [ref],
      hooks: [ref],
      overBudget: [{ ref, budget: 'db', missing: 1, allowed: 0 }],
      readers: [{ ref, release: 'a/b/c', reads: [config], isLost: true }],
    },
    wording,
  )

  expect(lines).toEqual([
    'impact: rolls <object> (1 pod); scales <object> 1 → 2; recreates <object>; runs <object>',
    'risk: <object>: <words>; <object> may be without 1 pod at a time, but PodDisruptionBudget <name> allows 0: a rollout does not heed it; <object> of <name> reads <object>, which is deleted, and does not restart',
  ])
})
