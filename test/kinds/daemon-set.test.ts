import { describe, expect, test } from 'vitest'
import { daemonSet } from '../../src/kinds/daemon-set.ts'
import type { JsonObject } from '../../src/manifest/types.ts'
import { children, NOW, object, pod, waiting } from '../support/kinds/objects.ts'

const crashing = waiting('CrashLoopBackOff')

function agent(status: JsonObject, spec: JsonObject = {}) {
  return object('apps/v1', 'DaemonSet', { name: 'agent', spec, status })
}

function revision(number: number) {
  const made = object('apps/v1', 'ControllerRevision', {
    name: `agent-${number}`,
    owner: 'agent',
    labels: { 'controller-revision-hash': `hash-${number}` },
  })
  return { ...made, revision: number }
}

describe('a DaemonSet', () => {
  test.each<[string, JsonObject]>([
    [
      'waiting for 1 of 2 pods to be updated',
      { desiredNumberScheduled: 2, updatedNumberScheduled: 1, numberAvailable: 1 },
    ],
    ['waiting for 2 of 2 pods to become available', { desiredNumberScheduled: 2, updatedNumberScheduled: 2 }],
  ])('is progressing: %s', (message, status) => {
    expect(daemonSet.assess(agent(status), children(), NOW)).toMatchObject({ state: 'progressing', message })
  })

  test('is ready when every node has an updated, available pod', () => {
    const status = { desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 2, numberReady: 2 }
    expect(daemonSet.assess(agent(status), children(), NOW)).toMatchObject({ state: 'ready', message: '2 pods ready' })
  })

  test('that no node matches is ready and says so', () => {
    expect(daemonSet.assess(agent({}), children(), NOW)).toMatchObject({
      state: 'ready',
      message: 'no node matches it',
    })
  })

  test('fails when any pod of its newest revision is doomed', () => {
    const labels = { 'controller-revision-hash': 'hash-2' }
    const found = children({
      controllerRevisions: [revision(1), revision(2)],
      pods: [pod(crashing, { name: 'agent-x', owner: 'agent', labels })],
    })
    const status = { desiredNumberScheduled: 2, updatedNumberScheduled: 1 }
    expect(daemonSet.assess(agent(status), found, NOW)).toMatchObject({
      state: 'failed',
      message: "the pod agent-x can't become ready",
    })
  })

  test('says that a new pod keeps it from going on, where it has a cause', () => {
    const labels = { 'controller-revision-hash': 'hash-2' }
    const spec = { containers: [{ name: 'app', readinessProbe: { httpGet: { port: 8080 } } }] }
    const unhealthy = pod({ running: { startedAt: '2026-11-21T12:00:00Z' } }, { owner: 'agent', labels, spec })
    const found = children({ controllerRevisions: [revision(1), revision(2)], pods: [unhealthy] })
    const status = { desiredNumberScheduled: 2, updatedNumberScheduled: 1, numberAvailable: 1 }
    const message = 'waiting for 1 new pod to become ready'

    expect(daemonSet.assess(agent(status), found, NOW)).toMatchObject({ state: 'progressing', message })
  })

  test('is not failed by a doomed pod of an older revision, which it replaces', () => {
    const labels = { 'controller-revision-hash': 'hash-1' }
    const found = children({
      controllerRevisions: [revision(2), revision(1)],
      pods: [pod(crashing, { name: 'agent-x', owner: 'agent', labels })],
    })
    expect(daemonSet.assess(agent({ desiredNumberScheduled: 2 }), found, NOW).state).toBe('progressing')
  })

  test('is judged by the revision of its template, though a newer number is seen of the one that an undo replaces', () => {
    const template = (image: string): JsonObject => ({ spec: { containers: [{ name: 'app', image }] } })
    const recorded = (number: number, image: string) => ({
      ...revision(number),
      data: {
        spec: { template: { $patch: 'replace', ...template(image), metadata: { creationTimestamp: null } } },
      } as JsonObject,
    })
    const doomed = (hash: string) => pod(crashing, { owner: 'agent', labels: { 'controller-revision-hash': hash } })
    const restored = agent({ desiredNumberScheduled: 2 }, { template: { ...template('app:1'), metadata: {} } })
    const controllerRevisions = [recorded(1, 'app:1'), recorded(2, 'app:2')]
    const stateWith = (hash: string) =>
      daemonSet.assess(restored, children({ controllerRevisions, pods: [doomed(hash)] }), NOW).state
    expect([stateWith('hash-2'), stateWith('hash-1')]).toEqual(['progressing', 'failed'])
  })
})
