import { describe, expect, test } from 'vitest'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { defaultsOf, podAmounts, podsOf } from '../../../src/plan/quota/pod-requests.ts'
import { deployment, requests } from '../../support/plan/quota.ts'

describe('what the pods of a workload request', () => {
  test('is what its containers and sidecars request together, for each of its replicas', () => {
    const { count, each } = podsOf(
      deployment(3, {
        containers: [requests('100m', '1Gi'), { resources: { limits: { cpu: '400m' } } }],
        initContainers: [{ ...requests('500m', '1Mi'), restartPolicy: 'Always' }],
        overhead: { cpu: '1' },
      }),
    )
    expect(count).toBe(3)
    expect(each.get('requests.cpu')).toBeCloseTo(2)
    expect(each.get('cpu')).toBeCloseTo(2)
    expect(each.get('limits.cpu')).toBeCloseTo(1.4)
    expect(each.get('requests.memory')).toBe(2 ** 30 + 2 ** 20)
    expect(each.get('pods')).toBe(1)
  })

  test('is that of the largest init container where that is more', () => {
    const podSpec = { containers: [requests('1', '1Gi')], initContainers: [requests('2', '1Mi'), requests('1', '1Mi')] }
    expect(podAmounts(podSpec).get('requests.cpu')).toBe(2)
  })

  test('counts as many pods as a Job runs at a time, and none of what depends on nodes or time', () => {
    const workload = (kind: string, spec: JsonObject): KubeObject => ({
      apiVersion: kind === 'DaemonSet' ? 'apps/v1' : 'batch/v1',
      kind,
      metadata: { name: 'x' },
      spec,
    })
    expect(podsOf(workload('Job', { parallelism: 5, completions: 2 })).count).toBe(2)
    expect(podsOf(workload('Job', { suspend: true })).count).toBe(0)
    expect(podsOf(workload('CronJob', {})).count).toBe(0)
    expect(podsOf(workload('DaemonSet', {})).count).toBe(0)
  })
})

test("a LimitRange's defaults count for a container that asks for nothing itself", () => {
  const limitRange = (limits: JsonObject[]): KubeObject => ({
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: { name: 'usual' },
    spec: { limits },
  })
  const defaults = defaultsOf([
    limitRange([
      { type: 'Pod', default: { cpu: '9' } },
      { type: 'Container', defaultRequest: { cpu: '100m' }, default: { cpu: '200m', memory: '1Gi' } },
    ]),
    limitRange([{ type: 'Container', defaultRequest: { cpu: '7', memory: '1Mi' } }]),
  ])
  const containers = [{}, { resources: { limits: { cpu: '1' } } }, { resources: { requests: { cpu: '2' } } }]
  const amounts = podAmounts({ containers }, defaults)

  expect(amounts.get('requests.cpu')).toBeCloseTo(0.1 + 1 + 2)
  expect(amounts.get('limits.cpu')).toBeCloseTo(0.2 + 1 + 0.2)
  expect(amounts.get('requests.memory')).toBe(3 * 2 ** 20)
})
