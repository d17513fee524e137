import { describe, expect, test } from 'vitest'
import { statefulSet } from '../../src/kinds/stateful-set.ts'
import type { JsonObject } from '../../src/manifest/types.ts'
import { ago, children, event, NOW, object, pod, readyPod, waiting } from '../support/kinds/objects.ts'

const doomed = waiting('CreateContainerConfigError', "couldn't find key password in Secret shop/db")

function db(status: JsonObject, spec: JsonObject = {}) {
  const revisions = { currentRevision: 'old', updateRevision: 'new' }
  return object('apps/v1', 'StatefulSet', {
    name: 'db',
    spec: { replicas: 3, ...spec },
    status: { ...revisions, ...status },
  })
}

function labelled(revision: string) {
  return { owner: 'db', labels: { 'controller-revision-hash': revision } }
}

describe('a StatefulSet', () => {
  test.each<[string, JsonObject, JsonObject]>([
    ['waiting for 2 of 3 replicas to become ready', { readyReplicas: 1 }, {}],
    ['waiting for 2 of 3 replicas to be updated', { readyReplicas: 3, updatedReplicas: 1 }, {}],
    [
      'waiting for 1 of 2 replicas to be updated',
      { readyReplicas: 3, updatedReplicas: 1 },
      { updateStrategy: { rollingUpdate: { partition: 1 } } },
    ],
  ])('is progressing: %s', (message, status, spec) => {
    expect(statefulSet.assess(db(status, spec), children(), NOW)).toMatchObject({ state: 'progressing', message })
  })

  test.each<[string, JsonObject, JsonObject]>([
    ['all replicas are updated', { readyReplicas: 3, updatedReplicas: 3, currentRevision: 'new' }, {}],
    [
      'those above its partition are updated',
      { readyReplicas: 3, updatedReplicas: 1 },
      { updateStrategy: { rollingUpdate: { partition: 2 } } },
    ],
    ['it updates only on deletion', { readyReplicas: 3, updatedReplicas: 0 }, { updateStrategy: { type: 'OnDelete' } }],
  ])('is ready when %s', (_when, status, spec) => {
    expect(statefulSet.assess(db(status, spec), children(), NOW).state).toBe('ready')
  })

  test('fails when any new pod is doomed', () => {
    const pods = [readyPod({ name: 'db-0', ...labelled('new') }), pod(doomed, { name: 'db-1', ...labelled('new') })]
    expect(statefulSet.assess(db({ readyReplicas: 1 }), children({ pods }), NOW)).toMatchObject({
      state: 'failed',
      message: "the pod db-1 can't become ready",
    })
  })

  test('names a doomed pod of the old revision, which blocks the update', () => {
    const pods = [pod(doomed, { name: 'db-0', ...labelled('old') })]
    const assessment = statefulSet.assess(db({ readyReplicas: 2 }), children({ pods }), NOW)
    expect(assessment).toMatchObject({
      state: 'failed',
      message: 'the old pod db-0 blocks the update until it is deleted',
    })
    expect(assessment.causes[0]).toMatchObject({ pod: 'db-0', mustDelete: 'now' })
  })

  test('says of a doomed new pod that it will block the next update, unless its pods are parallel', () => {
    const pods = [pod(doomed, { name: 'db-1', ...labelled('new') })]
    const causesOf = (spec: JsonObject) => statefulSet.assess(db({}, spec), children({ pods }), NOW).causes

    expect(causesOf({})).toMatchObject([{ pod: 'db-1', mustDelete: 'later' }])
    expect(causesOf({ podManagementPolicy: 'Parallel' })[0]?.mustDelete).toBeUndefined()
  })

  test('with parallel pods is not blocked by an old one', () => {
    const pods = [pod(doomed, { name: 'db-0', ...labelled('old') })]
    expect(
      statefulSet.assess(db({ readyReplicas: 2 }, { podManagementPolicy: 'Parallel' }), children({ pods }), NOW).state,
    ).toBe('progressing')
  })

  test('fails when its pods are refused, told by an event', () => {
    const set = db({ readyReplicas: 0 })
    const message =
      'create Pod db-0 in StatefulSet db failed error: pods "db-0" is forbidden: exceeded quota: pods, requested: pods=1'
    expect(statefulSet.assess(set, children({ events: [event(set, 'FailedCreate', message)] }), NOW)).toMatchObject({
      state: 'failed',
      causes: [{ reason: 'FailedCreate', message: 'no pod can be created: quota exceeded: pods, requested: pods=1' }],
    })
  })

  test('is not judged by an event from before its last change', () => {
    const set = db({ readyReplicas: 0 })
    set.metadata['managedFields'] = [{ manager: 'kdeploy', operation: 'Apply', time: ago(5) }]
    const events = [
      event(set, 'FailedCreate', 'pods "db-0" is forbidden: exceeded quota: pods', {
        lastTimestamp: ago(300),
        metadata: {},
      }),
    ]
    expect(statefulSet.assess(set, children({ events }), NOW)).toMatchObject({ state: 'progressing', causes: [] })
  })
})
