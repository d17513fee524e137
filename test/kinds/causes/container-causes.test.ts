import { describe, expect, test } from 'vitest'
import { podCauses } from '../../../src/kinds/causes/pod-causes.ts'
import { ago, event, MADE, NOW, pod, terminated, waiting } from '../../support/kinds/objects.ts'

const image = 'registry.example/shop/web:2'

const notFound = `Back-off pulling image "${image}": ErrImagePull: failed to resolve reference "${image}": ${image}: not found`

function only(causes: ReturnType<typeof podCauses>) {
  expect(causes).toHaveLength(1)
  return causes[0]
}

describe('a pod whose image', () => {
  test("isn't in the registry is doomed", () => {
    expect(podCauses(pod(waiting('ImagePullBackOff', notFound)), [], NOW)).toEqual([
      {
        pod: 'web-1',
        container: 'app',
        reason: 'ImagePullBackOff',
        message: `image "${image}" can't be pulled: not found`,
        final: true,
      },
    ])
  })

  test('is explained by an event where the state says nothing, as older kubelets do', () => {
    const object = pod(waiting('ImagePullBackOff', `Back-off pulling image "${image}"`))
    const failed = event(
      object,
      'Failed',
      `Failed to pull image "${image}": rpc error: code = NotFound desc = ${image}: not found`,
      {
        involvedObject: { uid: 'uid-web-1', fieldPath: 'spec.containers{app}' },
      },
    )
    expect(only(podCauses(object, [failed], NOW))).toMatchObject({
      message: `image "${image}" can't be pulled: not found`,
      final: true,
    })
  })

  test("can't be pulled because the registry is away may still come", () => {
    const object = pod(
      waiting(
        'ErrImagePull',
        `failed to do request: Head "https://registry.example/v2/": dial tcp 10.0.0.1:443: i/o timeout`,
      ),
    )
    expect(only(podCauses(object, [], NOW))).toMatchObject({
      message: `image "${image}" can't be pulled for now: i/o timeout`,
      final: false,
    })
  })

  test('fails for an unknown cause is doomed only after half a minute', () => {
    const state = waiting('ImagePullBackOff', `Back-off pulling image "${image}"`)
    expect(only(podCauses(pod(state, { age: 20 }), [], NOW))?.final).toBe(false)
    expect(only(podCauses(pod(state, { age: 40 }), [], NOW))).toMatchObject({
      message: `image "${image}" can't be pulled`,
      final: true,
    })
  })

  test('has no valid name is doomed', () => {
    expect(only(podCauses(pod(waiting('InvalidImageName', 'x')), [], NOW))).toMatchObject({
      reason: 'InvalidImageName',
      final: true,
    })
  })
})

describe('a container', () => {
  test('with a missing key of a Secret is doomed at once', () => {
    const object = pod(waiting('CreateContainerConfigError', "couldn't find key api_key in Secret shop/secret"), {
      age: 1,
    })
    expect(only(podCauses(object, [], NOW))).toMatchObject({
      reason: 'CreateContainerConfigError',
      message: "couldn't find key api_key in Secret shop/secret",
      final: true,
    })
  })

  test('with a missing Secret gets ten seconds, since an operator may be making it', () => {
    const state = waiting('CreateContainerConfigError', 'secret "db" not found')
    expect(only(podCauses(pod(state, { age: 3 }), [], NOW))?.final).toBe(false)
    expect(only(podCauses(pod(state, { age: 30 }), [], NOW))?.final).toBe(true)
  })

  test('that crash-loops is doomed and told by its exit code and the log of its last run', () => {
    const object = pod(waiting('CrashLoopBackOff', 'back-off 10s restarting failed container=app'), {
      container: { restartCount: 3, lastState: terminated(1) },
    })
    expect(only(podCauses(object, [], NOW))).toEqual({
      pod: 'web-1',
      container: 'app',
      reason: 'CrashLoopBackOff',
      message: 'exited with code 1, restarted 3 times',
      log: { container: 'app', previous: true },
      final: true,
    })
  })

  test('that was killed for its memory says so', () => {
    const object = pod(waiting('CrashLoopBackOff'), {
      container: { restartCount: 1, lastState: terminated(137, { reason: 'OOMKilled' }) },
    })
    expect(only(podCauses(object, [], NOW))).toMatchObject({
      reason: 'OOMKilled',
      message: 'exceeded its memory limit, restarted once',
      final: true,
    })
  })

  test('that ends with exit code 0 although it should keep running says so', () => {
    const object = pod(waiting('CrashLoopBackOff'), { container: { restartCount: 1, lastState: terminated(0) } })
    expect(only(podCauses(object, [], NOW))?.message).toBe(
      'exited with code 0, although it should keep running, restarted once',
    )
  })

  test('that has just crashed may come up again', () => {
    expect(only(podCauses(pod(terminated(143), { status: { phase: 'Running' } }), [], NOW))).toMatchObject({
      reason: 'Error',
      message: 'exited with code 143 (signal 15)',
      log: { container: 'app', previous: false },
      final: false,
    })
  })

  test('that runs again after a crash shows the log of the crash', () => {
    const object = pod({ running: { startedAt: ago(5) } }, { container: { restartCount: 1, lastState: terminated(2) } })
    expect(only(podCauses(object, [], NOW))).toMatchObject({ log: { container: 'app', previous: true }, final: false })
  })

  test("whose probe fails shows the probe's words", () => {
    const object = pod({ running: { startedAt: MADE } })
    const failing = event(object, 'Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503')
    expect(only(podCauses(object, [failing], NOW))).toMatchObject({
      reason: 'Unhealthy',
      message: 'Readiness probe failed: HTTP probe failed with statuscode: 503',
      final: false,
    })
  })

  test('that started after its probe failed is not told by it', () => {
    const object = pod({ running: { startedAt: ago(1) } })
    expect(podCauses(object, [event(object, 'Unhealthy', 'Readiness probe failed')], NOW)).toEqual([])
  })

  test('of the init kind is told too', () => {
    const object = pod(waiting('PodInitializing'), {
      status: {
        initContainerStatuses: [
          { name: 'migrate', restartCount: 2, state: waiting('CrashLoopBackOff'), lastState: terminated(1) },
        ],
      },
    })
    expect(only(podCauses(object, [], NOW))).toMatchObject({ container: 'migrate', reason: 'CrashLoopBackOff' })
  })
})

describe('the last words of a container', () => {
  const said = (message: string) => only(podCauses(pod(terminated(1, { message })), [], NOW))?.message

  test('are the last line of what it left', () => {
    expect(said('panic: no database\n')).toBe('exited with code 1: panic: no database')
  })

  test('are left out where the kubelet may have cut them: half a secret is masked by nobody', () => {
    expect(said(`${'x'.repeat(2000)} no database`)).toBe('exited with code 1')
  })
})
