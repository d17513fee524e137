import type { TestReport, TestResult } from '../../expectations/test-report.ts'
import { groupBy } from '../../group-by.ts'
import { type JunitCase, writeJunit } from '../junit/write-junit.ts'
import { captureLines } from '../terminal/capture.ts'
import type { Pen } from '../terminal/screen.ts'
import { showFailures, titleOf } from './text.ts'

/** All tests as JUnit XML, which CI systems show: a suite per file. */
export function showTestsAsJunit({ results }: TestReport, pen: Pen, redact: (text: string) => string): void {
  const suites = [...groupBy(results, ({ file }) => file)].map(([name, tests]) => ({
    name,
    cases: tests.map((test) => caseOf(test, redact)),
  }))
  pen.raw(writeJunit(suites, redact))
}

function caseOf(test: TestResult, redact: (text: string) => string): JunitCase {
  const { file, elapsed, failures } = test
  const shared = { name: titleOf(test), file, time: elapsed / 1000 }
  const [first] = failures
  if (first === undefined) return shared
  const text = captureLines(redact, (pen) => showFailures(failures, pen)).join('\n')
  return { ...shared, failure: { type: first.error?.code ?? 'failure', message: redact(first.message), text } }
}
