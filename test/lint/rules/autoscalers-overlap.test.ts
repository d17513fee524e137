import { describe, expect, it } from 'vitest'
import { foundIn } from './findings-of.ts'
import { manifest } from './manifests.ts'

const rule = 'autoscalers-overlap'
const hpa = (name: string, target: string) =>
  manifest(
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    name,
    `scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: ${target}}`,
  )
const scaled = manifest('keda.sh/v1alpha1', 'ScaledObject', 'c', 'scaleTargetRef:\n  name: web')

describe('the rule autoscalers-overlap', () => {
  it('finds a second one, of KEDA too', () => {
    expect(foundIn(rule, hpa('a', 'web'), scaled)).toEqual([
      ['scales Deployment web, as HorizontalPodAutoscaler a does', 'name: web'],
    ])
  })

  it('passes one for each workload', () => {
    expect(foundIn(rule, hpa('a', 'api'), hpa('b', 'db'), scaled)).toEqual([])
  })
})
