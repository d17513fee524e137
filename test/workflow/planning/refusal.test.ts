import { describe, expect, test } from 'vitest'
import { KdeployError } from '../../../src/errors.ts'
import { ForeignObject } from '../../../src/workflow/planning/compare/foreign-object.ts'
import { refusalOf, withRenamedOnce } from '../../../src/workflow/planning/refusal.ts'

const invalid = new KdeployError({ code: 'manifest-invalid', category: 'input', message: 'x is invalid' })
const conflict = new KdeployError({ code: 'field-conflict', category: 'conflict', message: 'y is owned' })
const option = new KdeployError({ code: 'adopt-unknown', category: 'input', message: '--adopt z matches nothing' })
const none = { manifests: [], options: [], others: [] }

const release = { name: 'platfrom', profile: 'dev_a', namespace: 'ns' }
describe('what keeps a run from its writes', () => {
  test('is nothing without problems', () => {
    expect(refusalOf({ ...none, manifests: [[], []] }, 2, release)).toBeUndefined()
  })

  test('is the only problem as it is', () => {
    expect(refusalOf({ ...none, manifests: [[], [invalid]] }, 2, release)).toEqual({ error: invalid, manifests: 1 })
    expect(refusalOf({ ...none, options: [option] }, 2, release)).toEqual({ error: option, manifests: 0 })
  })

  test.each([
    [{ ...none, manifests: [[invalid], [], [conflict, conflict]] }, "2 of 3 manifests can't be applied", 2, 'input'],
    [
      { ...none, manifests: [[conflict], []], options: [option] },
      "1 of 3 manifests can't be applied, and there is 1 more problem",
      1,
      'input',
    ],
    [
      { manifests: [[conflict]], options: [option], others: [invalid] },
      "1 of 3 manifests can't be applied, and there are 2 more problems",
      1,
      'input',
    ],
    [{ ...none, options: [option, option] }, '2 problems', 0, 'input'],
  ] as const)(
    'counts manifests and what else there is, the command line first: %#',
    (problems, message, manifests, category) => {
      const refusal = refusalOf(problems, 3, release)
      expect(refusal?.error).toMatchObject({ message, category })
      expect(refusal?.manifests).toBe(manifests)
    },
  )
})

describe('objects of a release of another name', () => {
  const foreign = (name: string, owner = 'platform/dev_a/ns') => [
    new ForeignObject(
      { group: '', version: 'v1', kind: 'ConfigMap', namespace: 'ns', name },
      owner,
      'platfrom/dev_a/ns',
      {
        file: 'a.yaml',
      },
    ),
  ]

  test('are told once, with the question whether the name changed', () => {
    const found = withRenamedOnce([foreign('a'), [invalid], foreign('b'), []], release)

    expect(found.map(({ length }) => length)).toEqual([1, 1, 0, 0])
    expect(found[0]?.[0]).toMatchObject({
      code: 'foreign-object',
      category: 'conflict',
      message:
        '2 objects belong to platform/dev_a/ns, which differs from platfrom/dev_a/ns in the name of the project alone',
      detail: 'ConfigMap ns/a, ConfigMap ns/b',
      hint: expect.stringMatching(
        /^did `name` in kdeploy.yaml change from platform to platfrom\?.*kdeploy rename -p dev_a --name platform -n ns --to-name platfrom;/,
      ),
    })
  })

  test('are counted each, though told once', () => {
    const refusal = refusalOf({ ...none, manifests: [foreign('a'), [], foreign('b')] }, 3, release)

    expect(refusal?.manifests).toBe(2)
    expect(refusal?.error.message).toMatch(/^2 objects belong to /)
  })

  test.each([
    ['one object alone', [foreign('a'), [invalid]]],
    ['another profile', [foreign('a', 'platform/dev_b/ns'), foreign('b', 'platform/dev_b/ns')]],
    ['another namespace', [foreign('a', 'platform/dev_a/other'), foreign('b', 'platform/dev_a/other')]],
    ['several releases', [foreign('a'), foreign('b', 'shop/dev_a/ns')]],
    ['another tool', [foreign('a', 'another tool'), foreign('b', 'another tool')]],
  ])('stay as they are: %s', (_, manifests) => {
    expect(withRenamedOnce(manifests, release)).toEqual(manifests)
  })
})
