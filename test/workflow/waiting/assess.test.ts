import { describe, expect, test } from 'vitest'
import { ApiError } from '../../../src/cluster/errors/api-error.ts'
import { kindOf } from '../../../src/kinds/kind-of.ts'
import { ObjectIndex } from '../../../src/kinds/rules/object-index.ts'
import type { KubeObject } from '../../../src/manifest/types.ts'
import { createMasking } from '../../../src/masking/masking.ts'
import { assessmentMasker } from '../../../src/plan/masking/mask-assessment.ts'
import { assess, assessWithoutChildren, type Observed } from '../../../src/workflow/waiting/assess.ts'
import type { Mirror } from '../../../src/workflow/waiting/mirror.ts'
import { event, NOW, pod, terminated, waiting } from '../../support/kinds/objects.ts'

const job: KubeObject = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'migrate', namespace: 'shop', uid: 'u' },
  spec: { ttlSecondsAfterFinished: 0 },
}
const completed: KubeObject = {
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'e', uid: 'e' },
  involvedObject: { kind: 'Job', name: 'migrate', uid: 'u' },
  reason: 'Completed',
}

function mirror(objects: readonly KubeObject[], state: Partial<Mirror> = {}): Mirror {
  return {
    objects: new ObjectIndex(objects),
    deleted: new Map(),
    isListed: true,
    forbidden: undefined,
    problem: undefined,
    lastEventAt: 0,
    ...state,
  }
}

describe('a Job that its ttlSecondsAfterFinished deleted before it was seen', () => {
  const judged = (events: Mirror) => {
    const ref = { group: 'batch', version: 'v1', kind: 'Job', namespace: 'shop', name: 'migrate' }
    const observed: Observed = {
      target: { ref, object: job, place: undefined },
      kind: kindOf(ref),
      missingSince: 0,
    }
    const empty = mirror([])
    return assess({ follow: ({ kind }) => (kind === 'Event' ? events : empty) }, observed, {
      monotonic: 5000,
      server: 5000,
    }).state
  }

  test('is not judged before its events are listed, however long that takes', () => {
    expect(judged(mirror([], { isListed: false }))).toBe('progressing')
    expect(judged(mirror([completed]))).toBe('ready')
  })

  test('failed where its events say nothing, or may not be listed', () => {
    const refused = new ApiError({ status: 403, reason: 'Forbidden', message: 'no', request: 'GET /api/v1/events' })
    expect(judged(mirror([]))).toBe('failed')
    expect(judged(mirror([], { isListed: false, forbidden: refused }))).toBe('failed')
  })
})

test('a failure waits until what may explain it is listed, unless that is forbidden or fails', () => {
  const ref = { group: '', version: 'v1', kind: 'Pod', namespace: 'shop', name: 'web-1' }
  const crashing = pod(waiting('CrashLoopBackOff'), { container: { restartCount: 1, lastState: terminated(0) } })
  const observed: Observed = { target: { ref, object: crashing, place: undefined }, kind: kindOf(ref) }
  const killing = event(crashing, 'Killing', 'Container app failed liveness probe, will be restarted')
  const judged = (events: Mirror) =>
    assess({ follow: ({ kind }) => (kind === 'Event' ? events : mirror([crashing])) }, observed, {
      monotonic: 0,
      server: NOW,
    })
  const refused = new ApiError({ status: 403, reason: 'Forbidden', message: 'no', request: 'GET /api/v1/events' })

  expect(judged(mirror([], { isListed: false })).state).toBe('progressing')
  expect(judged(mirror([], { isListed: false, forbidden: refused })).state).toBe('failed')
  expect(judged(mirror([], { isListed: false, problem: { since: 0, message: 'no' } })).state).toBe('failed')
  expect(judged(mirror([killing]))).toMatchObject({
    state: 'failed',
    causes: [{ message: 'killed by its liveness probe, restarted once' }],
  })
})

describe('a rule by annotation that waits for a sensitive value', () => {
  const ref = { group: 'example.com', version: 'v1', kind: 'Database', namespace: 'shop', name: 'db' }
  const told = (annotation: string, phase: string) => {
    const rules = '{.status.phase}=Q7\n{.status.size}=7391'
    const object: KubeObject = {
      apiVersion: 'example.com/v1',
      kind: 'Database',
      metadata: { name: 'db', namespace: 'shop', uid: 'u', annotations: { [annotation]: rules } },
      status: { phase, size: 7391 },
    }
    const path = ['metadata', 'annotations', annotation]
    const model = { object, sensitive: [{ path, texts: ['Q7', '7391'], isKey: false }] }
    const target = { ref, object, place: undefined, maskText: assessmentMasker([model], createMasking().mask) }
    return assessWithoutChildren({ target, kind: kindOf(ref) }, { monotonic: 0, server: 0 })
  }

  test('shows it neither while it waits, nor when it is ready or failed', () => {
    const assessments = [
      told('kdeploy.dev/ready-when', 'Pending'),
      told('kdeploy.dev/ready-when', 'Q7'),
      told('kdeploy.dev/fail-when', 'Q7'),
    ]

    expect(assessments.map(({ state }) => state)).toEqual(['progressing', 'ready', 'failed'])
    expect(assessments[0]?.message).toBe('waiting for {.status.phase}=(masked 1), currently Pending')
    expect(assessments[2]?.message).toBe('{.status.phase}=(masked 1) (kdeploy.dev/fail-when)')
    expect(JSON.stringify(assessments)).not.toMatch(/Q7|7391/)
  })
})
