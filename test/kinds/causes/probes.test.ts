import { describe, expect, test } from 'vitest'
import { podCauses } from '../../../src/kinds/causes/pod-causes.ts'
import type { Json, JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { ago, event, MADE, NOW, pod, terminated, waiting } from '../../support/kinds/objects.ts'

/** Ran for 30 seconds, and ended 20 seconds ago. */
const ran = { startedAt: ago(50), finishedAt: ago(20) }

/** A pod whose container ended like this, and is held back. */
function looping(exitCode: number, more: JsonObject = {}): KubeObject {
  const lastState = terminated(exitCode, { ...ran, ...more })
  return pod(waiting('CrashLoopBackOff'), { container: { restartCount: 3, lastState } })
}

function told(about: KubeObject, reason: string, message: string, seconds = 21, container = 'app'): KubeObject {
  const type = reason === 'Killing' ? 'Normal' : 'Warning'
  const involvedObject = { uid: 'uid-web-1', fieldPath: `spec.containers{${container}}` }
  return event(about, reason, message, {
    ...{ type, involvedObject, lastTimestamp: ago(seconds), metadata: { creationTimestamp: ago(seconds) } },
  })
}

const unhealthy = 'Liveness probe failed: HTTP probe failed with statuscode: 500'

describe('a container that is killed', () => {
  test.each(['liveness', 'startup'])('by its %s probe names the probe, and what that said', (probe) => {
    const object = looping(0)
    const said = unhealthy.replace('Liveness', probe === 'startup' ? 'Startup' : 'Liveness')
    const events = [
      told(object, 'Unhealthy', said),
      told(object, 'Unhealthy', 'Readiness probe failed: connection refused', 20),
      told(object, 'Killing', `Container app failed ${probe} probe, will be restarted`),
    ]

    expect(podCauses(object, events, NOW)).toEqual([
      {
        ...{ pod: 'web-1', container: 'app', reason: 'CrashLoopBackOff', final: true },
        message: `killed by its ${probe} probe, restarted 3 times: HTTP probe failed with statuscode: 500`,
        log: { container: 'app', previous: true },
      },
    ])
  })

  test('names the probe whatever its exit code is, where the kubelet says that it killed it', () => {
    const object = looping(1)
    const events = [told(object, 'Killing', 'Container app failed liveness probe, will be restarted')]
    expect(podCauses(object, events, NOW)[0]?.message).toBe('killed by its liveness probe, restarted 3 times')
  })

  test.each<[number, string]>([
    [0, 'killed by its liveness probe, restarted 3 times: HTTP probe failed with statuscode: 500'],
    [137, 'killed by its liveness probe, restarted 3 times: HTTP probe failed with statuscode: 500'],
    [143, 'killed by its liveness probe, restarted 3 times: HTTP probe failed with statuscode: 500'],
    [1, 'exited with code 1, restarted 3 times'],
  ])('with exit code %i, where only the probe tells: %s', (exitCode, message) => {
    const object = looping(exitCode)
    expect(podCauses(object, [told(object, 'Unhealthy', unhealthy)], NOW)[0]?.message).toBe(message)
  })

  test('was not, where the events are of an earlier or a later run, or of another container', () => {
    const object = looping(0)
    const events = [
      told(object, 'Killing', 'Container app failed liveness probe, will be restarted', 55),
      told(object, 'Unhealthy', unhealthy, 10),
      told(object, 'Killing', 'Container proxy failed liveness probe, will be restarted', 21, 'proxy'),
      told(object, 'Killing', 'Stopping container app'),
    ]
    expect(podCauses(object, events, NOW)[0]?.message).toBe(
      'exited with code 0, although it should keep running, restarted 3 times',
    )
  })

  test('for its memory is told by that', () => {
    const object = looping(137, { reason: 'OOMKilled' })
    const events = [told(object, 'Killing', 'Container app failed liveness probe, will be restarted')]
    expect(podCauses(object, events, NOW)[0]).toMatchObject({ reason: 'OOMKilled' })
  })

  test('just now is not ready yet, and may come up again', () => {
    const object = pod(terminated(0, ran), { status: { phase: 'Running' } })
    const events = [told(object, 'Killing', 'Container app failed startup probe, will be restarted')]
    expect(podCauses(object, events, NOW)).toMatchObject([
      { reason: 'Unhealthy', message: 'killed by its startup probe', final: false },
    ])
    expect(podCauses(object, [], NOW)).toEqual([])
  })
})

describe('a running container of which no event tells', () => {
  const running = (probes: JsonObject, container: JsonObject = {}, startedAt = MADE) =>
    pod(
      { running: { startedAt } },
      {
        spec: { containers: [{ name: 'app', image: 'shop:2', ...probes }] },
        container: { started: true, ...container },
      },
    )
  const http = { httpGet: { path: '/ready', port: 8080, scheme: 'HTTP' } }
  const message = (object: KubeObject) => podCauses(object, [], NOW)[0]?.message

  test.each<[string, Json]>([
    ['HTTP GET :8080/ready', http],
    ['HTTPS GET app.local:https/', { httpGet: { port: 'https', scheme: 'HTTPS', host: 'app.local' } }],
    ['HTTP GET :80/ready, first after 300 s', { httpGet: { path: 'ready', port: 80 }, initialDelaySeconds: 300 }],
    ['TCP :5432', { tcpSocket: { port: 5432 } }],
    ['gRPC :9000', { grpc: { port: 9000, service: '' } }],
    ['gRPC :9000 shop', { grpc: { port: 9000, service: 'shop' } }],
    ['exec pg_isready -q', { exec: { command: ['pg_isready', '-q'] } }],
  ])('is named with its readiness probe: %s', (words, readinessProbe) => {
    expect(podCauses(running({ readinessProbe }), [], NOW)).toEqual([
      {
        ...{ pod: 'web-1', container: 'app', reason: 'NotReady', final: false },
        message: `its readiness probe (${words}) has not succeeded yet`,
        log: { container: 'app', previous: false },
      },
    ])
  })

  test('is named with its startup probe until that has succeeded', () => {
    const probes = { startupProbe: { tcpSocket: { port: 1 } }, readinessProbe: http }
    expect(message(running(probes, { started: false }))).toBe('its startup probe (TCP :1) has not succeeded yet')
    expect(message(running(probes))).toBe('its readiness probe (HTTP GET :8080/ready) has not succeeded yet')
  })

  test('is not named in its first ten seconds, without a probe, or when it is ready', () => {
    expect(message(running({ readinessProbe: http }, {}, ago(5)))).toBeUndefined()
    expect(message(running({}))).toBeUndefined()
    expect(message(running({ readinessProbe: http }, { ready: true }))).toBeUndefined()
  })

  test('and has to end before the others start is named', () => {
    const status = { name: 'wait-for-db', ready: false, restartCount: 0, state: { running: { startedAt: MADE } } }
    const init = (spec: JsonObject) =>
      pod(waiting('PodInitializing'), {
        spec: { initContainers: [{ name: 'wait-for-db', image: 'busybox:1', ...spec }] },
        status: { initContainerStatuses: [status] },
      })
    expect(podCauses(init({}), [], NOW)).toMatchObject([
      { container: 'wait-for-db', reason: 'Initializing', message: 'the init container has not completed yet' },
    ])
    expect(podCauses(init({ restartPolicy: 'Always', startupProbe: http }), [], NOW)).toMatchObject([
      { container: 'wait-for-db', message: 'its startup probe (HTTP GET :8080/ready) has not succeeded yet' },
    ])
  })
})

describe('a pod whose containers are ready', () => {
  const gated = (condition: JsonObject[]) =>
    pod(
      { running: { startedAt: MADE } },
      {
        spec: { readinessGates: [{ conditionType: 'example.com/registered' }] },
        container: { ready: true, started: true },
        status: {
          conditions: [
            { type: 'ContainersReady', status: 'True' },
            { type: 'Ready', status: 'False', reason: 'ReadinessGatesNotReady' },
            ...condition,
          ],
        },
      },
    )

  test('waits for its readiness gate, by its name', () => {
    expect(podCauses(gated([]), [], NOW)).toEqual([
      {
        ...{ pod: 'web-1', reason: 'ReadinessGatesNotReady', final: false },
        message: 'its readiness gate example.com/registered is not true',
      },
    ])
    const told = { type: 'example.com/registered', status: 'False', message: 'target group is draining' }
    expect(podCauses(gated([told]), [], NOW)[0]?.message).toBe(
      'its readiness gate example.com/registered is not true: target group is draining',
    )
  })

  test('waits for nothing once the gate is open', () => {
    expect(podCauses(gated([{ type: 'example.com/registered', status: 'True' }]), [], NOW)).toEqual([])
  })
})
