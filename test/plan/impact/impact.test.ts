import { describe, expect, test } from 'vitest'
import { refOf } from '../../../src/manifest/identity.ts'
import type { Json, JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { describeImpact } from '../../../src/output/progress/impact.ts'
import { dataThatChanges, impactOf } from '../../../src/plan/impact/impact.ts'
import type { Action, Change, Plan, PlannedHook, PruneCandidate } from '../../../src/plan/types.ts'

function workload(kind: string, spec: JsonObject, image = '1', more: JsonObject = {}): KubeObject {
  const template = {
    metadata: { labels: { app: 'web' } },
    spec: { containers: [{ name: 'app', image, envFrom: [{ configMapRef: { name: 'shared' } }] }] },
  }
  const metadata = { name: 'web', namespace: 'ns', ...(more['metadata'] as JsonObject | undefined) }
  return { apiVersion: 'apps/v1', kind, ...more, metadata, spec: { ...spec, template } }
}

const configMap = (name: string, value: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'ns' },
  data: { a: value },
})

function change(
  live: KubeObject | null,
  merged: KubeObject,
  action: Action = 'change',
  sensitive: Json[] = [],
): Change {
  const manifest = { object: merged, sensitive, placeOf: () => ({ file: 'web.yaml' }) }
  return { ref: refOf(merged), action, live, merged, manifest } as unknown as Change
}

function planOf(changes: readonly Change[], more: Partial<Plan> = {}) {
  return { changes, candidates: [], hooks: [], ...more }
}

const candidate = (object: KubeObject, kind: 'delete' | 'keep' | 'orphan') =>
  ({ ref: refOf(object), live: object, fate: { kind, reason: 'r' }, rule: 'r' }) as unknown as PruneCandidate

const budget = (spec: JsonObject): KubeObject => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'pdb', namespace: 'ns' },
  spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
})

const nothingRead = { budgets: [], workloads: [] }

/** The lines about a workload whose image changes. */
function rolled(kind: string, spec: JsonObject, more: JsonObject = {}, budgets: KubeObject[] = []): string[] {
  const plan = planOf([change(workload(kind, spec, '1', more), workload(kind, spec, '2', more))])
  return describeImpact(impactOf(plan, { budgets, workloads: [] }))
}

test.each<[string, string, JsonObject, JsonObject, JsonObject, string[]]>([
  [
    'a paused one resumes',
    'Deployment',
    { paused: true, replicas: 3 },
    { replicas: 3 },
    { replicas: 3, updatedReplicas: 1 },
    ['impact: rolls Deployment ns/web (3 pods)'],
  ],
  [
    'a partition goes down',
    'StatefulSet',
    { replicas: 3, updateStrategy: { rollingUpdate: { partition: 2 } } },
    { replicas: 3, updateStrategy: { rollingUpdate: { partition: 0 } } },
    { currentRevision: 'a', updateRevision: 'b' },
    [
      'impact: rolls StatefulSet ns/web (3 pods)',
      'risk: StatefulSet ns/web: one pod at a time, from web-2, each down meanwhile',
    ],
  ],
  [
    'one resumes, unless it has nothing left to do',
    'Deployment',
    { paused: true, replicas: 3 },
    { replicas: 3 },
    { replicas: 3, updatedReplicas: 3 },
    [],
  ],
])('a rollout goes on where %s', (_, kind, live, next, status, lines) => {
  const plan = planOf([change(workload(kind, live, '1', { status }), workload(kind, next))])

  expect(describeImpact(impactOf(plan, nothingRead))).toEqual(lines)
})

test('that starts from no pod is none: nothing is replaced', () => {
  const plan = planOf([change(workload('Deployment', { replicas: 0 }), workload('Deployment', { replicas: 3 }, '2'))])

  expect(describeImpact(impactOf(plan, nothingRead))).toEqual(['impact: scales Deployment ns/web 0 → 3'])
})

/** A workload whose pods ask for that much memory, and may fill so much of a volume. */
function sized(kind: string, memory: Json, sizeLimit: string): KubeObject {
  const spec = {
    containers: [{ name: 'app', resources: { requests: { memory } } }],
    volumes: [{ name: 'tmp', emptyDir: { sizeLimit } }],
  }
  return { apiVersion: 'apps/v1', kind, metadata: { name: 'web', namespace: 'ns' }, spec: { template: { spec } } }
}

test.each([
  ['rolls no Deployment, which compares by value', 'Deployment', '1073741824', '1024Mi', []],
  ['rolls a Deployment where another amount is another', 'Deployment', '2Gi', '1Gi', ['(1 pod)']],
  [
    'rolls a StatefulSet, which compares to the letter',
    'StatefulSet',
    '1073741824',
    '1Gi',
    ['(1 pod)', 'its only pod'],
  ],
])('the same amount in another spelling %s', (_, kind, memory, sizeLimit, expected) => {
  const plan = planOf([change(sized(kind, '1Gi', '1Gi'), sized(kind, memory, sizeLimit))])
  expect(describeImpact(impactOf(plan, nothingRead))).toEqual(expected.map((text) => expect.stringContaining(text)))
})

describe('a rollout', () => {
  test.each<[string, string, JsonObject, string[]]>([
    ['that brings new pods first', 'Deployment', { replicas: 3 }, ['impact: rolls Deployment ns/web (3 pods)']],
    [
      'of a single replica that brings the new one first',
      'Deployment',
      {},
      ['impact: rolls Deployment ns/web (1 pod)'],
    ],
    [
      'that stops everything first',
      'Deployment',
      { replicas: 2, strategy: { type: 'Recreate' } },
      [
        'impact: rolls Deployment ns/web (2 pods)',
        'risk: Deployment ns/web: Recreate: all pods stop before new ones start',
      ],
    ],
    [
      'that may take all pods at once',
      'Deployment',
      { replicas: 2, strategy: { rollingUpdate: { maxUnavailable: '100%' } } },
      [
        'impact: rolls Deployment ns/web (2 pods)',
        'risk: Deployment ns/web: no old pod needs to stay until new ones are ready',
      ],
    ],
    [
      'that waits for somebody to resume it',
      'Deployment',
      { paused: true },
      [
        'impact: rolls Deployment ns/web (1 pod)',
        'risk: Deployment ns/web: paused: no pod is replaced until it resumes',
      ],
    ],
    [
      'in the order of a StatefulSet',
      'StatefulSet',
      { replicas: 3 },
      [
        'impact: rolls StatefulSet ns/web (3 pods)',
        'risk: StatefulSet ns/web: one pod at a time, from web-2, each down meanwhile',
      ],
    ],
    [
      'of a part of a StatefulSet',
      'StatefulSet',
      { replicas: 3, updateStrategy: { rollingUpdate: { partition: 2 } } },
      [
        'impact: rolls StatefulSet ns/web (3 pods)',
        'risk: StatefulSet ns/web: one pod at a time, from web-2 down to ordinal 2, each down meanwhile',
      ],
    ],
    [
      'of a part of a StatefulSet whose ordinals start later',
      'StatefulSet',
      { replicas: 3, ordinals: { start: 5 }, updateStrategy: { rollingUpdate: { partition: 1 } } },
      [
        'impact: rolls StatefulSet ns/web (3 pods)',
        'risk: StatefulSet ns/web: one pod at a time, from web-7 down to ordinal 6, each down meanwhile',
      ],
    ],
    [
      'of a share of a StatefulSet, which the controller rounds down',
      'StatefulSet',
      { replicas: 10, updateStrategy: { rollingUpdate: { maxUnavailable: '25%' } } },
      [
        'impact: rolls StatefulSet ns/web (10 pods)',
        'risk: StatefulSet ns/web: 2 pods at a time, from web-9, each down meanwhile',
      ],
    ],
    [
      'of the only pod of a StatefulSet',
      'StatefulSet',
      {},
      [
        'impact: rolls StatefulSet ns/web (1 pod)',
        'risk: StatefulSet ns/web: its only pod stops before the new one starts',
      ],
    ],
    [
      'that nobody begins',
      'StatefulSet',
      { replicas: 2, updateStrategy: { type: 'OnDelete' } },
      [
        'impact: rolls StatefulSet ns/web (2 pods)',
        'risk: StatefulSet ns/web: OnDelete: each pod is replaced only when somebody deletes it',
      ],
    ],
    ['of nothing', 'Deployment', { replicas: 0 }, []],
    ['of a kind that keeps its pods', 'ReplicaSet', { replicas: 2 }, []],
  ])('%s', (_, kind, spec, lines) => {
    expect(rolled(kind, spec)).toEqual(lines)
  })

  test('of a Pod restarts its containers, if an image changes', () => {
    const pod = (image: string, labels = {}): KubeObject => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'a', namespace: 'ns', labels },
      spec: { containers: [{ name: 'a', image }] },
    })
    const told = (live: KubeObject, next: KubeObject) =>
      describeImpact(impactOf(planOf([change(live, next)]), nothingRead))

    expect(told(pod('1'), pod('2'))).toEqual([
      'impact: rolls Pod ns/a (1 pod)',
      'risk: Pod ns/a: its containers restart in place',
    ])
    expect(told(pod('1'), pod('1', { a: 'b' }))).toEqual([])
  })

  test('of a DaemonSet has a pod on each node', () => {
    expect(rolled('DaemonSet', {}, { status: { desiredNumberScheduled: 4 } })).toEqual([
      'impact: rolls DaemonSet ns/web (4 pods)',
      'risk: DaemonSet ns/web: one pod at a time, each node without one meanwhile',
    ])
  })

  test.each<[string, JsonObject, JsonObject, string | undefined]>([
    [
      'more than allowed',
      { replicas: 4, strategy: { rollingUpdate: { maxUnavailable: 2 } } },
      { maxUnavailable: 1 },
      '2 pods.*allows 1',
    ],
    [
      'as many as allowed',
      { replicas: 4, strategy: { rollingUpdate: { maxUnavailable: 2 } } },
      { minAvailable: '50%' },
      undefined,
    ],
    ['any, where none is allowed', { replicas: 4 }, { minAvailable: 4 }, '1 pod at.*allows 0'],
  ])('that takes %s of a PodDisruptionBudget', (_, spec, limits, told) => {
    const lines = rolled('Deployment', spec, {}, [budget(limits)]).join('\n')
    if (told === undefined) expect(lines).not.toContain('PodDisruptionBudget')
    else expect(lines).toMatch(new RegExp(`may be without ${told}`))
  })

  test('may take as many as a PodDisruptionBudget allows of the pods of several workloads', () => {
    const recreate = { replicas: 2, strategy: { rollingUpdate: { maxUnavailable: 1 } } }
    const shared = { ...budget({ minAvailable: 3 }), status: { expectedPods: 4 } }

    expect(rolled('Deployment', recreate, {}, [budget({ minAvailable: 3 })]).join()).toContain('allows 0')
    expect(rolled('Deployment', recreate, {}, [shared]).join()).not.toContain('PodDisruptionBudget')
  })

  test('is none where pods stay, and none of a new or recreated workload', () => {
    const web = workload('Deployment', { replicas: 1 })
    const scaled = workload('Deployment', { replicas: 3 })
    const plan = planOf([
      change(web, scaled),
      change(null, web, 'create'),
      change(web, workload('Deployment', {}, '2'), 'recreate'),
    ])

    expect(describeImpact(impactOf(plan, nothingRead))).toEqual([
      'impact: scales Deployment ns/web 1 → 3; recreates Deployment ns/web',
    ])
  })

  test('does not tell the number of pods where a sensitive value says it', () => {
    const sensitive = [{ path: ['spec', 'replicas'], texts: ['3'], isKey: false }]
    const [live, next] = ['1', '2'].map((image) =>
      workload('Deployment', { replicas: 3, strategy: { type: 'Recreate' } }, image),
    )
    const plan = planOf([change(live ?? null, next as KubeObject, 'change', sensitive)])

    expect(describeImpact(impactOf(plan, nothingRead))).toEqual(['impact: rolls Deployment ns/web'])
  })
})

describe('what else is concerned', () => {
  const other = workload('Deployment', {}, '1', {
    metadata: { name: 'other', namespace: 'ns', annotations: { 'kdeploy.dev/release': 'bus/prod_bus/ns' } },
  })

  test('a workload of another release that reads what changes or goes', () => {
    const changed = planOf([change(configMap('shared', '1'), configMap('shared', '2'))])
    const deleted = planOf([], { candidates: [candidate(configMap('shared', '1'), 'delete')] })
    const facts = { budgets: [], workloads: [other] }

    expect(describeImpact(impactOf(changed, facts))).toEqual([
      'risk: Deployment ns/other of bus/prod_bus/ns reads ConfigMap ns/shared, and does not restart',
    ])
    expect(describeImpact(impactOf(deleted, facts)).at(-1)).toBe(
      'risk: Deployment ns/other of bus/prod_bus/ns reads ConfigMap ns/shared, which is deleted, and does not restart',
    )
  })

  test('not one that the plan itself is about, nor data that stays or belongs to something else', () => {
    const plan = planOf([change(configMap('shared', '1'), configMap('shared', '2')), change(other, other, 'unchanged')])
    const kept = planOf([], { candidates: [candidate(configMap('shared', '1'), 'keep')] })

    expect(impactOf(plan, { budgets: [], workloads: [other] }).readers).toEqual([])
    expect(dataThatChanges(kept)).toEqual([])
  })

  test('what is deleted, orphaned and run', () => {
    const job = { ref: refOf({ ...configMap('migrate', ''), apiVersion: 'batch/v1', kind: 'Job' }), runs: true }
    const plan = planOf([], {
      candidates: [candidate(configMap('a', ''), 'delete'), candidate(configMap('b', ''), 'orphan')],
      hooks: [job as unknown as PlannedHook],
    })

    expect(describeImpact(impactOf(plan, nothingRead))).toEqual([
      'impact: deletes ConfigMap ns/a; orphans ConfigMap ns/b; runs Job ns/migrate',
    ])
  })
})
