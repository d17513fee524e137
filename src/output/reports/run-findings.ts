import type { Finding } from '../../findings/finding.ts'
import { ofProblem, problemFindings } from '../../findings/of-problem.ts'
import type { FailureReport } from '../../workflow/run/events.ts'
import { subjectOf } from '../progress/failure.ts'
import type { RunRecord } from './run-record.ts'

/** Causes of one failure that are named; the log has all. */
const mostCauses = 3

const asIs = (text: string) => text

/** A finding, and what stays the same of it from run to run. Default: its message. */
export interface StableFinding extends Finding {
  readonly identity?: string | undefined
  /** Of a run on several releases, the label of the one it is about, or of those. */
  readonly release?: string | undefined
}

/** What went wrong in a run, as findings: errors, failed workloads with their causes, and warnings that have a place. */
export function findingsOfRun({
  command,
  awaited,
  problems,
  notRestored,
  warnings,
  interrupted,
}: RunRecord): StableFinding[] {
  return [
    ...awaited.flatMap(({ failure }) => (failure === undefined ? [] : [ofFailure(failure)])),
    ...problems.flatMap((problem) => problemFindings(problem, interrupted)),
    ...notRestored.map(({ problem }) => ofProblem(problem)),
    ...warnings.flatMap(({ message, place }): Finding[] =>
      place === undefined
        ? []
        : [{ rule: `${command}-warning`, severity: 'warning', message, place, about: undefined, hint: undefined }],
    ),
  ]
}

/** `its new pod can't become ready; pod web-1, container app: CrashLoopBackOff: exited with code 1`. */
function ofFailure({ ref, place, message, causes }: FailureReport): StableFinding {
  const because = causes
    .slice(0, mostCauses)
    .map((cause) => `; ${subjectOf(cause, asIs)}${cause.reason}: ${cause.message}`)
  const about = { kind: ref.kind, namespace: ref.namespace, name: ref.name }
  // Pods have new names in each run.
  const identity = JSON.stringify(causes.map(({ container = '', reason }) => [container, reason]))
  const told = message + because.join('')
  return { rule: 'workload-failed', severity: 'error', message: told, place, about, hint: undefined, identity }
}
