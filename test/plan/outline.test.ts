import { expect, test } from 'vitest'
import { outlineOf } from '../../src/plan/outline.ts'
import type { Action, Change, Plan, PlannedHook } from '../../src/plan/types.ts'
import { candidateOf, liveObject } from '../support/plan/candidate.ts'

const refOf = (kind: string, name: string) => ({ group: '', version: 'v1', kind, namespace: 'shop', name })

function change(action: Action, name: string): Change {
  return { ref: refOf('ConfigMap', name), action } as Change
}

function hook(name: string, runs: boolean): PlannedHook {
  return { ref: refOf('Job', name), phase: 'before-apply', runs } as PlannedHook
}

function planWith(plan: Partial<Plan>): Plan {
  return {
    changes: [],
    hooks: [],
    madeNamespace: undefined,
    candidates: [],
    notRestored: [],
    terminating: [],
    members: 0,
    unlistable: [],
    ...plan,
  }
}

test('names each object that does not stay as it is, with what is deleted last', () => {
  const actions = ['recreate', 'create', 'change', 'adopt', 'transfer', 'unchanged'] as const
  const plan = planWith({
    madeNamespace: 'shop',
    changes: actions.map((action) => change(action, action)),
    hooks: [hook('migrate', true), hook('idle', false)],
    candidates: [
      candidateOf(liveObject('ConfigMap', 'gone')),
      candidateOf(liveObject('ConfigMap', 'kept'), { kind: 'keep', reason: 'r' }),
      candidateOf(liveObject('ConfigMap', 'left'), { kind: 'orphan', reason: 'r' }),
    ],
  })

  expect(outlineOf(plan)).toEqual([
    'would be created: Namespace shop',
    'would be created: ConfigMap shop/create',
    'would be changed: ConfigMap shop/change',
    'would be adopted: ConfigMap shop/adopt',
    'would be transferred: ConfigMap shop/transfer',
    'would run before the deploy: Job shop/migrate',
    'would be recreated: ConfigMap shop/recreate',
    'would be orphaned: ConfigMap shop/left',
    'would be deleted: ConfigMap shop/gone',
  ])
})

test('puts objects of one kind and namespace on one line', () => {
  const candidates = ['ConfigMap', 'Secret', 'ConfigMap'].map((kind, index) =>
    candidateOf(liveObject(kind, `n${index}`)),
  )

  expect(outlineOf(planWith({ candidates }))).toEqual([
    'would be deleted: ConfigMap shop/n0, n2',
    'would be deleted: Secret shop/n1',
  ])
})

test('counts the rest of many that are only created or changed, and names each that is deleted', () => {
  const names = Array.from({ length: 50 }, (_, index) => `c${index}`)
  const plan = planWith({
    changes: names.map((name) => change('create', name)),
    candidates: names.map((name) => candidateOf(liveObject('ConfigMap', name))),
  })

  const lines = outlineOf(plan)

  const after = (text: string) =>
    text
      .replace(/ \(\d+\)$/, '')
      .split('shop/')[1]
      ?.split(', ')
  expect(lines).toEqual([
    expect.stringMatching(/^would be created: ConfigMap shop\/c0, c1, .* \(20\)$/),
    'and 30 more would be created or changed',
    expect.stringMatching(/^would be deleted: ConfigMap shop\/c0, c1, .* \(50\)$/),
  ])
  expect(after(String(lines[0]))).toEqual(names.slice(0, 20))
  expect(after(String(lines[2]))).toEqual(names)
})
