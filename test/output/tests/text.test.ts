import { expect, test } from 'vitest'
import { KdeployError } from '../../../src/errors.ts'
import { captureLines } from '../../../src/output/terminal/capture.ts'
import { describeReport, showTests } from '../../../src/output/tests/text.ts'
import { redact, report } from './report.ts'

const old = 'tests/snapshots/web/old.yaml'
const shown = (one = report) => captureLines(redact, (pen) => showTests(one, pen))

test('each failed test is shown with the line of the test and of the template, masked and without escapes', () => {
  expect(shown()).toEqual([
    'FAIL tests/web.yaml:5: fails <&> "all" (prod_shop)',
    '  tests/web.yaml:7: Service shop/web: spec.ports[0].port is 80, expected 81',
    '    templates/web.yaml:4, port from profiles/prod.yaml:2',
    '  tests/web.yaml:8: no Ingress is rendered',
    '    hint: rendered kinds: Service',
    '  tests/web.yaml:9: differs from tests/snapshots/web/all.yaml',
    '--- Service shop/web (tests/snapshots/web/all.yaml)',
    '+++ Service shop/web (templates/web.yaml:1)',
    '@@ spec @@ templates/web.yaml:3',
    '-token: (masked 1)',
    '+token: other',
    "FAIL tests/bad.yaml:1: tests/bad.yaml can't be run",
    '    error: invalid \\u001b[31mYAML (masked 1)',
    'snapshot written: passes (prod_shop), tests/web.yaml',
    'warning: no test has the snapshot tests/snapshots/web/old.yaml; kdeploy test --update removes it',
  ])
})

test('a snapshot that was removed is told', () => {
  expect(shown({ ...report, results: [], unused: [{ file: old, isRemoved: true }] })).toEqual([
    'removed tests/snapshots/web/old.yaml: no test has this snapshot',
  ])
})

test('a snapshot that could not be removed is told with the reason', () => {
  const message = `the snapshot ${old} can't be removed: EACCES`
  const problem = new KdeployError({ code: 'file-unwritable', category: 'input', message })
  expect(shown({ ...report, results: [], unused: [{ file: old, isRemoved: false, problem }] })).toEqual([
    `warning: ${message}`,
  ])
})

test('of many failures of a test the first ones are shown', () => {
  const [, failing] = report.results
  const [failure] = failing?.failures ?? []
  if (failing === undefined || failure === undefined) throw new Error('nothing fails')
  const lines = shown({ ...report, results: [{ ...failing, failures: Array.from({ length: 12 }, () => failure) }] })

  expect(lines.filter((line) => line.includes('expected 81'))).toHaveLength(10)
  expect(lines).toContain('  and 2 more')
})

test('an error that many tests meet is shown in full once', () => {
  const error = new KdeployError({
    code: 'template-failed',
    category: 'input',
    message: 'broken',
    place: { file: 'templates/web.yaml', line: 4 },
    detail: '4 | {{ x }}',
  })
  const failing = (line: number) => {
    const place = { file: 'tests/web.yaml', line }
    const failures = [{ message: 'prod_shop does not render', place, error }]
    return { file: 'tests/web.yaml', name: 'a', profile: 'prod_shop', place, failures, snapshot: undefined, elapsed: 1 }
  }
  expect(shown({ ...report, results: [failing(2), failing(9)], unused: [] })).toEqual([
    'FAIL tests/web.yaml:2: a (prod_shop)',
    '  tests/web.yaml:2: prod_shop does not render',
    '    error: templates/web.yaml:4: broken',
    '      4 | {{ x }}',
    'FAIL tests/web.yaml:9: a (prod_shop)',
    '  tests/web.yaml:9: prod_shop does not render',
    '    error: templates/web.yaml:4: broken (see above)',
  ])
})

test('the last line counts', () => {
  expect(describeReport(report)).toBe('1 passed, 2 failed, 1 snapshot written (0.4 s)')
  expect(describeReport({ ...report, results: [] })).toBe('0 passed (0.4 s)')
})
