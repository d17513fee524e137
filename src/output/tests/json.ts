import type { TestReport, TestResult } from '../../expectations/test-report.ts'
import { jsonDifference } from '../json/json-difference.ts'
import { redactStrings } from '../json/json-events.ts'
import { jsonError, jsonPlace } from '../json/json-parts.ts'
import type { Pen } from '../terminal/screen.ts'

/** All tests as one JSON document, in the form of docs/reference/output.md. */
export function showTestsAsJson(report: TestReport, pen: Pen, redact: (text: string) => string): void {
  const { results, unused, elapsed } = report
  const failed = results.filter(({ failures }) => failures.length > 0).length
  const document = {
    version: 1,
    passed: results.length - failed,
    failed,
    elapsed: Math.round(elapsed),
    tests: results.map(jsonTest),
    unusedSnapshots: unused.map(({ file }) => file),
  }
  pen.json(redactStrings(document, redact), 2)
}

function jsonTest({ file, name, profile, place, failures, snapshot, elapsed }: TestResult) {
  const status = failures.length === 0 ? 'passed' : 'failed'
  const facts = { file, name, profile, place: jsonPlace(place), status, snapshot, elapsed: Math.round(elapsed) }
  return { ...facts, failures: failures.map(jsonFailure) }
}

function jsonFailure({ message, place, written, error, differences = [], hint }: TestResult['failures'][number]) {
  return {
    message,
    place: jsonPlace(place),
    written: jsonPlace(written),
    error: error === undefined ? undefined : jsonError(error, false),
    differences: differences.length === 0 ? undefined : differences.map(jsonDifference),
    hint,
  }
}
