import { expect, test } from 'vitest'
import { captureLines } from '../../../src/output/terminal/capture.ts'
import { showTestsAsJson } from '../../../src/output/tests/json.ts'
import { documentContradictions } from '../../support/output/documented.ts'
import { redact, report } from './report.ts'

test('all tests are one document, masked', () => {
  const text = captureLines(
    (one) => one,
    (pen) => showTestsAsJson(report, pen, redact),
  ).join('\n')

  expect(text).not.toContain('hunter2')
  const document = JSON.parse(text)
  expect(documentContradictions(document, 'test -o json')).toEqual([])
  expect(document).toMatchObject({
    version: 1,
    passed: 1,
    failed: 2,
    elapsed: 431,
    tests: [
      { name: 'passes', profile: 'prod_shop', status: 'passed', snapshot: 'written', failures: [] },
      {
        status: 'failed',
        elapsed: 12,
        failures: [
          { place: { file: 'tests/web.yaml', line: 7 }, written: { file: 'templates/web.yaml', line: 4 } },
          { hint: 'rendered kinds: Service' },
          {
            differences: [{ object: { kind: 'Service' }, diff: ['@@ spec @@', '-token: (masked 1)', '+token: other'] }],
          },
        ],
      },
      { file: 'tests/bad.yaml', failures: [{ error: { code: 'yaml-syntax' } }] },
    ],
    unusedSnapshots: ['tests/snapshots/web/old.yaml'],
  })
})
