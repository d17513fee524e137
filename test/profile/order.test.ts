import { describe, expect, test } from 'vitest'
import { readProjectFile } from '../../src/profile/profile-file.ts'
import { problemOf } from '../support/problem-of.ts'

function read(text: string) {
  return readProjectFile(text, 'kdeploy.yaml', []).order
}

/** `line: message` of each problem. */
function problemsOf(text: string): string[] {
  const problem = problemOf(() => read(text))
  const all = problem.problems.length > 0 ? problem.problems : [problem]
  return all.map(({ place, message }) => `${place?.line}: ${message}`)
}

describe('the order in kdeploy.yaml', () => {
  test('is a list of steps, whose durations are read', () => {
    const order = read(`
order:
- profiles: [prod_dagon]
  clusters: [eu]
  bake: 1h30m
  command: [ci/smoke.sh, --fast]
  timeout: 90s
  ask: true
- {batch: 5, command: [ci/smoke.sh]}
`)
    expect(order).toMatchObject([
      {
        profiles: ['prod_dagon'],
        clusters: ['eu'],
        bake: 5_400_000,
        command: { argv: ['ci/smoke.sh', '--fast'], timeout: 90_000 },
        ask: true,
        place: { file: 'kdeploy.yaml', line: 3 },
      },
      { batch: 5, command: { argv: ['ci/smoke.sh'], timeout: 600_000 } },
    ])
    expect(order[0]?.placeOf(['profiles', 0])).toMatchObject({ line: 3 })
    expect(read('name: shop')).toEqual([])
  })

  test('has each of its problems told at its line', () => {
    const problems = problemsOf(`order:
- profile: [prod_dagon]
- batch: 1.5
- batch: 0
- profiles: prod_dagon
- bake: 10
`)
    expect(problems).toEqual([
      '2: unknown key `profile` in `order[0]` of kdeploy.yaml; did you mean `profiles`?',
      '3: `order[1].batch` of kdeploy.yaml must be a whole number, found the number 1.5',
      '4: `order[2].batch` of kdeploy.yaml must be greater than 0, found the number 0',
      '5: `order[3].profiles` of kdeploy.yaml must be a list, found the string "prod_dagon"',
      '6: `order[4].bake` of kdeploy.yaml must be a string, found the number 10',
    ])
  })

  test('has durations that are durations, and a timeout only with a command', () => {
    expect(
      problemsOf(`order:
- bake: soon
- command: [ci/smoke.sh]
  timeout: 0s
- timeout: 5m
`),
    ).toEqual([
      '2: `order[0].bake` of kdeploy.yaml must be a duration, found the string "soon"',
      '4: `order[1].timeout` of kdeploy.yaml must be a duration, found the string "0s"',
      '5: `order[2].timeout` of kdeploy.yaml is that of a command, and the step has none',
    ])
  })
})
