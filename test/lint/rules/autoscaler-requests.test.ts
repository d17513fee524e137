import { describe, expect, it } from 'vitest'
import { foundIn } from './findings-of.ts'
import { manifest, withContainer, workload } from './manifests.ts'

const rule = 'autoscaler-requests'
const hpa = (metric: string) =>
  manifest(
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    'a',
    `scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}\nmetrics: [${metric}]`,
  )
const cpu = '{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}'
const keda = (trigger: string) =>
  manifest('keda.sh/v1alpha1', 'ScaledObject', 'a', `scaleTargetRef: {name: web}\ntriggers: [${trigger}]`)

describe('the rule autoscaler-requests', () => {
  it.each([
    ['HorizontalPodAutoscaler', hpa(cpu)],
    ['ScaledObject', keda('{type: cpu, metricType: Utilization, metadata: {value: "70"}}')],
  ])('finds a container without a request under a %s', (kind, autoscaler) => {
    expect(foundIn(rule, withContainer('resources: {requests: {memory: 1Gi}}'), autoscaler)).toEqual([
      [`${kind} a scales by utilization of cpu, and container app requests none`, '- name: app'],
    ])
  })

  it('finds one beside a container that has one', () => {
    const pod = workload('containers: [{name: a, resources: {requests: {cpu: 1}}}, {name: b}]')
    expect(foundIn(rule, pod, hpa(cpu))[0]?.[0]).toContain('container b requests none')
  })

  it.each([
    ['a request', withContainer('resources: {requests: {cpu: 1}}'), hpa(cpu)],
    ['a limit', withContainer('resources: {limits: {cpu: 1}}'), hpa(cpu)],
    [
      'an average value',
      withContainer('image: a:1'),
      hpa('{type: Resource, resource: {name: cpu, target: {type: AverageValue, averageValue: 1}}}'),
    ],
    ['another metric', withContainer('image: a:1'), keda('{type: prometheus}')],
    ['a workload that is not rendered', withContainer('image: a:1', { name: 'other' }), hpa(cpu)],
  ])('passes %s', (_, pod, autoscaler) => {
    expect(foundIn(rule, pod, autoscaler)).toEqual([])
  })
})
