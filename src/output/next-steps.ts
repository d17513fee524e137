import { kubectlName } from '../manifest/identity.ts'
import { type Impersonation, kubectlCommand, shellWords } from '../shell-words.ts'
import type { FailureReport, ReportedCause } from '../workflow/run/events.ts'
import type { Pen } from './terminal/screen.ts'

/** How a person reached the release, as far as the commands to type next need it. */
export interface ReleaseLocation {
  /** Options of kdeploy as they were given: `['-p', 'prod_shop', '--context', 'prod-eu']`. */
  readonly kdeploy: readonly string[]
  /** `''` where none is used. */
  readonly kubeContext: string
  readonly kubeconfig: string | undefined
  readonly as?: Impersonation | undefined
}

/** More would be read by nobody. */
const mostLogs = 2

/** After a failure: what to type next, in this order, ready to be copied. `command` of kdeploy: `undo`, `history diff 1 2`. */
export function showNextSteps(
  failures: readonly FailureReport[],
  command: string | undefined,
  where: ReleaseLocation,
  pen: Pen,
): void {
  const steps = [
    ...failures.flatMap((failure) => deleteCommand(failure, 'now', where)),
    ...failures.slice(0, mostLogs).map((failure) => inspectCommand(failure, where)),
    ...othersCommand(failures.length - mostLogs, where),
    ...(command === undefined ? [] : [shellWords(['kdeploy', ...command.split(' '), ...where.kdeploy])]),
    ...(command === 'undo' ? failures.flatMap((failure) => deleteCommand(failure, 'later', where)) : []),
  ]
  for (const [index, step] of steps.entries()) pen.line(`${index === 0 ? pen.colour.cyan('next:') : '     '} ${step}`)
}

/** After a run that did not wait: what waits instead. */
export function showHowToFollow({ kdeploy }: Pick<ReleaseLocation, 'kdeploy'>, pen: Pen): void {
  pen.line(`${pen.colour.cyan('next:')} ${shellWords(['kdeploy', 'status', '--wait', ...kdeploy])}`)
}

/** What shows those that failed besides. */
function othersCommand(others: number, { kdeploy }: ReleaseLocation): string[] {
  return others > 0 ? [`and ${others} more: ${shellWords(['kdeploy', 'status', ...kdeploy])}`] : []
}

/** What deletes the pods that keep an update from going on; none where there are none. */
function deleteCommand(
  { ref, causes }: FailureReport,
  when: ReportedCause['mustDelete'],
  where: ReleaseLocation,
): string[] {
  const pods = causes.flatMap(({ mustDelete, pod }) => (mustDelete === when && pod !== undefined ? [pod] : []))
  return pods.length === 0 ? [] : [kubectlCommand(placeOf(ref, where), 'delete', 'pod', ...new Set(pods))]
}

function placeOf({ namespace }: FailureReport['ref'], { kubeContext, kubeconfig, as }: ReleaseLocation) {
  return { kubeContext, kubeconfig, as, namespace }
}

/** The log of the container that failed, else what Kubernetes knows of the pod or the workload; what is gone is made again. */
function inspectCommand({ ref, causes }: FailureReport, where: ReleaseLocation): string {
  if (causes.some(({ reason }) => reason === 'Deleted')) return shellWords(['kdeploy', 'apply', ...where.kdeploy])
  const place = placeOf(ref, where)
  const logged = causes.find(({ log, pod }) => log !== undefined && pod !== undefined)
  if (logged !== undefined) return kubectlCommand(place, 'logs', ...logArguments(logged))
  const pod = causes.find((cause) => cause.pod !== undefined)?.pod
  return kubectlCommand(place, 'describe', pod === undefined ? kubectlName(ref) : `pod/${pod}`)
}

function logArguments({ pod = '', log }: ReportedCause): string[] {
  return [pod, '-c', log?.container ?? '', ...(log?.previous === true ? ['--previous'] : [])]
}
