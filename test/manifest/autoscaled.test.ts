import { describe, expect, test } from 'vitest'
import {
  replicasOf,
  scales,
  withLiveReplicas,
  withoutReplicas,
  withReplicasLeftAlone,
} from '../../src/manifest/autoscaled.ts'
import { refOf } from '../../src/manifest/identity.ts'
import type { JsonObject } from '../../src/manifest/types.ts'
import { object } from '../support/kinds/objects.ts'
import { deployment, entry } from '../support/plan/live.ts'

describe('an autoscaler', () => {
  const web = refOf(object('apps/v1', 'Deployment'))
  const scaling = (scaleTargetRef: JsonObject | null) =>
    object('autoscaling/v2', 'HorizontalPodAutoscaler', { spec: { scaleTargetRef } })

  test.each<[boolean, JsonObject | null]>([
    [true, { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }],
    [true, { apiVersion: 'apps/v1beta1', kind: 'Deployment', name: 'web' }],
    [false, { apiVersion: 'apps/v1', kind: 'Deployment', name: 'other' }],
    [false, { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'web' }],
    [false, { apiVersion: 'example.com/v1', kind: 'Deployment', name: 'web' }],
    // No group: the core one, which has no Deployment.
    [false, { apiVersion: 'v1', kind: 'Deployment', name: 'web' }],
    [false, { kind: 'Deployment', name: 'web' }],
    [false, null],
  ])('scales: %s for %j', (expected, target) => expect(scales(scaling(target), web)).toBe(expected))

  test('scales a core kind, whose apiVersion has no group', () => {
    const target = { apiVersion: 'v1', kind: 'ReplicationController', name: 'web' }
    expect(scales(scaling(target), refOf(object('v1', 'ReplicationController')))).toBe(true)
  })

  test('scales nothing in another namespace', () => {
    const target = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }
    expect(scales(scaling(target), { ...web, namespace: 'other' })).toBe(false)
  })
})

describe('replicas that an autoscaler sets', () => {
  const replicas: JsonObject = { 'f:spec': { 'f:replicas': {} } }
  const desired = deployment({ replicas: 1, paused: true })

  test.each([
    ['are left out where another manager owns them', [entry('hpa', 'Update', replicas)], { replicas: 5 }, undefined],
    [
      'are left out where another manager owns them too',
      [entry('kdeploy', 'Apply', replicas), entry('hpa', 'Update', replicas)],
      { replicas: 5 },
      undefined,
    ],
    ['are sent as they are where only kdeploy owns them', [entry('kdeploy', 'Apply', replicas)], { replicas: 5 }, 5],
    ['are sent as they are where nobody owns them', [entry('hpa', 'Update', { 'f:status': {} })], { replicas: 5 }, 5],
    ['are left out where none are there', [], {}, undefined],
  ])('%s', (_, managedFields, spec, expected) => {
    const sent = withReplicasLeftAlone(desired, deployment(spec, managedFields), 'kdeploy')
    expect(sent).toEqual({
      ...desired,
      spec: expected === undefined ? { paused: true } : { replicas: expected, paused: true },
    })
  })

  test('are those of the live object when it is recreated, where it has any', () => {
    expect(replicasOf(withLiveReplicas(desired, deployment({ replicas: 0 })))).toBe(0)
    expect(withLiveReplicas(desired, deployment({}))).toBe(desired)
  })

  test('can be taken out of what has none', () => {
    const { spec: _, ...bare } = desired
    expect(withoutReplicas(bare)).toEqual({ ...bare, spec: {} })
    expect(replicasOf(bare)).toBeUndefined()
  })
})
