import { describe, expect, test } from 'vitest'
import { job } from '../../src/kinds/job.ts'
import type { JsonObject, KubeObject } from '../../src/manifest/types.ts'
import { ago, children, MADE, NOW, object, pod, terminated, waiting } from '../support/kinds/objects.ts'

function migrate(status: JsonObject, spec: JsonObject = {}) {
  return object('batch/v1', 'Job', {
    name: 'migrate',
    spec: { completions: 1, backoffLimit: 2, ...spec },
    status: { startTime: MADE, ...status },
  })
}

function failedPod(name = 'migrate-1') {
  return pod(terminated(3), { name, owner: 'migrate', spec: { restartPolicy: 'Never' }, status: { phase: 'Failed' } })
}

describe('a Job', () => {
  test('is ready when it completed', () => {
    const status = { succeeded: 1, conditions: [{ type: 'Complete', status: 'True' }] }
    expect(job.assess(migrate(status), children(), NOW)).toMatchObject({ state: 'ready', message: 'completed' })
  })

  test('that retries is progressing, and shows what failed', () => {
    const assessment = job.assess(migrate({ active: 1, failed: 1 }), children({ pods: [failedPod()] }), NOW)
    expect(assessment).toMatchObject({
      state: 'progressing',
      message: 'waiting for its completion, after 1 failed pod',
    })
    expect(assessment.causes).toEqual([
      {
        pod: 'migrate-1',
        container: 'app',
        reason: 'Error',
        message: 'exited with code 3',
        log: { container: 'app', previous: false },
        final: false,
      },
    ])
  })

  test('that used up its retries failed, told by its pod and its own words', () => {
    const message = 'Job has reached the specified backoff limit'
    const status = {
      failed: 3,
      conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded', message }],
    }
    const assessment = job.assess(migrate(status), children({ pods: [failedPod(), failedPod('migrate-2')] }), NOW)
    expect(assessment).toMatchObject({ state: 'failed', message: 'failed after 2 retries' })
    expect(assessment.causes.map(({ reason }) => reason)).toEqual(['Error', 'BackoffLimitExceeded'])
    expect(assessment.causes[0]?.message).toBe('exited with code 3 (2 pods)')
  })

  test('that ran too long failed', () => {
    const status = {
      conditions: [
        {
          type: 'Failed',
          status: 'True',
          reason: 'DeadlineExceeded',
          message: 'Job was active longer than specified deadline',
        },
      ],
    }
    expect(job.assess(migrate(status, { activeDeadlineSeconds: 30 }), children(), NOW).message).toBe(
      'not completed within 30 s (activeDeadlineSeconds)',
    )
  })

  test("whose image isn't there fails early, since the Job controller would wait for ever", () => {
    const pods = [pod(waiting('ErrImagePull', 'manifest unknown'), { owner: 'migrate' })]
    expect(job.assess(migrate({ active: 1 }), children({ pods }), NOW)).toMatchObject({
      state: 'failed',
      message: "its pod can't start",
    })
  })

  test('whose container crash-loops is left to its own limit of retries', () => {
    const pods = [
      pod(waiting('CrashLoopBackOff'), { owner: 'migrate', container: { restartCount: 1, lastState: terminated(1) } }),
    ]
    expect(job.assess(migrate({ active: 1 }), children({ pods }), NOW).state).toBe('progressing')
  })

  describe('that fails with restartPolicy OnFailure, so that its pods are deleted', () => {
    const going = (state: JsonObject, container: JsonObject = {}) => {
      const object = pod(state, { owner: 'migrate', spec: { restartPolicy: 'OnFailure' }, container })
      // Deleted five seconds ago, with 30 seconds of grace.
      object.metadata['deletionTimestamp'] = ago(-25)
      object.metadata['deletionGracePeriodSeconds'] = 30
      return object
    }
    const failedJob = migrate({
      conditions: [{ type: 'FailureTarget', status: 'True', reason: 'BackoffLimitExceeded', message: 'too often' }],
    })

    test.each<[string, KubeObject]>([
      ['crash-loops', going(waiting('CrashLoopBackOff'), { restartCount: 1, lastState: terminated(3) })],
      ['has just crashed', going(terminated(3, { finishedAt: ago(6) }), { restartCount: 1 })],
      ['runs again', going({ running: {} }, { restartCount: 1, lastState: terminated(3) })],
      [
        'was stopped by the deletion',
        going(terminated(137, { finishedAt: ago(1) }), { restartCount: 1, lastState: terminated(3) }),
      ],
    ])('keeps the exit code of one that %s', (_what, object) => {
      expect(job.assess(failedJob, children({ pods: [object] }), NOW)).toMatchObject({
        state: 'failed',
        causes: [
          { pod: 'web-1', message: 'exited with code 3, restarted once' },
          { reason: 'BackoffLimitExceeded', message: 'too often' },
        ],
      })
    })

    test('does not name a pod that only the deletion stopped', () => {
      const pods = [going(terminated(143, { finishedAt: ago(1) })), going({ running: {} })]
      expect(job.assess(failedJob, children({ pods }), NOW).causes).toMatchObject([{ reason: 'BackoffLimitExceeded' }])
    })
  })

  test('that is suspended is ready', () => {
    expect(job.assess(migrate({}, { suspend: true }), children(), NOW)).toMatchObject({
      state: 'ready',
      message: 'suspended',
    })
  })

  test('with several completions counts them', () => {
    expect(job.assess(migrate({ succeeded: 2 }, { completions: 5 }), children(), NOW)).toMatchObject({
      message: 'waiting for 3 of 5 completions',
      counts: { ready: 2, total: 5 },
    })
  })

  test('that is gone before its end was seen failed, where no event tells of it', () => {
    expect(job.assessGone?.(migrate({}, { ttlSecondsAfterFinished: 5 }), [])).toMatchObject({
      state: 'failed',
      message: 'deleted after ttlSecondsAfterFinished (5 s) before its result was seen',
    })
  })

  test('that nothing removes has no reason to be gone', () => {
    expect(job.removal?.(migrate({}))).toBeUndefined()
  })
})
