import { formatOrigin } from '../../errors.ts'
import { ofProblem, problemFindings } from '../../findings/of-problem.ts'
import { type JunitCase, type JunitSuite, writeJunit } from '../junit/write-junit.ts'
import { showFailure } from '../progress/failure.ts'
import { describeCounts } from '../progress/lines.ts'
import { captureLines } from '../terminal/capture.ts'
import { objectName } from '../terminal/object-name.ts'
import type { ReportContext } from './context.ts'
import type { AwaitedObject, RunRecord } from './run-record.ts'

/**
 * A run as JUnit XML: a case for its plan, for each workload and hook that was waited for, with how long that took, and for each problem.
 * A workload that was not ready yet when the run ended is skipped.
 */
export function runJunit(record: RunRecord, context: ReportContext): string {
  const release = record.start?.release
  const whose = release === undefined ? '' : ` ${release.name}/${release.profile}/${release.namespace}`
  return writeJunit([suiteOf(record, `kdeploy ${record.command}${whose}`, context)], context.redact)
}

/** The suite of one run. */
export function suiteOf(record: RunRecord, name: string, context: ReportContext): JunitSuite {
  const { command, planned, awaited, exitCode, elapsed } = record
  const plan: JunitCase[] = planned === undefined ? [] : [{ name: 'plan', output: describeCounts(planned) }]
  const cases = [...plan, ...awaited.map((one) => caseOf(one, context)), ...problemCases(record, context)]
  const whole: JunitCase = { name: command, time: elapsed / 1000 }
  return { name, cases: cases.length > 0 ? cases : [exitCode < 2 ? whole : { ...whole, failure: endOf(record) }] }
}

/** A case for each error, and for what could not be restored. */
export function problemCases(
  { problems, notRestored, interrupted }: Pick<RunRecord, 'problems' | 'notRestored' | 'interrupted'>,
  { pathOf }: ReportContext,
): JunitCase[] {
  const findings = [
    ...problems.flatMap((problem) => problemFindings(problem, interrupted)),
    ...notRestored.map(({ ref, problem }) => ({ ...ofProblem(problem), about: ref })),
  ]
  return findings.map(({ rule, message, detail, place, about, hint }) => ({
    name: [rule, ...(about === undefined ? [] : [`${about.kind} ${about.name}`])].join(' '),
    file: place && pathOf(place.file),
    failure: {
      ...{ type: rule, message },
      text: [message, detail, place && `at ${formatOrigin(place)}`, hint]
        .filter((line) => line !== undefined)
        .join('\n'),
    },
  }))
}

function caseOf(
  { ref, hook, outcome, message, elapsed, failure, log }: AwaitedObject,
  context: ReportContext,
): JunitCase {
  const { redact, pathOf } = context
  const name = `${hook === undefined ? '' : 'hook '}${objectName(ref, redact)}`
  const shared = { name, file: failure?.place && pathOf(failure.place.file), time: elapsed / 1000 }
  const output = log.length === 0 ? {} : { output: log.join('\n') }
  if (failure === undefined) return { ...shared, ...output, ...(outcome === 'ready' ? {} : { skipped: message }) }
  const lines = captureLines(redact, (pen) => showFailure(failure, pen))
  const [cause] = failure.causes
  const why = cause === undefined ? failure.message : `${failure.message}: ${cause.reason}: ${cause.message}`
  return { ...shared, ...output, failure: { type: cause?.reason ?? 'failed', message: why, text: lines.join('\n') } }
}

function endOf({ lines: [first = 'failed', ...more] }: RunRecord) {
  return { type: 'failed', message: first, text: [first, ...more].join('\n') }
}
