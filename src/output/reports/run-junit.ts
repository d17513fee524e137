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
  const { command, start, planned, awaited, problems, notRestored, interrupted, exitCode, elapsed } = record
  const { redact } = context
  const release = start?.release
  const name = [`kdeploy ${command}`, ...(release ? [`${release.name}/${release.profile}/${release.namespace}`] : [])]
  const plan: JunitCase[] = planned === undefined ? [] : [{ name: 'plan', output: describeCounts(planned) }]
  const failed = [
    ...problems.flatMap((problem) => problemFindings(problem, interrupted)),
    ...notRestored.map(({ ref, problem }) => ({ ...ofProblem(problem), about: ref })),
  ].map(
    ({ rule, message, detail, place, about, hint }): JunitCase => ({
      name: [rule, ...(about === undefined ? [] : [`${about.kind} ${about.name}`])].join(' '),
      file: place && context.pathOf(place.file),
      failure: {
        ...{ type: rule, message },
        text: [message, detail, place && `at ${formatOrigin(place)}`, hint]
          .filter((line) => line !== undefined)
          .join('\n'),
      },
    }),
  )
  const cases = [...plan, ...awaited.map((one) => caseOf(one, context)), ...failed]
  const whole: JunitCase = { name: command, time: elapsed / 1000 }
  const shown = cases.length > 0 ? cases : [exitCode < 2 ? whole : { ...whole, failure: endOf(record) }]
  const suite: JunitSuite = { name: name.join(' '), cases: shown }
  return writeJunit([suite], redact)
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
