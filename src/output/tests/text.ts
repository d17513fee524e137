import { count } from '../../counts.ts'
import { formatPlace, type KdeployError } from '../../errors.ts'
import type { TestReport, TestResult, UnusedSnapshot } from '../../expectations/test-report.ts'
import { showDifference } from '../progress/difference.ts'
import { reasonsOf } from '../progress/reasons.ts'
import { showKnownError } from '../terminal/error.ts'
import type { Pen } from '../terminal/screen.ts'

type Failure = TestResult['failures'][number]

/** Failures of one test that are shown; more are counted. */
const mostShown = 10

/** Shows the tests that failed, and what became of snapshots. */
export function showTests({ results, unused }: TestReport, pen: Pen): void {
  const told = new Set<string>()
  for (const result of results) if (result.failures.length > 0) showFailed(result, pen, told)
  for (const result of results)
    if (isWritten(result)) pen.line(`snapshot ${result.snapshot}: ${titleOf(result)}, ${result.file}`)
  for (const one of unused) showUnused(one, pen)
}

function showUnused({ file, isRemoved, problem }: UnusedSnapshot, pen: Pen): void {
  const what = problem?.message ?? `no test has the snapshot ${file}; kdeploy test --update removes it`
  pen.line(isRemoved ? `removed ${file}: no test has this snapshot` : `${pen.colour.yellow('warning:')} ${what}`)
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

function showFailed(result: TestResult, pen: Pen, told: Set<string>): void {
  const { place, failures } = result
  pen.line(`${pen.colour.red('FAIL')} ${pen.colour.bold(lineOf(place))}: ${titleOf(result)}`)
  showFailures(failures, pen, told)
}

/** Each with where it is expected, and what the templates wrote instead. An error that was `told` of another test is named only. */
export function showFailures(failures: readonly Failure[], pen: Pen, told = new Set<string>()): void {
  for (const failure of failures.slice(0, mostShown)) showFailure(failure, pen, told)
  if (failures.length > mostShown) pen.line(`  and ${failures.length - mostShown} more`)
}

/** `prod runs three replicas (prod_cthulu)`; what a file says that can't be run. */
export function titleOf({ name, profile, file }: Pick<TestResult, 'name' | 'profile' | 'file'>): string {
  return name === undefined ? `${file} can't be run` : `${name} (${profile})`
}

function showFailure(failure: Failure, pen: Pen, told: Set<string>): void {
  const { message, place, written, variables = [], error, differences = [], snapshot = '', hint } = failure
  const { colour } = pen
  if (message !== error?.message) pen.line(`  ${lineOf(place)}: ${message}`)
  if (written !== undefined)
    pen.line(colour.dim(`    ${reasonsOf({ place: written, variables, follows: [] }).join(', ')}`))
  if (error !== undefined) showErrorOnce(error, pen, told)
  const states = { from: snapshot, to: 'the rendered manifests' }
  for (const difference of differences) showDifference(difference, pen, states)
  if (hint !== undefined) pen.line(`    ${colour.cyan('hint:')} ${hint}`)
}

/** Many tests may render one broken template. */
function showErrorOnce(error: KdeployError, pen: Pen, told: Set<string>): void {
  const { place, message, detail } = error
  const where = place === undefined ? '' : `${formatPlace(place)}: `
  const key = `${where}${message}\n${detail}`
  if (told.has(key)) pen.line(`    ${pen.colour.red('error:')} ${where}${message} (see above)`)
  else showKnownError(error, pen, '    ')
  told.add(key)
}

function lineOf({ file, line }: Failure['place']): string {
  return formatPlace({ file, line })
}
