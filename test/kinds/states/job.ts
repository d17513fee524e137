import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { ago, MADE, pod, terminated, waiting } from '../../support/kinds/objects.ts'
import { condition, live, type State } from './state.ts'

const onPurpose = 'kdeploy: on purpose, docs/deploying/waiting.md'
const running = { startTime: MADE, active: 1, ready: 1 }

function job(status: JsonObject | undefined, spec: JsonObject = {}, metadata: JsonObject = {}): KubeObject {
  return live('batch/v1', 'Job', {
    metadata: { generation: 1, ...metadata },
    spec: { completions: 1, parallelism: 1, backoffLimit: 2, ...spec },
    ...(status === undefined ? {} : { status }),
  })
}

const failed = (reason: string, type = 'Failed') =>
  job({ startTime: MADE, failed: 3, conditions: [condition(type, 'True', reason, 'as the controller says')] })
const own = (state: JsonObject, more: Parameters<typeof pod>[1] = {}) =>
  pod(state, { name: 'web-x', owner: 'web', spec: { restartPolicy: 'Never' }, ...more })

export const states: readonly State[] = [
  {
    name: 'without any status',
    source: 'argocd health',
    object: job(undefined),
    state: 'progressing',
    message: 'waiting to start',
  },
  {
    name: 'not started',
    source: 'kstatus',
    object: job({}),
    state: 'progressing',
    message: 'waiting to start',
  },
  {
    name: 'running',
    source: `${onPurpose} (kstatus: Current)`,
    object: job(running),
    state: 'progressing',
    message: 'waiting for its completion',
  },
  {
    name: 'running, after a failed pod',
    source: 'helm ready',
    object: job({ ...running, failed: 1 }),
    state: 'progressing',
    message: 'waiting for its completion, after 1 failed pod',
  },
  {
    name: 'two of five completions are there',
    source: 'helm ready',
    object: job({ ...running, succeeded: 2 }, { completions: 5 }),
    state: 'progressing',
    message: 'waiting for 3 of 5 completions',
  },
  {
    name: 'all completions are there, and it is not marked complete yet',
    source: 'argocd health',
    object: job({ startTime: MADE, succeeded: 1 }),
    state: 'progressing',
  },
  {
    name: 'complete',
    source: 'kstatus',
    object: job({ startTime: MADE, succeeded: 1, conditions: [condition('Complete', 'True')] }),
    state: 'ready',
    message: 'completed',
  },
  {
    name: 'its success policy is met',
    source: 'the Job API (SuccessCriteriaMet)',
    object: job({ startTime: MADE, succeeded: 1, conditions: [condition('SuccessCriteriaMet', 'True')] }),
    state: 'ready',
  },
  {
    name: 'complete after failed pods',
    source: 'kstatus',
    object: job({ startTime: MADE, succeeded: 1, failed: 2, conditions: [condition('Complete', 'True')] }),
    state: 'ready',
  },
  {
    name: 'a condition Complete that is false',
    source: 'kstatus',
    object: job({ ...running, conditions: [condition('Complete', 'False')] }),
    state: 'progressing',
  },
  {
    name: 'failed too often',
    source: 'kstatus',
    object: failed('BackoffLimitExceeded'),
    state: 'failed',
    message: 'failed after 2 retries',
    cause: { reason: 'BackoffLimitExceeded', message: 'as the controller says' },
  },
  {
    name: 'too late',
    source: 'argocd health',
    object: job(
      { startTime: MADE, conditions: [condition('Failed', 'True', 'DeadlineExceeded', 'longer than the deadline')] },
      { activeDeadlineSeconds: 90 },
    ),
    state: 'failed',
    message: 'not completed within 90 s (activeDeadlineSeconds)',
  },
  {
    name: 'ended by its podFailurePolicy',
    source: 'argocd health',
    object: failed('PodFailurePolicy'),
    state: 'failed',
    message: 'failed: stopped by its podFailurePolicy',
  },
  {
    name: 'an index failed too often',
    source: 'argocd health',
    object: failed('FailedIndexes'),
    state: 'failed',
    message: 'failed: FailedIndexes',
  },
  {
    name: 'about to fail, its pods are still ending',
    source: 'the Job API (FailureTarget)',
    object: failed('BackoffLimitExceeded', 'FailureTarget'),
    state: 'failed',
  },
  {
    name: 'a condition Failed that is false',
    source: 'kstatus',
    object: job({ ...running, conditions: [condition('Failed', 'False')] }),
    state: 'progressing',
  },
  {
    name: 'a pod failed, and another is tried',
    source: 'helm ready',
    object: job({ ...running, failed: 1 }),
    children: { pods: [own(terminated(3), { status: { phase: 'Failed' } })] },
    state: 'progressing',
    cause: { message: 'exited with code 3', final: false },
  },
  {
    name: 'failed, with the exit code of its pod',
    source: 'kubedog',
    object: failed('BackoffLimitExceeded'),
    children: { pods: [own(terminated(3), { status: { phase: 'Failed' } })] },
    state: 'failed',
    cause: { pod: 'web-x', message: 'exited with code 3' },
  },
  {
    name: 'failed with OnFailure, its pod is being deleted',
    source: onPurpose,
    object: failed('BackoffLimitExceeded'),
    children: {
      pods: [
        {
          ...own(waiting('CrashLoopBackOff'), { container: { restartCount: 2, lastState: terminated(4) } }),
          metadata: { name: 'web-x', namespace: 'shop', uid: 'uid-x', deletionTimestamp: ago(-30) },
        },
      ],
    },
    state: 'failed',
    cause: { pod: 'web-x', reason: 'CrashLoopBackOff', message: 'exited with code 4, restarted 2 times' },
  },
  {
    name: 'its pod can never start, which it does not count',
    source: `${onPurpose} (argocd: Progressing)`,
    object: job(running),
    children: { pods: [own(waiting('InvalidImageName'))] },
    state: 'failed',
    message: "its pod can't start",
    cause: { reason: 'InvalidImageName' },
  },
  {
    name: 'its pod crash-loops, which it counts',
    source: 'argocd health',
    object: job({ ...running }),
    children: {
      pods: [own(waiting('CrashLoopBackOff'), { container: { restartCount: 1, lastState: terminated(1) } })],
    },
    state: 'progressing',
    cause: { reason: 'CrashLoopBackOff', final: false },
  },
  {
    name: 'suspended',
    source: 'kstatus',
    object: job({ conditions: [condition('Suspended', 'True', 'JobSuspended')] }, { suspend: true }),
    state: 'ready',
    message: 'suspended',
  },
  {
    name: 'suspended, before its controller says so',
    source: onPurpose,
    object: job({}, { suspend: true }),
    state: 'ready',
    message: 'suspended',
  },
  {
    name: 'resumed, and its condition Suspended is false',
    source: `${onPurpose} (argocd: Healthy)`,
    object: job({ ...running, conditions: [condition('Suspended', 'False', 'JobResumed')] }),
    state: 'progressing',
  },
  {
    name: 'a work queue, without a number of completions',
    source: `${onPurpose} (helm: ready)`,
    object: live('batch/v1', 'Job', { spec: { parallelism: 3 }, status: { ...running, active: 3 } }),
    state: 'progressing',
  },
  {
    name: 'complete and being deleted',
    source: onPurpose,
    object: job(
      { startTime: MADE, succeeded: 1, conditions: [condition('Complete', 'True')] },
      { ttlSecondsAfterFinished: 1 },
      { deletionTimestamp: ago(1) },
    ),
    state: 'ready',
  },
  {
    name: 'being deleted while it runs',
    source: `${onPurpose} (kstatus: Terminating)`,
    object: job(running, {}, { deletionTimestamp: ago(1) }),
    state: 'failed',
    cause: { reason: 'Terminating' },
  },
]
