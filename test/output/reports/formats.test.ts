import { describe, expect, test } from 'vitest'
import { reportFormats } from '../../../src/cli/options/ci-options.ts'
import { KdeployError } from '../../../src/errors.ts'
import type { Finding } from '../../../src/findings/finding.ts'
import type { Validated } from '../../../src/findings/validated.ts'
import { diffReports, findingsReports, runReports, testReports } from '../../../src/output/reports/formats.ts'
import type { RunRecord } from '../../../src/output/reports/run-record.ts'
import { unrunTests } from '../../../src/output/reports/test-findings.ts'
import type { Event } from '../../../src/workflow/run/events.ts'
import { actingIn, hostileName } from '../../support/output/hostile.ts'
import { junitContradictions, parseXml, qualityContradictions } from '../../support/output/reports.ts'
import {
  differenceOf,
  failing,
  failure,
  place,
  planned,
  quotaError,
  recordOf,
  refOf,
  start,
} from '../../support/output/run-record.ts'
import { report as tests } from '../tests/report.ts'

const context = {
  version: '1.0.0',
  redact: (text: string) => text.replaceAll('hunter2', '(masked 1)'),
  pathOf: (file: string) => (file.startsWith('..') ? undefined : `deploy/${file}`),
  projectPath: 'deploy/kdeploy.yaml',
  strict: false,
}

const finding: Finding = {
  ...{ rule: 'image-tag', severity: 'warning', message: 'hunter2 has no tag', place, hint: 'name a version' },
  about: { kind: 'Deployment', name: 'web' },
}
const validated: Validated = {
  profiles: [
    { profile: 'prod_a', manifests: 2, problems: [], findings: [finding] },
    { profile: 'prod_b', manifests: 0, problems: [quotaError], findings: [finding] },
  ],
  findings: [],
  unchecked: [],
  rules: [],
}

type RunFormat = keyof typeof runReports

async function written(format: RunFormat, record: RunRecord): Promise<string> {
  return (await runReports[format]())(record, context)
}

/** The end of a run in every way that there is. */
const ends: Readonly<Record<string, RunRecord>> = {
  success: recordOf([start, planned], { exitCode: 0, lines: ['done: revision 1'] }),
  'a failed workload': recordOf(failing),
  'an error': recordOf([start, planned], { exitCode: 3, error: quotaError, lines: ['error: refused'] }),
  'an interruption': recordOf(failing.slice(0, 6), {
    exitCode: 143,
    interrupted: true,
    error: new Error('nothing was written'),
  }),
  'a bug': recordOf([], { exitCode: 70, error: new TypeError('x is not a function'), lines: ['error: a bug'] }),
  'a broken profile': recordOf([], {
    exitCode: 2,
    error: new KdeployError({ code: 'profile-unknown', category: 'input', message: 'no profile' }),
  }),
}

test('the options take the formats that there are', () => {
  const { run, diff, findings, tests: ofTests } = reportFormats
  expect([...run].toSorted()).toEqual(Object.keys(runReports).toSorted())
  expect([...diff].toSorted()).toEqual(['json', ...Object.keys(diffReports)].toSorted())
  expect([...findings].toSorted()).toEqual(Object.keys(findingsReports).toSorted())
  expect([...ofTests].toSorted()).toEqual(Object.keys(testReports).toSorted())
})

describe('JUnit of a run', () => {
  test.each(Object.entries(ends))('after %s is as the schema says, and has a case', async (_, record) => {
    const root = await parseXml(await written('junit', record))
    expect(junitContradictions(root)).toEqual([])
    expect(Number(root.attributes['tests'])).toBeGreaterThan(0)
    expect(root.attributes['failures'] === '0').toBe(record.exitCode === 0)
  })

  test('has a case for the plan, each workload, each hook and each problem, with its time and why it failed', async () => {
    const root = await parseXml(await written('junit', recordOf(failing, { error: quotaError })))
    const cases = root.children.flatMap(({ children }) => children)

    expect(cases.map(({ attributes: { name, time, file }, children }) => [name, time, file, children[0]?.tag])).toEqual(
      [
        ['plan', undefined, undefined, 'system-out'],
        ['hook Job shop/migrate', '2.000', undefined, 'system-out'],
        ['Deployment shop/api', '1.000', undefined, undefined],
        ['Deployment shop/slow', '0.000', undefined, 'skipped'],
        ['Deployment shop/web', '4.000', 'deploy/templates/web.yaml', 'failure'],
        ['forbidden', undefined, 'deploy/templates/web.yaml', 'failure'],
        ['manifest-invalid', undefined, undefined, 'failure'],
      ],
    )
    expect(cases[4]?.children[0]?.attributes).toEqual({
      type: 'CrashLoopBackOff',
      message: "its new pod can't become ready: CrashLoopBackOff: exited with code 1",
    })
    expect(cases[4]?.children[0]?.text).toContain("| KeyError: 'API_KEY'")
    expect(root.children[0]?.attributes['name']).toBe('kdeploy apply shop/prod_shop/shop')
  })
})

describe('code quality of a run', () => {
  test.each(Object.entries(ends))('after %s is as GitLab documents it', async (_, record) => {
    const text = await written('codequality', record)
    expect(qualityContradictions(text)).toEqual([])
    expect(JSON.parse(text).length === 0).toBe(record.exitCode === 0)
  })

  test('names files from the repository, and the project where a problem has no place', async () => {
    const issues = JSON.parse(await written('codequality', recordOf(failing, { error: quotaError })))
    expect(
      issues.map(({ check_name, severity, location }: Record<string, unknown>) => [check_name, severity, location]),
    ).toEqual([
      ['workload-failed', 'critical', { path: 'deploy/templates/web.yaml', lines: { begin: 7 } }],
      ['forbidden', 'critical', { path: 'deploy/templates/web.yaml', lines: { begin: 7 } }],
      ['manifest-invalid', 'critical', { path: 'deploy/kdeploy.yaml', lines: { begin: 1 } }],
    ])
  })

  test('has the same fingerprint in the next run, with other pods, counts and lines, and another one for another cause', async () => {
    const [cause] = failure.causes
    const again = (change: object, line = 9): Event => ({
      type: 'failed',
      report: {
        ...failure,
        place: { ...place, line },
        causes: [{ ...cause, ...change } as (typeof failure.causes)[0]],
      },
    })
    const fingerprint = async (event: Event) => {
      const [issue] = JSON.parse(await written('codequality', recordOf([event])))
      return issue.fingerprint
    }
    const first = await fingerprint({ type: 'failed', report: failure })

    expect(await fingerprint(again({ pod: 'web-57995f788c-abcde', message: 'exited with code 2' }))).toBe(first)
    expect(await fingerprint(again({ reason: 'ImagePullBackOff' }))).not.toBe(first)
  })

  test('tells equal problems at two lines apart', async () => {
    const problems = [3, 8].map(
      (line) => new KdeployError({ code: 'a', category: 'input', message: 'same', place: { ...place, line } } as never),
    )
    const error = new KdeployError({ code: 'forbidden', category: 'cluster', message: 'two', problems })
    expect(qualityContradictions(await written('codequality', recordOf([], { error })))).toEqual([])
  })
})

describe('the summary of a run', () => {
  test('says what happened, where, what was planned, why it failed and what to do next', async () => {
    const text = await written('summary', recordOf(failing))
    for (const part of [
      '### kdeploy apply: failed',
      '| `shop/prod_shop` | `shop` | `prod-eu` | `https://10.0.0.1:6443` |',
      '**plan:** 0 to create, 2 to change, 1 unchanged',
      "pod web-57995f788c-9cdfl, container app: CrashLoopBackOff: exited with code 1\n           | starting\n           | KeyError: 'API_KEY'",
      'next: kubectl logs web',
      '+image: shop:2',
    ])
      expect(text).toContain(part)
  })

  test.each([
    ['success', 'done'],
    ['an error', 'failed'],
    ['an interruption', 'interrupted'],
    ['a bug', 'failed'],
  ])('of %s says %s', async (end, outcome) => {
    const [first] = (await written('summary', ends[end] as RunRecord)).split('\n')
    expect(first).toBe(`### kdeploy apply: ${outcome}`)
  })

  test('has the URLs as links, unless something in one ends it', async () => {
    const urls = [
      { ref: refOf('web', 'Ingress'), urls: ['https://shop.example.com/', 'https://a/>b'], hasAddress: true },
    ]
    const ending = { failures: [], urls, revision: 4 }
    const text = await written('summary', recordOf([start], { exitCode: 0, ending }))
    expect(text).toContain('- <https://shop.example.com/>\n- `https://a/>b`\n')
    expect(text).toContain('| `4` |')
  })

  test('repeats the end of a failed hook’s log, whose failure has none', async () => {
    const ref = refOf('migrate', 'Job')
    const report = { ref, place: undefined, message: 'failed', causes: [] }
    const text = await written(
      'summary',
      recordOf([
        { type: 'log', ref, pod: 'p', container: 'c', line: '```\n::error::no such table' },
        { type: 'failed', report },
      ]),
    )
    expect(text).toContain('failed   Job shop/migrate: failed')
    expect(text).toContain('no such table')
    expect(actingIn(text)).toEqual([])
  })

  test('is no larger than GitHub takes, whatever failed, and says that more did not fit', async () => {
    const causes = Array.from({ length: 5 }, () => ({
      ...{ reason: 'Error', message: '界'.repeat(2000), pod: 'p', container: 'c', final: true },
      lines: Array.from({ length: 20 }, () => '界'.repeat(2000)),
    }))
    const many = Array.from({ length: 60 }, (_, index): Event[] => [
      { type: 'failed', report: { ...failure, ref: refOf(`web-${index}`), causes } },
      { type: 'difference', diff: differenceOf(`web-${index}`, '界'.repeat(20_000)) },
      { type: 'warning', message: '界'.repeat(20_000) },
    ])
    const text = await written('summary', recordOf([start, planned, ...many.flat()]))

    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024)
    for (const part of ['More did not fit here', 'next: kubectl logs web', 'failed   Deployment shop/web-0'])
      expect(text.includes(part)).toBe(true)
  })
})

describe('reports of a diff', () => {
  const compared: RunRecord = {
    ...recordOf([start, planned], { exitCode: 1, lines: [] }, 'diff'),
    difference: undefined,
  }
  const objects = [differenceOf('web', 'token: hunter2')]
  const { type: _, ...counts } = planned as Extract<Event, { type: 'planned' }>
  const impact = {
    rollouts: [],
    scaled: [],
    recreated: [],
    deleted: [],
    orphaned: [],
    hooks: [],
    overBudget: [],
    readers: [],
  }
  const difference = {
    release: 'shop/prod_shop/shop',
    namespace: 'shop',
    kubeContext: 'prod-eu',
    server: 'https://x',
    counts,
    impact,
    objects,
    unshown: [],
    refused: undefined,
  }
  const done = { ...compared, difference, differences: objects }

  test('are what the command shows in these forms', async () => {
    expect((await diffReports.markdown())(done, context)).toContain('### kdeploy diff of `shop/prod_shop/shop`')
    expect((await diffReports.html())(done, context)).toContain('1 object would change')
    expect((await diffReports.summary())(done, context)).toContain('### kdeploy diff: 1 object would change')
    const none = { ...done, exitCode: 0, differences: [] }
    expect((await diffReports.summary())(none, context)).toContain('### kdeploy diff: no differences')
  })

  test('say why there is no diff', async () => {
    const failed = { ...compared, exitCode: 3, lines: ['error: <the cluster> is gone'] }
    expect((await diffReports.markdown())(failed, context)).toContain('error: <the cluster> is gone')
    expect((await diffReports.html())(failed, context)).toContain('error: &lt;the cluster&gt; is gone')
  })
})

describe('reports of what validate found', () => {
  test('are in the forms of their readers', async () => {
    expect(junitContradictions(await parseXml((await findingsReports.junit())(validated, context)))).toEqual([])
    const quality = (await findingsReports.codequality())(validated, context)
    expect(qualityContradictions(quality)).toEqual([])
    expect(JSON.parse(quality).map(({ severity }: { severity: string }) => severity)).toEqual(['critical', 'minor'])
    expect(JSON.parse((await findingsReports.sarif())(validated, context)).version).toBe('2.1.0')
    const summary = (await findingsReports.summary())(validated, context)
    expect(summary).toContain('### kdeploy validate of `deploy`\n\n1 of 2 profiles are valid')
    expect(summary).toContain('| warning | `templates/web.yaml:7:3` | `Deployment web`: ')
  })
})

describe('reports of tests', () => {
  test('are in the forms of their readers', async () => {
    expect(junitContradictions(await parseXml((await testReports.junit())(tests, context)))).toEqual([])
    const summary = (await testReports.summary())(tests, context)
    expect(summary).toContain('### kdeploy test: 1 passed, 2 failed')
    expect(summary).toContain('FAIL tests/web.yaml:5')
  })

  test('say why no test could be run', async () => {
    const unrun = unrunTests(quotaError, false)
    expect((await testReports.junit())(unrun, context)).toContain('quota exceeded')
    expect((await testReports.summary())(unrunTests(new Error('x'), true), context)).toContain('interrupted')
  })

  test('have as much of what failed as fits', async () => {
    const failures = Array.from({ length: 9 }, () => ({ message: 'x'.repeat(50_000), place }))
    const result = { ...tests.results[0], failures } as (typeof tests.results)[0]
    const summary = (await testReports.summary())({ ...tests, results: [result] }, context)
    expect(summary.length).toBeLessThan(250_000)
    expect(summary).toMatch(/… and \d+ more lines in the log/)
  })
})

test('no report holds a secret, or anything that a terminal or a CI acts on', async () => {
  const name = `hunter2 ${hostileName} hunter2`
  const problem = new KdeployError({
    code: 'forbidden',
    category: 'cluster',
    message: name,
    detail: name,
    hint: name,
    place: { ...place, file: `../${hostileName}` },
  })
  const cause = { reason: name, message: name, pod: hostileName, container: name, final: true, lines: [name] }
  const report = { ref: refOf(hostileName), place: { ...place, file: hostileName }, message: name, causes: [cause] }
  const record = recordOf(
    [
      { ...start, kubeContext: name, server: name } as Event,
      { type: 'warning', message: name, place },
      { type: 'log', ref: refOf('job', 'Job'), pod: name, container: name, line: name },
      { type: 'failed', report: { ...report, ref: refOf('job', 'Job') } },
      { type: 'failed', report },
      { type: 'unready', objects: [{ ref: refOf('x'), message: name, causes: [] }] },
      { type: 'not-restored', ref: refOf(hostileName), problem },
      { type: 'difference', diff: differenceOf(hostileName, 'x') },
    ],
    {
      error: problem,
      lines: [],
      ending: { failures: [], urls: [{ ref: refOf('a'), urls: [name], hasAddress: true }] },
    },
  )
  const hostileFindings = { ...validated, findings: [{ ...finding, message: name, hint: name, place: { file: name } }] }
  const texts = await Promise.all([
    ...Object.values(runReports).map(async (format) => (await format())(record, context)),
    ...Object.values(diffReports).map(async (format) => (await format())(record, context)),
    ...Object.values(findingsReports).map(async (format) => (await format())(hostileFindings, context)),
    ...Object.values(testReports).map(async (format) => (await format())(unrunTests(problem, false), context)),
  ])
  for (const text of texts) {
    expect({ text, leaks: text.includes('hunter2'), acting: actingIn(text) }).toEqual({
      text,
      leaks: false,
      acting: [],
    })
  }
})
