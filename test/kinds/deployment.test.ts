import { describe, expect, test } from 'vitest'
import { deployment } from '../../src/kinds/deployment.ts'
import type { JsonObject, KubeObject } from '../../src/manifest/types.ts'
import { ago, children, event, NOW, object, pod, readyPod, waiting } from '../support/kinds/objects.ts'

const REVISION = 'deployment.kubernetes.io/revision'
const doomed = waiting('ImagePullBackOff', 'Back-off pulling image "registry.example/shop/web:2": not found')

function web(status: JsonObject, spec: JsonObject = {}) {
  return object('apps/v1', 'Deployment', { spec: { replicas: 3, ...spec }, status, annotations: { [REVISION]: '2' } })
}

function replicaSet(revision: string, status: JsonObject = {}) {
  return object('apps/v1', 'ReplicaSet', {
    name: `web-${revision}`,
    owner: 'web',
    status,
    annotations: { [REVISION]: revision },
  })
}

const progress: readonly [message: string, status: JsonObject][] = [
  ['waiting for 3 of 3 replicas to be updated', { replicas: 3 }],
  ['waiting for 2 of 3 replicas to be updated', { replicas: 4, updatedReplicas: 1, availableReplicas: 3 }],
  ['waiting for 1 old replica to terminate', { replicas: 4, updatedReplicas: 3, availableReplicas: 3 }],
  ['waiting for 2 of 3 replicas to become available', { replicas: 3, updatedReplicas: 3, availableReplicas: 1 }],
]

describe('a Deployment', () => {
  test.each(progress)('is progressing: %s', (message, status) => {
    expect(deployment.assess(web(status), children(), NOW)).toMatchObject({ state: 'progressing', message, causes: [] })
  })

  test('is ready when all replicas are updated and available and no old one is left', () => {
    const status = { replicas: 3, updatedReplicas: 3, availableReplicas: 3, readyReplicas: 3 }
    expect(deployment.assess(web(status), children(), NOW)).toEqual({
      state: 'ready',
      message: '3 replicas ready',
      counts: { updated: 3, ready: 3, total: 3 },
      causes: [],
    })
  })

  test("isn't judged by the status of its previous generation", () => {
    const status = { observedGeneration: 1, replicas: 3, updatedReplicas: 3, availableReplicas: 3 }
    expect(deployment.assess(web(status), children(), NOW).state).toBe('progressing')
  })

  test('without replicas is ready', () => {
    expect(deployment.assess(web({}, { replicas: 0 }), children(), NOW)).toMatchObject({
      state: 'ready',
      message: '0 replicas ready',
    })
  })

  test('that is paused is ready, since it rolls out only when it is resumed', () => {
    expect(deployment.assess(web({ replicas: 3 }, { paused: true }), children(), NOW).state).toBe('ready')
  })

  test('fails when all pods of its newest ReplicaSet are doomed, though old ones serve', () => {
    const found = children({
      replicaSets: [replicaSet('1'), replicaSet('2')],
      pods: [readyPod({ name: 'old', owner: 'web-1' }), pod(doomed)],
    })
    const assessment = deployment.assess(web({ replicas: 4, updatedReplicas: 1, availableReplicas: 3 }), found, NOW)
    expect(assessment).toMatchObject({
      state: 'failed',
      message: "its new pod can't become ready",
      causes: [{ pod: 'web-1', reason: 'ImagePullBackOff' }],
    })
  })

  test('keeps waiting while one new pod may get ready, and tells what the others have', () => {
    const found = children({
      replicaSets: [replicaSet('2')],
      pods: [pod(doomed), pod(doomed, { name: 'web-2' }), pod(waiting('ContainerCreating'), { name: 'web-3' })],
    })
    const assessment = deployment.assess(web({ replicas: 3, updatedReplicas: 3 }), found, NOW)
    expect(assessment.state).toBe('progressing')
    expect(assessment.causes.map(({ message }) => message)).toEqual([
      'image "registry.example/shop/web:2" can\'t be pulled: not found (2 pods)',
    ])
  })

  test.each<[string, JsonObject]>([
    ['old replicas run', { replicas: 4, updatedReplicas: 3, availableReplicas: 3 }],
    ['others are not updated', { replicas: 4, updatedReplicas: 1, availableReplicas: 3 }],
  ])('says that a new pod keeps it from going on, where one has a cause and %s', (_, status) => {
    const unhealthy = pod({ running: { startedAt: '2026-11-21T12:00:00Z' } })
    const pods = [readyPod({ name: 'web-2' }), unhealthy, pod(doomed, { name: 'web-3' })]
    const found = children({ replicaSets: [replicaSet('2')], pods })
    const message = 'waiting for 2 new pods to become ready'

    expect(deployment.assess(web(status), found, NOW)).toMatchObject({ state: 'progressing', message })
  })

  test("doesn't count doomed pods of an old ReplicaSet or pods that are going", () => {
    const going = pod(doomed, { name: 'going' })
    going.metadata['deletionTimestamp'] = '2026-11-21T12:00:30Z'
    const found = children({
      replicaSets: [replicaSet('1'), replicaSet('2')],
      pods: [pod(doomed, { name: 'old', owner: 'web-1' }), going],
    })
    expect(deployment.assess(web({ replicas: 1 }), found, NOW)).toMatchObject({ state: 'progressing', causes: [] })
  })

  test('fails at its progress deadline, with what its pods wait for', () => {
    const status = {
      replicas: 3,
      updatedReplicas: 3,
      conditions: [
        {
          type: 'Progressing',
          status: 'False',
          reason: 'ProgressDeadlineExceeded',
          message: 'has timed out progressing.',
        },
      ],
    }
    const running = pod({ running: { startedAt: '2026-11-21T12:00:00Z' } })
    const found = children({
      replicaSets: [replicaSet('2')],
      pods: [running],
      events: [event(running, 'Unhealthy', 'Readiness probe failed: timeout')],
    })
    expect(deployment.assess(web(status, { progressDeadlineSeconds: 30 }), found, NOW)).toMatchObject({
      state: 'failed',
      message: 'no progress for 30 s: waiting for 3 of 3 replicas to become available',
      causes: [{ reason: 'Unhealthy' }],
    })
  })

  describe('whose pods exceed a quota', () => {
    const message =
      'pods "web-2-x" is forbidden: exceeded quota: pods, requested: pods=1, used: pods=3, limited: pods=3'
    const blocked = replicaSet('2', {
      conditions: [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message }],
    })

    test('fails where nothing frees the quota', () => {
      expect(deployment.assess(web({ replicas: 0 }), children({ replicaSets: [blocked] }), NOW)).toMatchObject({
        state: 'failed',
        message: "its new pods can't be created",
        causes: [
          {
            reason: 'FailedCreate',
            message: 'no pod can be created: quota exceeded: pods, requested: pods=1, used: pods=3, limited: pods=3',
          },
        ],
      })
    })

    const changed = (set: KubeObject, time: string) => {
      const managedFields = [{ manager: 'kube-controller-manager', operation: 'Update', time }]
      return { ...set, metadata: { ...set.metadata, creationTimestamp: time, managedFields } }
    }

    test('waits longer where an older ReplicaSet was scaled down since: it tries again at ever longer intervals', () => {
      const state = (own: string, older: string) => {
        const replicaSets = [changed(replicaSet('1'), older), changed(blocked, own)]
        return deployment.assess(web({ replicas: 3 }), children({ replicaSets }), NOW).state
      }
      expect(state(ago(15), ago(14))).toBe('progressing')
      expect(state(ago(15), ago(100))).toBe('failed')
      expect(state(ago(70), ago(14))).toBe('failed')
    })

    test('waits a little for the room that old pods have just left', () => {
      const since = (time: string) => children({ replicaSets: [changed(blocked, time)] })
      const state = (time: string) => deployment.assess(web({ replicas: 3 }), since(time), NOW).state
      expect(state(ago(3))).toBe('progressing')
      expect(state(ago(15))).toBe('failed')
    })

    test('fails at once where the quota is too small for one pod', () => {
      const small = message.replace('used: pods=3, limited: pods=3', 'used: pods=0, limited: pods=0')
      const conditions = [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: small }]
      const set = replicaSet('2', { conditions })
      const managedFields = [{ manager: 'kube-controller-manager', operation: 'Update', time: ago(1) }]
      const found = children({ replicaSets: [{ ...set, metadata: { ...set.metadata, managedFields } }] })
      expect(deployment.assess(web({ replicas: 0 }), found, NOW).state).toBe('failed')
    })

    test('waits while pods of the old ReplicaSet may go', () => {
      const found = children({ replicaSets: [replicaSet('1'), blocked], pods: [readyPod({ owner: 'web-1' })] })
      expect(deployment.assess(web({ replicas: 3 }), found, NOW)).toMatchObject({
        state: 'progressing',
        causes: [{ reason: 'FailedCreate', final: false }],
      })
    })
  })

  test('whose pods admission refuses fails at once', () => {
    const message =
      'pods "web-2-x" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false'
    const blocked = replicaSet('2', {
      conditions: [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message }],
    })
    expect(deployment.assess(web({ replicas: 0 }), children({ replicaSets: [blocked] }), NOW)).toMatchObject({
      state: 'failed',
      causes: [
        {
          message: 'no pod can be created: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false',
        },
      ],
    })
  })

  test('whose default service account is missing gets a minute, since a controller makes that of a new namespace', () => {
    const message = 'error looking up service account shop/default: serviceaccount "default" not found'
    const blocked = (age: number) => ({
      ...replicaSet('2', {
        conditions: [
          {
            type: 'ReplicaFailure',
            status: 'True',
            reason: 'FailedCreate',
            message: `pods "x" is forbidden: ${message}`,
          },
        ],
      }),
      metadata: { ...replicaSet('2').metadata, creationTimestamp: ago(age) },
    })
    const stateAfter = (age: number) =>
      deployment.assess(web({ replicas: 0 }), children({ replicaSets: [blocked(age)] }), NOW).state
    expect([stateAfter(30), stateAfter(70)]).toEqual(['progressing', 'failed'])
  })

  test("isn't failed by the newest ReplicaSet that is seen, where its own revision isn't seen yet", () => {
    const pods = [pod(doomed, { owner: 'web-1' })]
    const seen = children({ replicaSets: [replicaSet('1')], pods })
    expect(deployment.assess(web({ replicas: 3 }), seen, NOW)).toMatchObject({ state: 'progressing', causes: [] })
  })

  test("isn't ready by a status that is behind its crashing pods", () => {
    const status = { replicas: 3, updatedReplicas: 3, availableReplicas: 3, readyReplicas: 3 }
    const crashed = pod(waiting('CrashLoopBackOff'), { owner: 'web-2' })
    const some = children({ replicaSets: [replicaSet('2')], pods: [crashed, readyPod({ name: 'b', owner: 'web-2' })] })
    expect(deployment.assess(web(status), some, NOW)).toMatchObject({
      state: 'progressing',
      message: 'waiting for 1 pod that failed after becoming ready',
    })
    const all = children({ replicaSets: [replicaSet('2')], pods: [crashed] })
    expect(deployment.assess(web(status), all, NOW).state).toBe('failed')
  })
})
