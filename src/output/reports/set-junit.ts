import { type JunitSuite, writeJunit } from '../junit/write-junit.ts'
import type { ReportContext } from './context.ts'
import { problemCases, suiteOf } from './run-junit.ts'
import type { SetRecord } from './set-record.ts'

/** A run on several releases as JUnit XML: a suite for each, in which it is as a run of its own; one that never began is skipped. */
export function setJunit({ command, releases, error, interrupted }: SetRecord, context: ReportContext): string {
  const suites = releases.map(({ ended, record }): JunitSuite => {
    const name = `kdeploy ${command} ${ended.release.label}`
    if (record !== undefined) return suiteOf(record, name, context)
    return { name, cases: [{ name: command, skipped: ended.reason ?? 'it never began' }] }
  })
  const own = error === undefined ? [] : problemCases({ problems: [error], notRestored: [], interrupted }, context)
  const whole = own.length === 0 ? [] : [{ name: `kdeploy ${command}`, cases: own }]
  return writeJunit([...suites, ...whole], context.redact)
}
