import { expect, test } from 'vitest'
import { type PlanCounts, withMadeNamespace } from '../../src/plan/build.ts'
import type { PlannedHook } from '../../src/plan/types.ts'

const nothing: PlanCounts = {
  create: 0,
  change: 0,
  adopt: 0,
  transfer: 0,
  recreate: 0,
  delete: 0,
  orphan: 0,
  unchanged: 2,
}
const hook = { runs: true } as PlannedHook

test('a namespace that is made for a plan counts as created', () => {
  const plan = { madeNamespace: 'shop', hooks: [] }

  expect(withMadeNamespace({ ...nothing, create: 1 }, plan).create).toBe(2)
  expect(withMadeNamespace(nothing, { ...plan, hooks: [hook] }).create).toBe(1)
})

test('a namespace is not made for a plan that does nothing, or where it is there', () => {
  expect(withMadeNamespace(nothing, { madeNamespace: 'shop', hooks: [{ ...hook, runs: false }] })).toEqual(nothing)
  expect(withMadeNamespace({ ...nothing, create: 1 }, { madeNamespace: undefined, hooks: [] }).create).toBe(1)
})
