import { describe, expect, test } from 'vitest'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { defaultsOf } from '../../../src/plan/quota/pod-requests.ts'
import { possiblePods } from '../../../src/plan/quota/possible-pods.ts'
import { demandOf, shortageOf } from '../../../src/plan/quota/quota.ts'
import type { Action } from '../../../src/plan/types.ts'
import { deployment, requests } from '../../support/plan/quota.ts'

const required = 'requiredDuringSchedulingIgnoredDuringExecution'

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
    expect(possible(spec('1'), spec('2'), undefined, 'recreate')).toEqual([])
  })

  test('fit in or not besides what the plan needs', () => {
    const [one] = possible(null, workload('CronJob', { jobTemplate: { spec: {} } }))
    const web = { group: 'apps', version: 'v1', kind: 'Deployment', namespace: 'a', name: 'web' }
    const other = demandOf(web, 'deployments', null, deployment(1, {}))
    expect(one && shortageOf([full], [], one)).toBeUndefined()
    expect(one && shortageOf([full], [other], one)).toMatchObject({ quota: 'team', used: 3, needed: 1, hard: 3 })
  })
})
