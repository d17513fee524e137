import { count } from '../../counts.ts'
import { formatPlace } from '../../errors.ts'
import type { TestReport, TestResult } from '../../workflow/run/results.ts'
import { reasonsOf, showDifference } from '../progress/difference.ts'
import { showKnownError } from '../terminal/error.ts'
import type { Pen } from '../terminal/screen.ts'

type Failure = TestResult['failures'][number]

/** Failures of one test that are shown; more are counted. */
const mostShown = 10

/** Shows the tests that failed, and what became of snapshots. */
export function showTests({ results, unused, isUnusedRemoved }: TestReport, pen: Pen): void {
  for (const result of results) if (result.failures.length > 0) showFailed(result, pen)
  for (const result of results)
    if (isWritten(result)) pen.line(`snapshot ${result.snapshot}: ${titleOf(result)}, ${result.file}`)
  for (const file of unused)
    pen.line(
      isUnusedRemoved
        ? `removed ${file}: no test has this snapshot`
        : `${pen.colour.yellow('warning:')} no test has the snapshot ${file}; kdeploy test --update removes it`,
    )
}

/** `12 passed, 1 failed, 2 snapshots written (0.4 s)`. */
export function describeReport({ results, elapsed }: TestReport): string {
  const failed = results.filter(({ failures }) => failures.length > 0).length
  const written = results.filter(isWritten).length
  const parts = [
    `${results.length - failed} passed`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(written === 0 ? [] : [`${count(written, 'snapshot')} written`]),
  ]
  return `${parts.join(', ')} (${(elapsed / 1000).toFixed(1)} s)`
}

function isWritten({ snapshot }: TestResult): boolean {
  return snapshot === 'written' || snapshot === 'updated'
}

function showFailed(result: TestResult, pen: Pen): void {
  const { place, failures } = result
  pen.line(`${pen.colour.red('FAIL')} ${pen.colour.bold(lineOf(place))}: ${titleOf(result)}`)
  showFailures(failures, pen)
}

/** Each with where it is expected, and what the templates wrote instead. */
export function showFailures(failures: readonly Failure[], pen: Pen): void {
  for (const failure of failures.slice(0, mostShown)) showFailure(failure, pen)
  if (failures.length > mostShown) pen.line(`  and ${failures.length - mostShown} more`)
}

/** `prod runs three replicas (prod_cthulu)`. */
export function titleOf({ name, profile, file }: Pick<TestResult, 'name' | 'profile' | 'file'>): string {
  return name === undefined ? file : `${name} (${profile})`
}

function showFailure(failure: Failure, pen: Pen): void {
  const { message, place, written, variables = [], error, differences = [], snapshot = '', hint } = failure
  const { colour } = pen
  pen.line(`  ${lineOf(place)}: ${message}`)
  if (written !== undefined)
    pen.line(colour.dim(`    ${reasonsOf({ place: written, variables, follows: [] }).join(', ')}`))
  if (error !== undefined) showKnownError(error, pen, '    ')
  const states = { from: snapshot, to: 'the rendered manifests' }
  for (const difference of differences) showDifference(difference, pen, states)
  if (hint !== undefined) pen.line(`    ${colour.cyan('hint:')} ${hint}`)
}

function lineOf({ file, line }: Failure['place']): string {
  return formatPlace({ file, line })
}
