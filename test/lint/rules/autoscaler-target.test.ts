import { describe, expect, it } from 'vitest'
import { foundIn } from './findings-of.ts'
import { manifest, withContainer } from './manifests.ts'

const rule = 'autoscaler-target'
const web = withContainer('image: a:1')
const hpa = (target: string) => manifest('autoscaling/v2', 'HorizontalPodAutoscaler', 'a', `scaleTargetRef:\n${target}`)
const scaled = (target: string) => manifest('keda.sh/v1alpha1', 'ScaledObject', 'a', `scaleTargetRef:\n${target}`)

describe('the rule autoscaler-target', () => {
  it('finds a workload that is not rendered', () => {
    expect(foundIn(rule, web, hpa('  apiVersion: apps/v1\n  kind: Deployment\n  name: wbe'))).toEqual([
      ['scales Deployment wbe, which is not rendered; did you mean web?', 'name: wbe'],
    ])
    expect(foundIn(rule, web, scaled('  name: something-else'))).toEqual([
      ['scales Deployment something-else, which is not rendered', 'name: something-else'],
    ])
    expect(foundIn(rule, web, hpa('  apiVersion: apps/v1\n  kind: StatefulSet\n  name: web'))).toHaveLength(1)
  })

  it.each([
    ['one that is rendered', [web, hpa('  apiVersion: apps/v1\n  kind: Deployment\n  name: web')]],
    ['a custom resource', [web, hpa('  apiVersion: argoproj.io/v1alpha1\n  kind: Rollout\n  name: web')]],
    ['a profile without workloads', [scaled('  name: other')]],
    [
      'a profile whose controllers may make it',
      [web, manifest('acme.dev/v1', 'App', 'b', 'a: b'), scaled('  name: other')],
    ],
  ])('passes %s', (_, texts) => {
    expect(foundIn(rule, ...texts)).toEqual([])
  })
})
