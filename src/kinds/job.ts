import { count } from '../counts.ts'
import { conditionOf, countAt, fieldAt, numberAt, textAt } from '../manifest/fields.ts'
import type { KubeObject } from '../manifest/types.ts'
import { creationFailure } from './causes/creation-failure.ts'
import { eventsOf } from './causes/object-events.ts'
import { groupPods } from './causes/pod-group.ts'
import type { Cause, Counts, Kind } from './rules/kind.ts'
import { failed, progressing, ready } from './rules/outcome.ts'
import { minute } from './rules/progress-limit.ts'

/** The Job counts these against its backoffLimit itself. */
const countedReasons = new Set(['CrashLoopBackOff', 'OOMKilled', 'Error'])

/** The Job controller's words for a Job that failed; each is the condition's reason and an event's. */
const failureReasons = new Set([
  'BackoffLimitExceeded',
  'DeadlineExceeded',
  'FailedIndexes',
  'MaxFailedIndexesExceeded',
  'PodFailurePolicy',
])

/**
 * Ready when it completed. Failed when the Job says so, and before that when a pod can never start: the Job controller
 * doesn't count a pod whose image or configuration is missing.
 */
export const job: Kind = {
  group: 'batch',
  kind: 'Job',
  children: ['Pod', 'Event'],
  progressLimit: 30 * minute,
  deletesPodsAtFailure: true,
  assess(object, { pods, events }, now) {
    const total = numberAt(object, 'spec', 'completions') ?? 1
    const counts: Counts = {
      updated: countAt(object, 'status', 'active'),
      ready: countAt(object, 'status', 'succeeded'),
      total,
    }
    if (isTrue(object, 'Complete') || isTrue(object, 'SuccessCriteriaMet')) return ready('completed', counts)

    const failure = [conditionOf(object, 'Failed'), conditionOf(object, 'FailureTarget')].find(
      (condition) => condition?.status === 'True',
    )
    const group = groupPods(pods, events, now, failure !== undefined)
    const own = group.causes.map((cause) => ({ ...cause, final: cause.final && !countedReasons.has(cause.reason) }))
    if (failure !== undefined) return failed(inWords(object, failure.reason), [...own, ended(object, failure)], counts)

    const creation = creationFailure(object, events, now)
    const causes = [...(creation === undefined ? [] : [creation]), ...own]
    if (own.some(({ final }) => final)) return failed("its pod can't start", causes, counts)
    if (creation?.final) return failed("its pod can't be created", causes, counts)
    if (fieldAt(object, 'spec', 'suspend') === true) return ready('suspended', counts)
    return progressing(waitingFor(object, counts), causes, counts)
  },
  ownDeadline: (object) => numberAt(object, 'spec', 'activeDeadlineSeconds'),
  hasEnded: (object) => isTrue(object, 'Complete') || isTrue(object, 'Failed'),
  removal(object) {
    const seconds = numberAt(object, 'spec', 'ttlSecondsAfterFinished')
    return seconds === undefined ? undefined : `deleted after ttlSecondsAfterFinished (${seconds} s)`
  },
  assessGone(object, events) {
    const removal = this.removal?.(object)
    const own = eventsOf(events, object)
    if (own.some(({ reason }) => reason === 'Completed')) return ready(`completed; ${removal}`)
    const failure = own.find(({ reason }) => failureReasons.has(reason))
    if (failure !== undefined) return failed(`${inWords(object, failure.reason)}; ${removal}`, [ended(object, failure)])
    const message = 'its result is unknown: raise ttlSecondsAfterFinished so that it can still be read'
    return failed(`${removal} before its result was seen`, [{ reason: 'Deleted', message, final: true }])
  },
}

function isTrue(object: KubeObject, type: string): boolean {
  return conditionOf(object, type)?.status === 'True'
}

function ended(object: KubeObject, { reason, message }: { reason: string; message: string }): Cause {
  return { reason: reason || 'Failed', message: message || inWords(object, reason), final: true }
}

function inWords(object: KubeObject, reason: string): string {
  const retries = numberAt(object, 'spec', 'backoffLimit') ?? 6
  const seconds = numberAt(object, 'spec', 'activeDeadlineSeconds')
  if (reason === 'BackoffLimitExceeded')
    return retries === 0 ? 'a pod failed, and backoffLimit is 0' : `failed after ${count(retries, 'retry', 'retries')}`
  if (reason === 'DeadlineExceeded') return `not completed within ${seconds} s (activeDeadlineSeconds)`
  if (reason === 'PodFailurePolicy') return 'failed: stopped by its podFailurePolicy'
  return `failed${reason === '' ? '' : `: ${reason}`}`
}

function waitingFor(object: KubeObject, { ready: succeeded, total }: Counts): string {
  const failures = countAt(object, 'status', 'failed')
  const after = failures === 0 ? '' : `, after ${count(failures, 'failed pod')}`
  if (textAt(object, 'status', 'startTime') === '') return 'waiting to start'
  return total === 1
    ? `waiting for its completion${after}`
    : `waiting for ${total - succeeded} of ${count(total, 'completion')}${after}`
}
