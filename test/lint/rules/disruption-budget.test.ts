import { describe, expect, it } from 'vitest'
import { foundIn } from './findings-of.ts'
import { manifest, withContainer } from './manifests.ts'

const rule = 'disruption-budget'
const budget = (field: string) =>
  manifest('policy/v1', 'PodDisruptionBudget', 'a', `selector: {matchLabels: {app: web}}\n${field}`)
const pods = (spec: string, kind = 'Deployment') => withContainer('image: a:1', { spec, kind })

describe('the rule disruption-budget', () => {
  it.each([
    ['minAvailable: 1', 'replicas: 1', 'its only pod cannot'],
    ['minAvailable: 3', 'replicas: 3', 'none of its 3 pods can'],
    ['minAvailable: 100%', 'replicas: 3', 'none of its 3 pods can'],
    ['minAvailable: 50%', 'replicas: 1', 'its only pod cannot'],
    ['maxUnavailable: 0', 'replicas: 3', 'none of its 3 pods can'],
    ['maxUnavailable: 0%', 'replicas: 3', 'none of its 3 pods can'],
    ['minAvailable: 1', 'minReadySeconds: 1', 'its only pod cannot'],
  ])('finds %s of %s', (field, spec, who) => {
    expect(foundIn(rule, budget(field), pods(spec))).toEqual([
      [`${who} be evicted: ${field.replace(':', ' is')}`, field],
    ])
  })

  it('counts as many as the autoscaler leaves', () => {
    const hpa = (least: string) =>
      manifest(
        'autoscaling/v2',
        'HorizontalPodAutoscaler',
        'a',
        `scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}\n${least}`,
      )
    expect(foundIn(rule, budget('minAvailable: 1'), pods('replicas: 3'), hpa('maxReplicas: 5'))).toHaveLength(1)
    expect(foundIn(rule, budget('minAvailable: 1'), pods('replicas: 1'), hpa('minReplicas: 2'))).toEqual([])
  })

  it('finds a budget that says nothing, which allows nothing', () => {
    expect(foundIn(rule, budget('unhealthyPodEvictionPolicy: AlwaysAllow'), pods('replicas: 3'))).toEqual([
      ['no pod can be evicted: neither maxUnavailable nor minAvailable is set', 'spec:'],
    ])
  })

  it.each([
    ['minAvailable: 1', 'replicas: 2', 'Deployment'],
    ['minAvailable: 50%', 'replicas: 3', 'Deployment'],
    ['maxUnavailable: 1', 'replicas: 1', 'Deployment'],
    ['maxUnavailable: 10%', 'replicas: 1', 'Deployment'],
    ['minAvailable: 1', 'replicas: 0', 'Deployment'],
    ['minAvailable: 1', 'minReadySeconds: 1', 'DaemonSet'],
  ])('passes %s of %s in a %s', (field, spec, kind) => {
    expect(foundIn(rule, budget(field), pods(spec, kind))).toEqual([])
  })
})
