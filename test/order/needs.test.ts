import { describe, expect, test } from 'vitest'
import { needsGraph, withNeeds } from '../../src/order/needs.ts'
import { matchesGlob } from '../../src/project/files/glob.ts'
import { problemOf } from '../support/problem-of.ts'

/** The graph of profiles that need these, each at a line of its own file. */
function graphOf(needs: Readonly<Record<string, readonly string[]>>) {
  const stated = Object.entries(needs).map(([profile, texts]) => ({
    profile,
    needs: texts.map((text, index) => ({ text, place: { file: `profiles/${profile}.yaml`, line: index + 1 } })),
  }))
  return needsGraph(stated, Object.keys(needs), matchesGlob)
}

describe('what profiles need', () => {
  test('is what they name, and what their globs match but themselves', () => {
    const graph = graphOf({ prod_a: ['prod_*'], prod_b: [], prod_c: ['prod_b'], stg_a: [] })
    expect(Object.fromEntries(graph)).toEqual({
      prod_a: ['prod_b', 'prod_c'],
      prod_b: [],
      prod_c: ['prod_b'],
      stg_a: [],
    })
  })

  test('comes with what that needs', () => {
    const graph = graphOf({ a: ['b'], b: ['c'], c: [], d: [] })
    expect(withNeeds(['a'], graph)).toEqual(['a', 'b', 'c'])
    expect(withNeeds(['d'], graph)).toEqual(['d'])
  })

  test('must exist', () => {
    const problem = problemOf(() => graphOf({ prod_bus: [], prod_a: ['prod_buss', 'dev_*'] }))
    expect(problem.problems.map(({ code, message, place }) => [code, message, place])).toEqual([
      [
        'needs-unknown',
        'prod_a needs "prod_buss", and there is no such profile; did you mean prod_bus?',
        { file: 'profiles/prod_a.yaml', line: 1 },
      ],
      [
        'needs-unknown',
        'prod_a needs "dev_*", which no other profile matches',
        { file: 'profiles/prod_a.yaml', line: 2 },
      ],
    ])
  })

  test('is no cycle, which is told as the shortest way round, with each line', () => {
    const problem = problemOf(() => graphOf({ z: ['a'], a: ['b', 'c'], b: ['c'], c: ['a'] }))
    expect(problem.code).toBe('needs-cycle')
    expect(problem.message).toBe('these profiles need each other: a → c → a')
    expect(problem.place).toEqual({ file: 'profiles/a.yaml', line: 2 })
    expect(problem.detail).toBe('a needs c (profiles/a.yaml:2)\nc needs a (profiles/c.yaml:1)')
  })

  test('is a cycle where one needs itself by its name', () => {
    expect(problemOf(() => graphOf({ a: ['a'] })).message).toBe('these profiles need each other: a → a')
  })
})
