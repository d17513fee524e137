import { describe, expect, it } from 'vitest'
import { manifest, named } from '../../support/plan/references.ts'

describe('what a HorizontalPodAutoscaler names', () => {
  it.each([
    ['autoscaling/v2', { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, ['Deployment ns/web']],
    ['autoscaling/v1', { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'web' }, ['Rollout ns/web']],
    [
      'autoscaling/v2',
      { apiVersion: 'v1', kind: 'ReplicationController', name: 'web' },
      ['ReplicationController ns/web'],
    ],
    ['autoscaling/v2', {}, []],
    ['keda.sh/v1alpha1', { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, []],
  ])('is its target (%s)', (apiVersion, scaleTargetRef, expected) => {
    expect(named(manifest(apiVersion, 'HorizontalPodAutoscaler', { spec: { scaleTargetRef } }))).toEqual(expected)
  })
})
