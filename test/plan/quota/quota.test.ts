import { describe, expect, test } from 'vitest'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { defaultsOf, podAmounts, podsOf } from '../../../src/plan/quota/pod-requests.ts'
import { possiblePods } from '../../../src/plan/quota/possible-pods.ts'
import { formatQuantity, parseQuantity } from '../../../src/plan/quota/quantity.ts'
import { demandOf, excessOf, shortageOf } from '../../../src/plan/quota/quota.ts'
import type { Action } from '../../../src/plan/types.ts'

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

const required = 'requiredDuringSchedulingIgnoredDuringExecution'
const preferred = 'preferredDuringSchedulingIgnoredDuringExecution'
const elsewhere = { scopes: ['CrossNamespacePodAffinity'] }

const priority = (operator: string, ...values: string[]): JsonObject => ({
  scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator, values }] },
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

  test.each<[covered: boolean, what: string, scope: JsonObject, podSpec: JsonObject]>([
    [true, 'a pod with a deadline', { scopes: ['Terminating'] }, { activeDeadlineSeconds: 0 }],
    [false, 'a pod without one', { scopes: ['Terminating'] }, {}],
    [true, 'a pod without one', { scopes: ['NotTerminating'] }, {}],
    [true, 'a pod that asks for nothing', { scopes: ['BestEffort'] }, {}],
    [false, 'a pod that asks for something', { scopes: ['BestEffort'] }, { containers: [requests('1', '1Gi')] }],
    [true, 'a pod that asks for something', { scopes: ['NotBestEffort'] }, { containers: [requests('1', '1Gi')] }],
    [false, 'a pod in one of two scopes', { scopes: ['NotTerminating', 'NotBestEffort'] }, {}],
    [true, 'a class that is listed', priority('In', 'high'), { priorityClassName: 'high' }],
    [false, 'a class that is not', priority('In', 'high'), { priorityClassName: 'low' }],
    [true, 'a class that is not ruled out', priority('NotIn', 'high'), { priorityClassName: 'low' }],
    [true, 'any class', priority('Exists'), { priorityClassName: 'low' }],
    [false, 'no class, as the default is unknown', priority('DoesNotExist'), {}],
    [
      true,
      'pods of other namespaces',
      elsewhere,
      { affinity: { podAffinity: { [required]: [{ namespaces: ['a'] }] } } },
    ],
    [
      true,
      'any namespace, preferred',
      elsewhere,
      { affinity: { podAntiAffinity: { [preferred]: [{ podAffinityTerm: { namespaceSelector: {} } }] } } },
    ],
    [false, 'pods of its own namespace', elsewhere, { affinity: { podAffinity: { [required]: [{}] } } }],
    [false, 'a scope that is not known', { scopes: ['Odd'] }, {}],
  ])('with scopes: %s for %s', (covered, _what, scope, podSpec) => {
    const web = { ...ref('web'), group: 'apps', kind: 'Deployment' }
    const demand = demandOf(web, 'deployments', null, deployment(2, podSpec))

    const excess = excessOf([quota({ pods: '1', 'count/deployments.apps': '0' }, {}, scope)], [demand])

    expect(excess.map(({ resource, needed }) => [resource, needed])).toEqual(covered ? [['pods', 2]] : [])
  })

  test('may be given back pods without a class, which the default class put into its scope', () => {
    const web = { ...ref('web'), group: 'apps', kind: 'Deployment' }
    const scoped = quota({ pods: '2' }, { pods: '2' }, priority('In', 'high'))
    const needed = (...pairs: [live: KubeObject | null, next: KubeObject][]) =>
      excessOf(
        [scoped],
        pairs.map(([live, next]) => demandOf(web, 'deployments', live, next)),
      ).map((excess) => excess.needed)
    const plain = (replicas: number) => deployment(replicas, {})
    const named = (replicas: number) => deployment(replicas, { priorityClassName: 'high' })

    expect(needed([plain(2), named(2)])).toEqual([])
    expect(needed([plain(2), named(3)])).toEqual([1])
    expect(needed([plain(2), plain(3)])).toEqual([])
    expect(needed([plain(2), plain(3)], [null, named(1)])).toEqual([1])
    expect(needed([plain(2), plain(1)], [null, named(1)])).toEqual([])
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
  const amounts = podAmounts({ containers }, defaults)

  expect(amounts.get('requests.cpu')).toBeCloseTo(0.1 + 1 + 2)
  expect(amounts.get('limits.cpu')).toBeCloseTo(0.2 + 1 + 0.2)
  expect(amounts.get('requests.memory')).toBe(3 * 2 ** 20)
})

describe('pods that may be needed besides', () => {
  const noDefaults = defaultsOf([])
  const full: KubeObject = {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'team' },
    spec: { hard: { pods: '3' } },
    status: { used: { pods: '2' } },
  }
  const workload = (kind: string, spec: JsonObject, status: JsonObject = {}): KubeObject => ({
    apiVersion: kind === 'CronJob' ? 'batch/v1' : 'apps/v1',
    kind,
    metadata: { name: 'x' },
    spec,
    status,
  })
  const node = (labels: JsonObject, taints: JsonObject[] = []): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'n', labels },
    spec: { taints },
  })
  const possible = (
    live: KubeObject | null,
    next: KubeObject,
    nodes?: readonly KubeObject[],
    action: Action = live === null ? 'create' : 'change',
  ) => {
    const group = next.kind === 'CronJob' ? 'batch' : 'apps'
    const ref = { group, version: 'v1', kind: next.kind, namespace: 'a', name: 'x' }
    return possiblePods({ ref, action, live, merged: next }, noDefaults, nodes)
  }
  const counts = (...given: Parameters<typeof possible>) =>
    possible(...given).map(({ why, pods }) => [why, pods.reduce((sum, { count }) => sum + count, 0)])

  test('are those of a CronJob, as many as one run has, where none is on its way', () => {
    const spec = { jobTemplate: { spec: { parallelism: 4 } } }
    expect(counts(null, workload('CronJob', spec))).toEqual([['run', 4]])
    expect(counts(workload('CronJob', spec, { active: [{}] }), workload('CronJob', spec))).toEqual([])
    expect(counts(null, workload('CronJob', { ...spec, suspend: true }))).toEqual([])
  })

  test('are one for each node that a new DaemonSet surely runs on', () => {
    const taints = [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }]
    const nodes = [node({ disk: 'ssd' }), node({ disk: 'ssd' }, taints), node({})]
    const spec = (podSpec: JsonObject) => workload('DaemonSet', { template: { spec: podSpec } })
    const tolerations = [{ key: 'gpu', operator: 'Equal', value: 'yes' }]
    expect(counts(null, spec({}), nodes)).toEqual([['nodes', 2]])
    expect(counts(null, spec({ nodeSelector: { disk: 'ssd' } }), nodes)).toEqual([['nodes', 1]])
    expect(counts(null, spec({ nodeSelector: { disk: 'ssd' }, tolerations }), nodes)).toEqual([['nodes', 2]])
    expect(counts(null, spec({ affinity: { nodeAffinity: { [required]: {} } } }), nodes)).toEqual([['nodes', 0]])
    expect(counts(null, spec({}))).toEqual([['nodes', 0]])
  })

  test('are what the pods of a DaemonSet newly request, for as many as it has', () => {
    const spec = (cpu: string) => ({ template: { spec: { containers: [requests(cpu, '1Gi')] } } })
    const [found] = possible(
      workload('DaemonSet', spec('1'), { desiredNumberScheduled: 3 }),
      workload('DaemonSet', spec('1500m')),
    )
    const quota = {
      ...full,
      spec: { hard: { 'requests.cpu': '4', pods: '0' } },
      status: { used: { 'requests.cpu': '3' } },
    }
    expect(found && shortageOf([quota], [], found)).toMatchObject({ resource: 'requests.cpu', used: 3, needed: 1.5 })
  })

  test.each<[why: string | undefined, replicas: number, strategy: JsonObject]>([
    ['stall', 1, {}],
    ['surge', 4, {}],
    ['stall', 4, { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } }],
    ['stall', 4, { rollingUpdate: { maxUnavailable: '24%' } }],
    [undefined, 4, { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } }],
    [undefined, 4, { type: 'Recreate' }],
    [undefined, 0, {}],
  ])('are one where a rollout begins with it: %s for %s replicas and %j', (why, replicas, strategy) => {
    const spec = (image: string) =>
      workload('Deployment', { replicas, strategy, template: { spec: { containers: [{ image }] } } })
    expect(possible(spec('1'), spec('2')).map((one) => one.why)).toEqual(why === undefined ? [] : [why])
    expect(possible(spec('1'), spec('1'))).toEqual([])
    expect(possible(null, spec('1'))).toEqual([])
    expect(possible(spec('1'), spec('2'), undefined, 'replace')).toEqual([])
  })

  test('fit in or not besides what the plan needs', () => {
    const [one] = possible(null, workload('CronJob', { jobTemplate: { spec: {} } }))
    const web = { group: 'apps', version: 'v1', kind: 'Deployment', namespace: 'a', name: 'web' }
    const other = demandOf(web, 'deployments', null, deployment(1, {}))
    expect(one && shortageOf([full], [], one)).toBeUndefined()
    expect(one && shortageOf([full], [other], one)).toMatchObject({ quota: 'team', used: 3, needed: 1, hard: 3 })
  })
})
