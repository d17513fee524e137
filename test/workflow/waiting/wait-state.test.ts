import { beforeEach, describe, expect, test } from 'vitest'
import { kindOf } from '../../../src/kinds/kind-of.ts'
import { failed, progressing, ready } from '../../../src/kinds/rules/outcome.ts'
import { refOf } from '../../../src/manifest/identity.ts'
import type { Limit } from '../../../src/workflow/waiting/limits.ts'
import {
  assessOverdue,
  type Baking,
  isOverdue,
  isStable,
  nextCheckAt,
  type OverallLimit,
  recordAssessment,
  startWaiting,
  type Waiting,
} from '../../../src/workflow/waiting/wait-state.ts'
import { object } from '../../support/kinds/objects.ts'

const overall: OverallLimit = { milliseconds: 600_000, began: 1000 }
const byProgress: Limit = { milliseconds: 60_000, sinceProgress: true }
const byAnnotation: Limit = { milliseconds: 90_000, sinceProgress: false }

function started(kind: string, limit: Limit = byProgress): Waiting {
  const live = object(kind === 'Job' ? 'batch/v1' : 'apps/v1', kind)
  const ref = refOf(live)
  return startWaiting({ ref, object: live, place: undefined }, kindOf(ref), limit, 5000, overall.began)
}

const counts = (ready: number) => ({ updated: 3, ready, total: 3 })

describe('an object that is waited for', () => {
  let entry: Waiting
  beforeEach(() => {
    entry = started('Deployment')
  })

  test('makes progress when its counts change, and only then', () => {
    recordAssessment(entry, progressing('a', [], counts(1)), 2000)
    expect(entry.progressedAt).toBe(2000)
    recordAssessment(entry, progressing('b', [], counts(1)), 3000)
    expect(entry.progressedAt).toBe(2000)
    recordAssessment(entry, progressing('b', [], counts(2)), 4000)
    expect(entry.progressedAt).toBe(4000)
  })

  test('makes progress by what its kind calls so', () => {
    recordAssessment(entry, { ...progressing('a'), progress: 'step 1' }, 2000)
    recordAssessment(entry, { ...progressing('b'), progress: 'step 1' }, 3000)
    expect(entry.progressedAt).toBe(2000)
    recordAssessment(entry, { ...progressing('b'), progress: 'step 2' }, 4000)
    expect(entry.progressedAt).toBe(4000)
  })

  test('keeps what its pods last said, of a kind that deletes them when it fails', () => {
    const crashed = { reason: 'Error', message: 'exited with code 3', pod: 'migrate-x', final: true }
    const lost = failed('failed after 1 retry', [{ reason: 'BackoffLimitExceeded', message: 'too often', final: true }])
    const job = started('Job')
    for (const one of [job, entry]) {
      recordAssessment(one, progressing('waiting', [{ ...crashed, log: { container: 'a', previous: true } }]), 2000)
      recordAssessment(one, progressing('waiting'), 3000)
      recordAssessment(one, lost, 4000)
    }

    expect(job.last).toEqual({ ...lost, causes: [{ ...crashed, final: false }, ...lost.causes] })
    expect(entry.last).toEqual(lost)
  })

  test('names no pod of before where those that failed are still there', () => {
    const job = started('Job')
    const one = { reason: 'Error', message: 'exited with code 1', pod: 'migrate-x', final: false }
    recordAssessment(job, progressing('waiting', [one]), 2000)
    recordAssessment(job, failed('failed', [{ ...one, pod: 'migrate-y' }]), 3000)

    expect(job.last.causes.map(({ pod }) => pod)).toEqual(['migrate-y'])
  })

  test('is stable once it was ready without a break for as long as it must be', () => {
    expect(isStable(entry, 100_000)).toBe(false)
    recordAssessment(entry, ready('3 replicas ready'), 2000)
    recordAssessment(entry, ready('3 replicas ready'), 4000)
    expect(entry).toMatchObject({ ended: false, readySince: 2000 })
    expect([6999, 7000].map((now) => isStable(entry, now))).toEqual([false, true])
  })

  test('has to be ready anew after a break', () => {
    recordAssessment(entry, ready('ready'), 2000)
    recordAssessment(entry, progressing('waiting'), 3000)
    expect(isStable(entry, 100_000)).toBe(false)
    recordAssessment(entry, ready('ready'), 4000)
    expect([8999, 9000].map((now) => isStable(entry, now))).toEqual([false, true])
  })

  test('has ended, and is no longer told stable, once it failed', () => {
    recordAssessment(entry, failed('broken', []), 2000)
    expect(entry).toMatchObject({ ended: true, last: { state: 'failed', message: 'broken' } })
    expect([isStable(entry, 100_000), isOverdue(entry, overall, 10_000_000)]).toEqual([false, false])
  })

  test('says so where it was ready before it failed, however long ago', () => {
    recordAssessment(entry, ready('ready'), 2000)
    recordAssessment(entry, progressing('waiting'), 3000)
    recordAssessment(entry, failed('broken', []), 4000)
    expect(entry.last.message).toBe('was ready, but no longer is: broken')
  })

  test('ends when it is ready where its kind keeps nothing running', () => {
    const job = started('Job')
    recordAssessment(job, ready('completed'), 2000)
    expect(job).toMatchObject({ ended: true, stableFor: 0 })
  })
})

describe('the deadline of an object', () => {
  const overdueAt = (entry: Waiting, ...times: readonly number[]) => times.map((now) => isOverdue(entry, overall, now))

  test('counts from its last progress', () => {
    const entry = started('Deployment')
    recordAssessment(entry, progressing('a', [], counts(1)), 31_000)
    expect(overdueAt(entry, 90_999, 91_000)).toEqual([false, true])
  })

  test('counts from the beginning where its annotation says how long', () => {
    const entry = started('Deployment', byAnnotation)
    recordAssessment(entry, progressing('a', [], counts(1)), 31_000)
    expect(overdueAt(entry, 90_999, 91_000)).toEqual([false, true])
    recordAssessment(entry, progressing('a', [], counts(2)), 90_000)
    expect(overdueAt(entry, 91_000)).toEqual([true])
  })

  test('is never later than that of all', () => {
    const entry = started('Deployment', { milliseconds: 900_000, sinceProgress: true })
    expect(overdueAt(entry, 600_999, 601_000)).toEqual([false, true])
  })

  test('is none while it is ready and only has to stay so', () => {
    const entry = started('Deployment')
    recordAssessment(entry, ready('ready'), 2000)
    expect(overdueAt(entry, 10_000_000)).toEqual([false])
  })
})

describe('the next look at an object', () => {
  test('is at its deadline where nothing happens', () => {
    expect(nextCheckAt(started('Deployment'), overall)).toBe(61_000)
    expect(nextCheckAt(started('Deployment', { milliseconds: 900_000, sinceProgress: true }), overall)).toBe(601_000)
  })

  test('is when it will have been ready long enough, or a second after the last one', () => {
    const entry = started('Deployment')
    recordAssessment(entry, ready('ready'), 2000)
    expect(nextCheckAt(entry, overall)).toBe(7000)
    entry.checkedAt = 7000
    expect(nextCheckAt(entry, overall)).toBe(8000)
  })

  test('is a second after it was missing', () => {
    const entry = started('Deployment')
    entry.missingSince = 4000
    expect(nextCheckAt(entry, overall)).toBe(5000)
  })
})

describe('the failure of an object that took too long', () => {
  const told = (entry: Waiting, now: number) => assessOverdue(entry, overall, now, undefined).message

  test('names the limit that ended it, and how it was', () => {
    const entry = started('Deployment')
    expect(told(entry, 61_000)).toBe('no progress for 60 s')
    recordAssessment(entry, progressing('waiting for 1 of 3', [], counts(2)), 31_000)
    expect(told(entry, 91_000)).toBe('no progress for 60 s: waiting for 1 of 3')
    expect(told(entry, 601_000)).toBe('not ready after 10 min: waiting for 1 of 3')
    expect(told(started('Deployment', byAnnotation), 91_000)).toBe('not ready after 90 s (kdeploy.dev/timeout)')
  })

  test('keeps the counts and causes, and adds that the end was not seen', () => {
    const entry = started('Deployment')
    const cause = { reason: 'Unschedulable', message: 'no node', final: false }
    recordAssessment(entry, progressing('waiting', [cause], counts(2)), 2000)
    const problem = { since: 3000, message: 'connection refused' }
    expect(assessOverdue(entry, overall, 62_000, problem)).toMatchObject({
      state: 'failed',
      counts: counts(2),
      causes: [
        cause,
        { reason: 'Unreachable', message: 'its final state is unknown: connection refused', final: false },
      ],
    })
    expect(assessOverdue(entry, overall, 62_000, undefined).causes).toEqual([cause])
  })
})

describe('an object that bakes', () => {
  const crash = {
    reason: 'OOMKilled',
    message: 'exceeded its memory limit',
    pod: 'web-x',
    container: 'app',
    final: false,
  }
  const startBaking = (bakes: Baking) => {
    const live = object('apps/v1', 'Deployment')
    const ref = refOf(live)
    return startWaiting({ ref, object: live, place: undefined }, kindOf(ref), byProgress, 5000, overall.began, bakes)
  }
  let entry: Waiting
  beforeEach(() => {
    entry = startBaking({ wasReady: true })
    recordAssessment(entry, ready('3 replicas ready', counts(3)), 1000)
  })

  test('has failed where it lost a pod before it was looked at first, if it was ready before that', () => {
    const lost = progressing('waiting for 1 of 3', [crash], counts(2))
    const known = startBaking({ wasReady: true })
    recordAssessment(known, lost, 2000)
    expect(known.last).toMatchObject({ state: 'failed', message: 'was ready, but no longer is: waiting for 1 of 3' })
    const unknown = startBaking({ wasReady: false })
    recordAssessment(unknown, lost, 2000)
    expect(unknown.last).toEqual(lost)
  })

  test('has failed as soon as it lost a ready pod to a container that failed', () => {
    recordAssessment(entry, progressing('waiting for 1 of 3', [crash], counts(2)), 2000)
    expect(entry.last).toMatchObject({ state: 'failed', message: 'was ready, but no longer is: waiting for 1 of 3' })
    expect(entry.last.causes).toEqual([crash])
  })

  test.each([
    ['a pod moves', progressing('waiting', [], counts(2))],
    ['its new pod is starting', progressing('waiting', [{ ...crash, reason: 'NotReady' }], counts(2))],
    ['it waits for a node', progressing('waiting', [{ ...crash, container: undefined }], counts(2))],
    ['it is scaled up', progressing('waiting', [crash], { updated: 4, ready: 3, total: 4 })],
    ['it is scaled down', progressing('waiting', [crash], { updated: 2, ready: 2, total: 2 })],
  ])('has not where %s, and its time goes on', (_, assessment) => {
    recordAssessment(entry, assessment, 2000)
    expect(entry.last.state).toBe('progressing')
    expect(isStable(entry, 100_000)).toBe(false)
    recordAssessment(entry, ready('ready', counts(3)), 4000)
    expect([5999, 6000].map((now) => isStable(entry, now))).toEqual([false, true])
  })
})
