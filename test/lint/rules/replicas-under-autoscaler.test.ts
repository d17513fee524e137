import { describe, expect, it } from 'vitest'
import { foundIn } from './findings-of.ts'
import { manifest, withContainer } from './manifests.ts'

const rule = 'replicas-under-autoscaler'
const hpa = manifest(
  'autoscaling/v2',
  'HorizontalPodAutoscaler',
  'a',
  'scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}',
)
const web = (spec: string) => withContainer('image: a:1', { spec })

describe('the rule replicas-under-autoscaler', () => {
  it('finds replicas beside an autoscaler', () => {
    expect(foundIn(rule, web('replicas: 3'), hpa)).toEqual([
      ['replicas: 3, though HorizontalPodAutoscaler a scales it', 'replicas: 3'],
    ])
    expect(foundIn(rule, web('replicas: 0'), hpa)).toEqual([
      ['replicas: 0 switches HorizontalPodAutoscaler a off', 'replicas: 0'],
    ])
  })

  it('finds them under a ScaledObject, which takes a Deployment where it says nothing else', () => {
    const scaled = manifest('keda.sh/v1alpha1', 'ScaledObject', 'a', 'scaleTargetRef: {name: web}')
    expect(foundIn(rule, web('replicas: 3'), scaled)).toHaveLength(1)
  })

  it('passes a workload without replicas, and one without an autoscaler', () => {
    expect(foundIn(rule, web('minReadySeconds: 1'), hpa)).toEqual([])
    expect(foundIn(rule, withContainer('image: a:1', { spec: 'replicas: 3', name: 'other' }), hpa)).toEqual([])
  })
})
