import { describe, expect, test } from 'vitest'
import type { JsonObject, KubeObject } from '../../src/manifest/types.ts'
import { defaultsOf, podAmounts } from '../../src/plan/pod-requests.ts'
import { formatQuantity, parseQuantity } from '../../src/plan/quantity.ts'
import { demandOf, excessOf } from '../../src/plan/quota.ts'

describe('a quantity', () => {
  test.each([
    ['1', 1],
    ['500m', 0.5],
    ['1.5', 1.5],
    ['.5', 0.5],
    ['1Ki', 1024],
    ['1.5Gi', 1.5 * 2 ** 30],
    ['2e3', 2000],
    ['1E', 1e18],
    ['5k', 5000],
    [3, 3],
    ['many', undefined],
    ['1 Gi', undefined],
    [null, undefined],
  ])('%s is %s', (text, amount) => {
    expect(parseQuantity(text)).toBe(amount)
  })

  test('is shown in the unit of its resource', () => {
    expect(formatQuantity(1.25, 'requests.cpu')).toBe('1250m')
    expect(formatQuantity(2, 'limits.cpu')).toBe('2')
    expect(formatQuantity(1.5 * 2 ** 30, 'requests.memory')).toBe('1.5Gi')
    expect(formatQuantity(7, 'count/configmaps')).toBe('7')
  })
})

const requests = (cpu: string, memory: string): JsonObject => ({ resources: { requests: { cpu, memory } } })

const deployment = (replicas: number | null, podSpec: JsonObject): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { replicas, template: { spec: podSpec } },
})

describe('what the pods of a workload request', () => {
  test('is what its containers and sidecars request together, times the replicas', () => {
    const amounts = podAmounts(
      deployment(3, {
        containers: [requests('100m', '1Gi'), { resources: { limits: { cpu: '400m' } } }],
        initContainers: [{ ...requests('500m', '1Mi'), restartPolicy: 'Always' }],
        overhead: { cpu: '1' },
      }),
    )
    expect(amounts.get('requests.cpu')).toBeCloseTo(6)
    expect(amounts.get('cpu')).toBeCloseTo(6)
    expect(amounts.get('limits.cpu')).toBeCloseTo(4.2)
    expect(amounts.get('requests.memory')).toBe(3 * (2 ** 30 + 2 ** 20))
    expect(amounts.get('pods')).toBe(3)
  })

  test('is that of the largest init container where that is more', () => {
    const podSpec = { containers: [requests('1', '1Gi')], initContainers: [requests('2', '1Mi'), requests('1', '1Mi')] }
    expect(podAmounts(deployment(null, podSpec)).get('requests.cpu')).toBe(2)
  })

  test('counts as many pods as a Job runs at a time, and none of what depends on nodes or time', () => {
    const workload = (kind: string, spec: JsonObject): KubeObject => ({
      apiVersion: kind === 'DaemonSet' ? 'apps/v1' : 'batch/v1',
      kind,
      metadata: { name: 'x' },
      spec,
    })
    expect(podAmounts(workload('Job', { parallelism: 5, completions: 2 })).get('pods')).toBe(2)
    expect(podAmounts(workload('Job', { suspend: true })).size).toBe(0)
    expect(podAmounts(workload('CronJob', {})).size).toBe(0)
    expect(podAmounts(workload('DaemonSet', {})).size).toBe(0)
  })
})

describe('a quota', () => {
  const ref = (name: string) => ({ group: '', version: 'v1', kind: 'ConfigMap', namespace: 'a', name })
  const object: KubeObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } }
  const quota = (hard: JsonObject, used: JsonObject, more: JsonObject = {}): KubeObject => ({
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'team' },
    spec: { hard, ...more },
    status: { hard, used },
  })
  const two = [demandOf(ref('a'), 'configmaps', null, object), demandOf(ref('b'), 'configmaps', null, object)]

  test('is exceeded by what several objects need together', () => {
    expect(excessOf([quota({ configmaps: '3', 'count/configmaps': '4' }, { configmaps: '2' })], two)).toEqual([
      { quota: 'team', resource: 'configmaps', used: 2, needed: 2, hard: 3, by: [ref('a'), ref('b')] },
    ])
  })

  test('that is exceeded already is none of a plan that needs nothing more', () => {
    const changed = [demandOf(ref('a'), 'configmaps', object, object)]
    expect(excessOf([quota({ configmaps: '1' }, { configmaps: '5' })], changed)).toEqual([])
  })

  test('with scopes is left to the server', () => {
    expect(excessOf([quota({ configmaps: '0' }, {}, { scopes: ['BestEffort'] })], two)).toEqual([])
  })

  test('counts a LoadBalancer, its node ports and the Service itself', () => {
    const service: KubeObject = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 's' },
      spec: { type: 'LoadBalancer', ports: [{ port: 80 }, { port: 443 }] },
    }
    const { amounts } = demandOf({ ...ref('s'), kind: 'Service' }, 'services', null, service)
    expect(Object.fromEntries(amounts)).toEqual({
      'count/services': 1,
      services: 1,
      'services.loadbalancers': 1,
      'services.nodeports': 2,
    })
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
  const amounts = podAmounts(deployment(1, { containers }), defaults)

  expect(amounts.get('requests.cpu')).toBeCloseTo(0.1 + 1 + 2)
  expect(amounts.get('limits.cpu')).toBeCloseTo(0.2 + 1 + 0.2)
  expect(amounts.get('requests.memory')).toBe(3 * 2 ** 20)
})
