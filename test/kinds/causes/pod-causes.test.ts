import { describe, expect, test } from 'vitest'
import { podCauses } from '../../../src/kinds/causes/pod-causes.ts'
import { ago, event, NOW, object, pod, readyPod, terminated, waiting } from '../../support/kinds/objects.ts'

function only(causes: ReturnType<typeof podCauses>) {
  expect(causes).toHaveLength(1)
  return causes[0]
}

describe('a pod', () => {
  const pending = { spec: { nodeName: '' }, container: {} }
  const unscheduled = (more = {}) =>
    pod(waiting('ContainerCreating'), {
      ...pending,
      status: {
        containerStatuses: [],
        conditions: [
          {
            type: 'PodScheduled',
            status: 'False',
            reason: 'Unschedulable',
            message:
              '0/2 nodes are available: 2 Insufficient cpu. no new claims to deallocate, preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.',
          },
        ],
        ...more,
      },
    })

  test('that fits no node waits for one, and says why', () => {
    expect(podCauses(unscheduled(), [], NOW)).toEqual([
      { pod: 'web-1', reason: 'Unschedulable', message: '0/2 nodes are available: 2 Insufficient cpu', final: false },
    ])
  })

  test('is doomed once the autoscaler says that no new node would help', () => {
    const object = unscheduled()
    const refused = event(object, 'NotTriggerScaleUp', "pod didn't trigger scale-up: 1 max node group size reached")
    expect(only(podCauses(object, [refused], NOW))).toMatchObject({
      final: true,
      message: expect.stringContaining('max node group size reached'),
    })
  })

  test('whose volume names a missing Secret is told by the event', () => {
    const object = pod(waiting('ContainerCreating'), {
      status: { containerStatuses: [{ name: 'app', state: waiting('ContainerCreating') }] },
    })
    const failed = event(
      object,
      'FailedMount',
      'MountVolume.SetUp failed for volume "tls" : secret "web-tls" not found',
    )
    expect(only(podCauses(object, [failed], NOW))).toMatchObject({
      message: 'volume "tls": secret "web-tls" not found',
      final: true,
    })
  })

  test('that was evicted is replaced by its controller', () => {
    const object = pod(terminated(0), {
      status: { phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory.' },
    })
    expect(only(podCauses(object, [], NOW))).toMatchObject({
      reason: 'Evicted',
      message: 'The node was low on resource: memory.',
      final: false,
    })
  })

  test('that is ready has no causes, whatever happened before', () => {
    const object = readyPod()
    expect(podCauses(object, [event(object, 'Unhealthy', 'Readiness probe failed')], NOW)).toEqual([])
  })
})

describe('a pod that was scheduled and of which its kubelet says nothing', () => {
  const silent = (seconds: number) => {
    const conditions = [{ type: 'PodScheduled', status: 'True', lastTransitionTime: ago(seconds) }]
    return object('v1', 'Pod', { spec: { nodeName: 'node-1' }, status: { phase: 'Pending', conditions } })
  }

  test('is named with its node, and how long', () => {
    expect(podCauses(silent(30), [], NOW)).toEqual([
      {
        pod: 'web',
        reason: 'NotStarted',
        message: 'the kubelet of node node-1 has not reported on the pod, scheduled there 30 s ago',
        node: 'node-1',
        final: false,
      },
    ])
  })

  test('is not worth a word before ten seconds', () => {
    expect(podCauses(silent(9), [], NOW)).toEqual([])
  })
})
