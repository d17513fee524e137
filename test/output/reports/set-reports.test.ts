import { describe, expect, test } from 'vitest'
import { setReports } from '../../../src/output/reports/formats.ts'
import { findingsOfSet } from '../../../src/output/reports/set-findings.ts'
import type { RecordedRelease, SetRecord } from '../../../src/output/reports/set-record.ts'
import { setSummary } from '../../../src/output/reports/set-summary.ts'
import { junitContradictions, parseXml, qualityContradictions } from '../../support/output/reports.ts'
import { failing, planned, quotaError, recordOf, start } from '../../support/output/run-record.ts'
import { endOf, errorEnd, failedEnd, unchangedEnd } from '../../support/output/set-events.ts'

const context = {
  version: '1.0.0',
  redact: (text: string) => text.replaceAll('hunter2', '(masked 1)'),
  pathOf: (file: string) => `deploy/${file}`,
  projectPath: 'deploy/kdeploy.yaml',
  strict: false,
}

const refused = (label: string): RecordedRelease => ({
  ended: { ...errorEnd(label), error: quotaError, exitCode: 3 },
  record: recordOf([start, planned], { exitCode: 3, error: quotaError, lines: ['error: refused'] }),
})

const skipped = endOf('prod_web', {
  ...{ action: undefined, state: 'skipped', facts: undefined, reason: 'it needs prod_api', elapsed: 0 },
})

const set: SetRecord = {
  ...{ command: 'apply', run: '20261130T035812-9f3c', exitCode: 5, elapsed: 74_000, interrupted: false },
  ...{ error: undefined, warnings: ['beware of hunter2'], lines: ['next: kdeploy status -p prod_api'] },
  releases: [
    { ended: endOf('prod_bus'), record: recordOf([start, planned], { exitCode: 0, lines: ['done: revision 3'] }) },
    { ended: failedEnd('prod_api'), record: recordOf(failing) },
    refused('prod_a'),
    refused('prod_b'),
    { ended: unchangedEnd('prod_db'), record: recordOf([start], { exitCode: 0, lines: [] }) },
    { ended: skipped, record: undefined },
  ],
}

describe('the reports of a set', () => {
  test('have what several releases have alike once, with their names', () => {
    const found = findingsOfSet(set).map(({ release, rule, message }) => [release, rule, message.slice(0, 20)])

    expect(found).toEqual([
      ['prod_api', 'workload-failed', "its new pod can't be"],
      ['prod_a, prod_b', 'forbidden', 'quota exceeded'],
      ['prod_a, prod_b', 'manifest-invalid', 'bad port'],
    ])
  })

  test('are JUnit with a suite for each release, and one for an error of the run itself', async () => {
    const write = await setReports.junit()
    const xml = write({ ...set, error: new TypeError('a bug') }, context)

    expect(junitContradictions(await parseXml(xml))).toEqual([])
    expect(Array.from(xml.matchAll(/<testsuite name="([^"]+)"/g), ([, name]) => name)).toEqual([
      ...['prod_bus', 'prod_api', 'prod_a', 'prod_b', 'prod_db', 'prod_web'].map((label) => `kdeploy apply ${label}`),
      'kdeploy apply',
    ])
    expect(xml).toContain('<skipped message="it needs prod_api"/>')
  })

  test('are a code quality report in which each names its releases', async () => {
    const write = await setReports.codequality()
    const text = write(set, context)

    expect(qualityContradictions(text)).toEqual([])
    expect(JSON.parse(text)[1].description).toMatch(/^prod_a, prod_b: quota exceeded/)
  })

  test('are a summary: a table, what to type next, then those that failed before those that changed', () => {
    const text = setSummary(set, context)

    expect(text).toMatch(
      /^### kdeploy apply: 3 failed, 1 skipped of 6 releases\n\nRun `20261130T035812-9f3c`, 1 min 14 s\.\n/,
    )
    expect(text).toContain('| `prod_bus` | done | 3 | 1 changed | 12.3 s |  |\n')
    expect(text).toContain('| `prod_web` | **skipped** |  |  |  | it needs `prod_api` |\n')
    expect(text.match(/^#### .*/gm)).toEqual([
      '#### `prod_api`: failed',
      '#### `prod_a`: failed',
      '#### `prod_b`: failed',
      '#### `prod_bus`: done',
    ])
    expect(text).toContain('- **warning:** beware of (masked 1)')
    expect(text).not.toContain('hunter2')
  })

  test('leave out of a summary what is too much, the details of the last releases first', () => {
    const text = setSummary(set, context, 1200)

    expect(text.length).toBeLessThan(1300)
    expect(text).toContain('| `prod_web` | **skipped** |')
    expect(text).toMatch(/More did not fit here; the log has all\.\n$/)
  })
})
