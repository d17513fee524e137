import type { TestReport, TestResult } from '../../expectations/test-report.ts'
import type { Finding } from '../../findings/finding.ts'
import { problemFindings } from '../../findings/of-problem.ts'
import { titleOf } from '../tests/text.ts'

/** Each expectation that was not met, at the line of the test. */
export function findingsOfTests({ results }: TestReport): Finding[] {
  return results.flatMap((result) => result.failures.flatMap((failure) => ofFailure(result, failure)))
}

function ofFailure(result: TestResult, { message, place, hint, error }: TestResult['failures'][number]): Finding[] {
  if (error !== undefined && error.problems.length > 0) return problemFindings(error, false)
  const rule = 'test-failed'
  return [{ rule, severity: 'error', message: `${titleOf(result)}: ${message}`, place, about: undefined, hint }]
}

/** What is reported where no test could be run: a failure for each problem. */
export function unrunTests(error: unknown, interrupted: boolean): TestReport {
  const results = problemFindings(error, interrupted).map(({ rule, message, place, hint }): TestResult => {
    const where = place ?? { file: 'kdeploy.yaml' }
    const failure = { message: `${rule}: ${message}`, place: where, hint }
    const nothing = { name: undefined, profile: undefined, snapshot: undefined }
    return { ...nothing, file: where.file, place: where, failures: [failure], elapsed: 0 }
  })
  return { results, unused: [], elapsed: 0 }
}
