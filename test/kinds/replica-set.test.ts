import { describe, expect, test } from 'vitest'
import { replicaSet } from '../../src/kinds/replica-set.ts'
import type { JsonObject } from '../../src/manifest/types.ts'
import { children, MADE, NOW, object, pod, readyPod, waiting } from '../support/kinds/objects.ts'

const crashing = waiting('CrashLoopBackOff')
const complete = { replicas: 2, readyReplicas: 2, availableReplicas: 2 }
const web = (status: JsonObject, spec: JsonObject = { replicas: 2 }) =>
  object('apps/v1', 'ReplicaSet', { spec, status })

describe('a ReplicaSet', () => {
  test('is ready when all of its replicas are available, and no others are there', () => {
    expect(replicaSet.assess(web(complete), children(), NOW)).toMatchObject({
      state: 'ready',
      message: '2 replicas ready',
      counts: { updated: 2, ready: 2, total: 2 },
    })
    expect(replicaSet.assess(web({ ...complete, replicas: 3 }), children(), NOW)).toMatchObject({
      state: 'progressing',
    })
  })

  test('has one replica where it says nothing, and is ready with none', () => {
    expect(replicaSet.assess(web({}, {}), children(), NOW)).toMatchObject({
      state: 'progressing',
      message: 'waiting for 1 of 1 replica to become available',
    })
    expect(replicaSet.assess(web({}, { replicas: 0 }), children(), NOW)).toMatchObject({ state: 'ready' })
  })

  test('waits for its controller to see the change', () => {
    expect(replicaSet.assess(web({ ...complete, observedGeneration: 1 }), children(), NOW)).toMatchObject({
      state: 'progressing',
      message: 'waiting for its controller to see the change',
    })
  })

  test('fails when every pod of its own is doomed, and not when some are', () => {
    const doomed = pod(crashing, { name: 'web-a', owner: 'web' })
    const status = { replicas: 2, readyReplicas: 1, availableReplicas: 1 }
    const assess = (...pods: readonly ReturnType<typeof pod>[]) =>
      replicaSet.assess(web(status), children({ pods }), NOW)
    expect(assess(doomed)).toMatchObject({
      state: 'failed',
      message: 'none of its pods can become ready',
      causes: [{ reason: 'CrashLoopBackOff', final: true }],
    })
    expect(assess(doomed, readyPod({ name: 'web-b', owner: 'web' }))).toMatchObject({
      state: 'progressing',
      message: 'waiting for 1 of 2 replicas to become available',
      causes: [{ reason: 'CrashLoopBackOff' }],
    })
    expect(assess(pod(crashing, { name: 'x', owner: 'other' }))).toMatchObject({ state: 'progressing', causes: [] })
  })

  test('is not ready while its status still counts a pod that is doomed', () => {
    const pods = [pod(crashing, { name: 'a', owner: 'web' }), readyPod({ name: 'b', owner: 'web' })]
    expect(replicaSet.assess(web(complete), children({ pods }), NOW)).toMatchObject({
      state: 'progressing',
      message: 'waiting for 1 pod that failed after becoming ready',
    })
  })

  test('fails when its pods cannot be created', () => {
    const message = 'pods "web-" is forbidden: violates PodSecurity "restricted:latest"'
    const condition = {
      type: 'ReplicaFailure',
      status: 'True',
      reason: 'FailedCreate',
      message,
      lastTransitionTime: MADE,
    }
    expect(replicaSet.assess(web({ replicas: 0, conditions: [condition] }), children(), NOW)).toMatchObject({
      state: 'failed',
      message: "its pods can't be created",
      causes: [{ reason: 'FailedCreate', message: 'no pod can be created: violates PodSecurity "restricted:latest"' }],
    })
  })
})
