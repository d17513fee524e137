import { describe, expect, it } from 'vitest'
import { kindOf } from '../../../src/kinds/kind-of.ts'
import { progressLimitOf } from '../../../src/kinds/rules/progress-limit.ts'
import type { JsonObject } from '../../../src/manifest/types.ts'
import { object } from '../../support/kinds/objects.ts'

function secondsFor(group: string, kind: string, spec: JsonObject = {}): number {
  return progressLimitOf(kindOf({ group, kind }), object('v1', kind, { spec })) / 1000
}

describe('the time that an object may go without progress', () => {
  it.each([
    ['', 'Namespace', 60],
    ['apiextensions.k8s.io', 'CustomResourceDefinition', 60],
    ['apiregistration.k8s.io', 'APIService', 300],
    ['autoscaling', 'HorizontalPodAutoscaler', 300],
    ['', 'PersistentVolumeClaim', 300],
    ['policy', 'PodDisruptionBudget', 300],
    ['', 'Service', 300],
    ['batch', 'Job', 1800],
    ['apps', 'Deployment', 600],
    ['apps', 'StatefulSet', 600],
    ['example.com', 'Widget', 600],
  ])('is its kind’s (%s %s: %d s)', (group, kind, seconds) => {
    expect(secondsFor(group, kind)).toBe(seconds)
  })

  it('is the default’s for another group’s kind of the same name', () => {
    expect(secondsFor('serving.knative.dev', 'Service')).toBe(600)
    expect(secondsFor('batch.volcano.sh', 'Job', { activeDeadlineSeconds: 20 })).toBe(600)
  })

  it('is the deadline that it sets itself, and what its controller may be late', () => {
    expect(secondsFor('apps', 'Deployment', { progressDeadlineSeconds: 20 })).toBe(35)
    expect(secondsFor('batch', 'Job', { activeDeadlineSeconds: 7200 })).toBe(7215)
    expect(secondsFor('apps', 'StatefulSet', { progressDeadlineSeconds: 20 })).toBe(600)
  })
})
