import { describe, expect, test } from 'vitest'
import { KdeployError } from '../../src/errors.ts'
import { readTestFile } from '../../src/expectations/test-file.ts'

/** Each problem with its line. */
function problemsOf(text: string): string[] {
  try {
    readTestFile(text, 'tests/web.yaml')
  } catch (error) {
    if (!(error instanceof KdeployError)) throw error
    const problems = error.problems.length > 0 ? error.problems : [error]
    return problems.map(({ place, message }) => `${place?.line ?? '-'}: ${message}`)
  }
  return []
}

const everything = `profile: prod_a
tests:
- name: three replicas
  variables: {replicas: 3, ratio: 1.0}
  without: [db.host]
  expect:
  - kind: Deployment
    name: web
    count: 1
    fields:
      spec.replicas: {above: 2}
- name: all
  profiles: [prod_*, stg_a]
  snapshot: true
- name: some
  snapshot: [{kind: Service}, {name: web, namespace: b}]
- name: refused
  error: {code: template-undefined, message: tag, at: 'templates/web.yaml:12'}
`

describe('a test file', () => {
  test('is read with the place of each part', () => {
    const [replicas, all, some, refused] = readTestFile(everything, 'tests/web.yaml')

    expect(replicas).toMatchObject({
      name: 'three replicas',
      place: { file: 'tests/web.yaml', line: 3 },
      profiles: { value: ['prod_a'] },
      isForEach: false,
      without: [{ value: 'db.host', place: { line: 5 } }],
      assertions: [
        {
          selector: { kind: 'Deployment', name: 'web' },
          count: { value: 1, place: { line: 9 } },
          fields: [{ path: 'spec.replicas', place: { line: 11 } }],
        },
      ],
    })
    expect(replicas?.variables?.values).toEqual({ replicas: 3, ratio: 1 })
    expect(replicas?.variables?.isFloat(['ratio'])).toBe(true)
    expect(replicas?.variables?.placeOf(['ratio']).line).toBe(4)
    expect(all).toMatchObject({ profiles: { value: ['prod_*', 'stg_a'] }, isForEach: true, snapshot: { value: [{}] } })
    expect(some?.snapshot?.value).toEqual([{ kind: 'Service' }, { name: 'web', namespace: 'b' }])
    expect(refused?.error?.value).toEqual({
      code: 'template-undefined',
      message: 'tag',
      at: { file: 'templates/web.yaml', line: 12 },
    })
  })

  test.each<[string, string[]]>([
    ['', ['-: tests/web.yaml has no tests']],
    ['tests: []', ['-: tests/web.yaml has no tests']],
    ['profile: a_b\n', ['-: tests/web.yaml has no tests']],
    ['tests:\n- name: a\n  snapshot: true\n', ['2: the test "a" names no profile']],
    [
      'tests:\n- name: a\n  profile: a_b\n  profiles: [a_c]\n  snapshot: true\n',
      ['3: the test "a" has both `profile` and `profiles`'],
    ],
    ['profile: a_b\ntests:\n- name: a\n', ['3: the test "a" expects nothing']],
    ['profile: a_b\ntests:\n- {name: a, snapshot: false}\n', ['3: the test "a" expects nothing']],
    ['profile: a_b\ntests:\n- name: a\n  expect: []\n', ['4: `expect` is an empty list']],
    ['profile: a_b\ntests:\n- name: a\n  expect:\n  - {}\n', ['5: this expects nothing']],
    [
      'profile: a_b\ntests:\n- name: a\n  expect:\n  - {kind: A, fields: {}}\n',
      ['5: `fields` is empty, so nothing is expected of any'],
    ],
    [
      'profile: a_b\ntests:\n- name: a\n  expect:\n  - {kind: A, count: 0, fields: {a: 1}}\n',
      ["5: `fields` doesn't go with `count: 0`"],
    ],
    ['profile: a_b\ntests:\n- name: a\n  error: {}\n', ['4: `error` is empty']],
    [
      'profile: a_b\ntests:\n- name: a\n  error: {code: template-undefinde}\n',
      ['4: template-undefinde is not the code of an error; did you mean template-undefined?'],
    ],
    [
      'profile: a_b\ntests:\n- name: a\n  snapshot: true\n  error: {message: a}\n',
      ['5: the test "a" expects an error and also something of the manifests, which there are none of then'],
    ],
    [
      'profile: a_b\ntests:\n- name: a\n  expect: [{kind: A, fields: {"a[": 1}}]\n',
      ['4: "a[" is not the path of a field'],
    ],
    [
      'profile: a_b\ntests:\n- name: a\n  expect:\n  - kind: A\n    fields:\n      a: {matches: "("}\n',
      ['7: a: `matches` must be a regular expression'],
    ],
    [
      'profile: a_b\ntests:\n- {name: a, snapshot: true}\n- {name: a, snapshot: true}\n',
      ['4: two tests are named "a"'],
    ],
    [
      'profile: a_b\ntests:\n- {name: A b, snapshot: true}\n- {name: a-b!, snapshot: true}\n',
      ['4: the names "A b" and "a-b!" are too alike: their snapshots would be one file'],
    ],
    [
      'profile: a_b\ntests:\n- name: a\n  snapshots: true\n',
      ['4: unknown key `snapshots` in `tests[0]` of the test file; did you mean `snapshot`?'],
    ],
    [
      'profile: a_b\ntests:\n- name: a\n  snapshot: yes please\n',
      [
        '4: `tests[0].snapshot` of the test file must be true or false or a map or a list, found the string "yes please"',
      ],
    ],
    [
      'profile: a_b\ntests:\n- {name: a, expect: [{count: -1}]}\n',
      ['3: `tests[0].expect[0].count` of the test file must be 0 or more, found the number -1'],
    ],
  ])('%j is refused', (text, expected) => {
    expect(problemsOf(text)).toEqual(expected)
  })

  test('tells all its problems at once', () => {
    expect(problemsOf('tests:\n- name: a\n- name: b\n  profile: a_b\n')).toEqual([
      '2: the test "a" names no profile',
      '2: the test "a" expects nothing',
      '3: the test "b" expects nothing',
    ])
  })
})
