import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { setRelease } from '../../src/order/release.ts'
import { type OrderFlags, type StatedStep, type Steps, stepsOf } from '../../src/order/steps.ts'
import { matchesGlob } from '../../src/project/files/glob.ts'

interface Given {
  /** `prod_bus`, `prod_bus@eu`, in the order of the set. */
  readonly labels: readonly string[]
  readonly needs?: Readonly<Record<string, readonly string[]>>
  readonly stated?: readonly StatedStep[]
  readonly canaries?: readonly string[]
  readonly flags?: Partial<OrderFlags>
}

function steps({ labels, needs = {}, stated = [], canaries = [], flags = {} }: Given): Steps {
  return stepsOf({
    releases: labels.map((label) => {
      const [profile = '', cluster] = label.split('@')
      return setRelease(profile, cluster)
    }),
    before: new Map(Object.entries(needs)),
    stated,
    canaries: new Set(canaries),
    flags: { canary: [], ...flags },
    matches: matchesGlob,
  })
}

/** The labels of each step. */
function labelsOf(given: Given): string[][] {
  return steps(given).steps.map(({ releases }) => releases.map(({ label }) => label))
}

describe('the steps of a set', () => {
  test('are one without an order, and none for no release', () => {
    expect(labelsOf({ labels: ['a', 'b'] })).toEqual([['a', 'b']])
    expect(labelsOf({ labels: [] })).toEqual([])
  })

  test('are those of kdeploy.yaml, and the rest', () => {
    const stated = [{ profiles: ['b*'], bake: 600_000 }]
    expect(labelsOf({ labels: ['a', 'b1', 'b2', 'c'], stated })).toEqual([
      ['b1', 'b2'],
      ['a', 'c'],
    ])
    expect(steps({ labels: ['a', 'b1'], stated }).steps.map(({ after }) => after.bake)).toEqual([600_000, undefined])
  })

  test('take what a step names by both its profile and its cluster', () => {
    const stated = [{ profiles: ['a'], clusters: ['eu'] }]
    expect(labelsOf({ labels: ['a@eu', 'a@us', 'b@eu'], stated })).toEqual([['a@eu'], ['a@us', 'b@eu']])
  })

  test('split the rest into batches, in the order of the set', () => {
    expect(labelsOf({ labels: ['a', 'b', 'c', 'd', 'e'], stated: [{ batch: 2 }] })).toEqual([
      ['a', 'b'],
      ['c', 'd'],
      ['e'],
    ])
    expect(
      labelsOf({ labels: ['a', 'b', 'c'], stated: [{ profiles: ['a'] }, { batch: 1 }], flags: { batch: 2 } }),
    ).toEqual([['a'], ['b', 'c']])
  })

  test('do after each batch what the step says', () => {
    const { steps: found } = steps({ labels: ['a', 'b', 'c'], stated: [{ batch: 2, bake: 1000, ask: true }] })
    expect(found.map(({ after }) => [after.bake, after.ask])).toEqual([
      [1000, true],
      [1000, true],
    ])
  })

  test('pull in what a release needs, and say for whom', () => {
    const given: Given = { labels: ['a', 'b', 'c', 'd'], needs: { c: ['b'], b: ['a'] }, flags: { canary: ['c'] } }
    expect(labelsOf(given)).toEqual([['a', 'b', 'c'], ['d']])
    expect(steps(given).pulled.map(({ release, step, neededBy }) => [release.label, step, neededBy])).toEqual([
      ['a', 1, 'b'],
      ['b', 1, 'c'],
    ])
  })

  test('leave out those that have no release', () => {
    const stated = [{ profiles: ['x'], bake: 1 }, { profiles: ['b'] }, {}]
    expect(labelsOf({ labels: ['a', 'b'], stated })).toEqual([['b'], ['a']])
  })

  test("begin with a person's canaries, in place of those that kdeploy.yaml names first", () => {
    const stated = [{ profiles: ['a'], bake: 1000 }, { batch: 1 }]
    const given: Given = { labels: ['a', 'b', 'c'], stated, flags: { canary: ['b'] } }
    expect(labelsOf(given)).toEqual([['b'], ['a'], ['c']])
    expect(steps(given).steps[0]?.after.bake).toBe(1000)
    expect(labelsOf({ labels: ['a', 'b'], stated: [{ batch: 1 }], flags: { canary: ['b'] } })).toEqual([['b'], ['a']])
  })

  test('know a canary by its cluster, too', () => {
    expect(labelsOf({ labels: ['a@eu', 'a@us', 'b@eu'], flags: { canary: ['a@eu'] } })).toEqual([
      ['a@eu'],
      ['a@us', 'b@eu'],
    ])
  })

  test('begin with clusters that are canaries, unless a step names them', () => {
    const given: Given = { labels: ['a@us', 'a@eu', 'b@us', 'b@eu'], canaries: ['a@eu', 'b@eu'] }
    expect(labelsOf(given)).toEqual([
      ['a@eu', 'b@eu'],
      ['a@us', 'b@us'],
    ])
    const stated = [{ profiles: ['b'] }, { clusters: ['e*'], bake: 1000 }]
    expect(labelsOf({ ...given, stated })).toEqual([['b@us', 'b@eu'], ['a@eu'], ['a@us']])
  })

  test('bake as a person says, after each step but the last, and where kdeploy.yaml has a bake', () => {
    const bakes = (given: Given) => steps(given).steps.map(({ after }) => after.bake)
    const labels = ['a', 'b', 'c']
    expect(bakes({ labels, flags: { bake: 5, batch: 1 } })).toEqual([5, 5, undefined])
    expect(bakes({ labels, flags: { bake: 5 }, stated: [{ batch: 2, bake: 7 }] })).toEqual([5, 5])
    expect(bakes({ labels, flags: { bake: 0 }, stated: [{ batch: 2, bake: 7 }] })).toEqual([undefined, undefined])
  })

  test('hold each release once, after or with what it needs, in batches that are small enough', () => {
    fc.assert(
      fc.property(anyGiven, (given) => {
        const found = labelsOf(given)
        expect(found.flat().toSorted()).toEqual([...given.labels].toSorted())
        const stepOf = new Map(found.flatMap((step, index) => step.map((label) => [label, index] as const)))
        for (const [label, needs] of Object.entries(given.needs ?? {}))
          for (const need of needs) expect(stepOf.get(need)).toBeLessThanOrEqual(stepOf.get(label) ?? -1)
        for (const step of found) {
          expect(step).not.toEqual([])
          // In the order of the set.
          expect(step).toEqual(given.labels.filter((label) => step.includes(label)))
        }
        const isRestAlone = [given.stated, given.canaries, given.flags?.canary].every((list) => !list?.length)
        if (isRestAlone)
          for (const step of found) expect(step.length).toBeLessThanOrEqual(given.flags?.batch ?? names.length)
      }),
      { seed: 21 },
    )
  })
})

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
const globs = fc.array(fc.constantFrom(...names, 'x', '*', '?'), { minLength: 1, maxLength: 2 })

/** Each may need those before it. */
const anyGiven: fc.Arbitrary<Given> = fc.integer({ min: 0, max: names.length }).chain((count) => {
  const labels = names.slice(0, count)
  return fc.record({
    labels: fc.constant(labels),
    needs: fc.record(Object.fromEntries(labels.map((label, at) => [label, fc.subarray(labels.slice(0, at))]))),
    stated: fc.array(
      fc.record(
        { profiles: globs, batch: fc.integer({ min: 1, max: 3 }) },
        { requiredKeys: [] },
      ) as fc.Arbitrary<StatedStep>,
      { maxLength: 3 },
    ),
    canaries: fc.subarray(labels),
    flags: fc.record({
      canary: fc.oneof(fc.constant([]), globs),
      batch: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    }),
  })
})
