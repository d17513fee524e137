import { KdeployError } from '../../../src/errors.ts'
import type { TestReport, TestResult } from '../../../src/expectations/test-report.ts'

const ref = { group: '', version: 'v1', kind: 'Service', namespace: 'shop', name: 'web' }
const test = { file: 'tests/web.yaml', profile: 'prod_shop', snapshot: undefined, elapsed: 12.4, failures: [] }
const at = (line: number) => ({ file: 'tests/web.yaml', line, column: 3 })

/** One that passed, and one that failed in every way. */
const results: readonly TestResult[] = [
  { ...test, name: 'passes', place: at(2), snapshot: 'written' },
  {
    ...test,
    name: 'fails <&> "all"',
    place: at(5),
    failures: [
      {
        message: 'Service shop/web: spec.ports[0].port is 80, expected 81',
        place: at(7),
        written: { file: 'templates/web.yaml', line: 4 },
        variables: [{ name: 'port', by: 'profiles/prod.yaml', place: { file: 'profiles/prod.yaml', line: 2 } }],
      },
      { message: 'no Ingress is rendered', place: at(8), hint: 'rendered kinds: Service' },
      {
        message: 'differs from tests/snapshots/web/all.yaml',
        place: at(9),
        snapshot: 'tests/snapshots/web/all.yaml',
        differences: [
          {
            ref,
            action: 'change',
            place: { file: 'templates/web.yaml', line: 1 },
            checkedByServer: true,
            fields: [],
            hunks: [
              {
                path: 'spec',
                lines: [
                  { kind: 'removed', text: 'token: hunter2' },
                  { kind: 'added', text: 'token: other' },
                ],
                place: { file: 'templates/web.yaml', line: 3 },
                variables: [],
                follows: [],
              },
            ],
            alsoChanged: [],
            texts: () => ({ before: '', after: '' }),
          },
        ],
      },
    ],
  },
  {
    file: 'tests/bad.yaml',
    name: undefined,
    profile: undefined,
    place: { file: 'tests/bad.yaml', line: 1 },
    snapshot: undefined,
    elapsed: 0,
    failures: [
      {
        message: 'invalid \u001b[31mYAML hunter2',
        place: { file: 'tests/bad.yaml', line: 1 },
        error: new KdeployError({ code: 'yaml-syntax', category: 'input', message: 'invalid \u001b[31mYAML hunter2' }),
      },
    ],
  },
]

export const report: TestReport = {
  results,
  unused: [{ file: 'tests/snapshots/web/old.yaml', isRemoved: false }],
  elapsed: 431,
}

export const redact = (text: string) => text.replaceAll('hunter2', '(masked 1)')
