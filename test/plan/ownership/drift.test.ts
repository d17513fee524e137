import { describe, expect, it } from 'vitest'
import { refOf } from '../../../src/manifest/identity.ts'
import type { Json, JsonObject, KubeObject, SensitiveField } from '../../../src/manifest/types.ts'
import { driftOf, holds, isAllocated } from '../../../src/plan/ownership/drift.ts'
import { parseFields } from '../../../src/plan/ownership/field-set.ts'
import type { FieldRules } from '../../../src/plan/ownership/rules.ts'
import { deployment, entry } from '../../support/plan/live.ts'

const nothing: FieldRules = { forcedFields: [], ignored: [] }

const none: readonly SensitiveField[] = []

function drift(
  live: KubeObject,
  twin: KubeObject,
  { underFreeName = false, ownership = nothing, sensitive = none } = {},
) {
  const options = { ref: refOf(live), underFreeName, ownership }
  return driftOf(live, twin, options, 'kdeploy', [{ object: twin, sensitive }, ...[]], (value) => `<${value.length}>`)
}

describe('drift', () => {
  it('says of each field how it differs from the twin', () => {
    const byName = entry('kube-controller-manager', 'Update', { 'f:spec': { 'f:c': { 'k:{"name":"a"}': {} } } })
    const live = deployment({ added: 1, changed: 2, c: [{ name: 'b' }, { name: 'a' }] }, [byName])
    const twin = deployment({ changed: 1, removed: 1, c: [{ name: 'a' }, { name: 'b' }] })

    expect(drift(live, twin).map(({ field, change }) => [field, change])).toEqual([
      ['spec.added', 'added'],
      ['spec.changed', 'changed'],
      ['spec.c', 'reordered'],
      ['spec.removed', 'removed'],
    ])
  })

  it('tells the value as it was deployed and as it is, masked', () => {
    const live = deployment({ changed: 'own', added: { a: 1 }, token: 'else' })
    const twin = deployment({ changed: 'given', removed: [1], token: 'psst' })
    const sensitive = [{ path: ['spec', 'token'], texts: ['psst'], isKey: false }]
    const told = drift(live, twin, { sensitive }).map((one) => [one.field, one.deployed, one.live])
    expect(told).toEqual([
      ['spec.changed', '"given"', '"own"'],
      ['spec.added', undefined, '{"a":1}'],
      ['spec.token', '"<4>"', '"<4>"'],
      ['spec.removed', '[1]', undefined],
    ])
    const secret = (value: string): KubeObject => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'db' },
      data: { a: Buffer.from(value).toString('base64') },
    })
    expect(drift(secret('mine'), secret('yours'))).toMatchObject([{ deployed: '"<5>"', live: '"<4>"' }])
  })

  it('names the manager that wrote the field last, besides kdeploy itself', () => {
    const at = (time: string) => ({ time })
    const fields = { 'f:spec': { 'f:replicas': {} } }
    const live = deployment({ replicas: 3, image: 'x' }, [
      entry('kubectl-edit', 'Update', fields, at('2026-11-21T06:00:00Z')),
      entry('kubectl-scale', 'Update', fields, at('2026-11-21T07:00:00Z')),
      entry('kdeploy', 'Apply', fields, at('2026-11-21T08:00:00Z')),
      entry('hpa', 'Update', { 'f:spec': { 'f:paused': {} } }, at('2026-11-21T09:00:00Z')),
    ])

    expect(drift(live, deployment({ replicas: 1 }))).toMatchObject([
      { field: 'spec.replicas', change: 'changed', by: 'kubectl-scale', at: '2026-11-21T07:00:00Z' },
      { field: 'spec.image', change: 'added', by: undefined, at: undefined },
    ])
  })

  it('says no time that the server does not say', () => {
    const live = deployment({ a: 1 }, [entry('x', 'Update', { 'f:spec': { 'f:a': {} } }, { time: '' })])
    expect(drift(live, deployment({}))[0]).toMatchObject({ by: 'x', at: undefined })
  })

  it('leaves out what the project ignores', () => {
    const ignored = [{ kind: 'Deployment', field: 'spec.replicas' }]
    const [live, twin] = [deployment({ replicas: 3, a: 1 }), deployment({ replicas: 1 })]

    expect(drift(live, twin, { ownership: { forcedFields: [], ignored } }).map(({ field }) => field)).toEqual([
      'spec.a',
    ])
  })

  it('leaves out what is allocated to a new object only where the twin was made under another name', () => {
    const [live, twin] = [deployment({ clusterIP: '10.0.0.1' }), deployment({ clusterIP: '10.0.0.2' })]

    expect(drift(live, twin, { underFreeName: true })).toEqual([])
    expect(drift(live, twin)).toMatchObject([{ field: 'spec.clusterIP', change: 'changed' }])
  })

  it('leaves out the order that the server gave the metrics of an autoscaler, and only that', () => {
    const scaler = (metrics: Json): KubeObject => ({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'web' },
      spec: { metrics },
    })
    const [cpu, memory] = [{ type: 'cpu' }, { type: 'memory' }]

    expect(drift(scaler([cpu, memory]), scaler([memory, cpu]))).toEqual([])
    expect(drift(scaler([cpu]), scaler([memory]))).toHaveLength(1)
    expect(drift(deployment({ metrics: [cpu, memory] }), deployment({ metrics: [memory, cpu] }))).toHaveLength(1)
  })
})

describe('a field is allocated by the server', () => {
  it.each<[boolean, string, Json, Json]>([
    [true, 'f:spec/f:clusterIP', '10.0.0.1', '10.0.0.2'],
    [true, 'f:spec/f:clusterIPs', ['10.0.0.1'], ['10.0.0.2']],
    [true, 'f:spec/f:nodeName', 'a', 'b'],
    [true, 'f:spec/f:ports/k:{"port":80}/f:nodePort', 30001, 30002],
    [true, 'f:spec/f:template/f:metadata/f:labels/f:controller-uid', 'a', 'b'],
    [true, 'f:metadata/f:annotations/f:deployment.kubernetes.io/revision', '1', '2'],
    [false, 'f:spec/f:clusterIP', 'None', '10.0.0.2'],
    [false, 'f:spec/f:clusterIP', '10.0.0.1', 'None'],
    [false, 'f:spec/f:ports/k:{"port":80}/f:targetPort', 1, 2],
    [false, 'f:spec/f:nodeNames', 'a', 'b'],
    [false, 'f:metadata/f:annotations/f:revision', '1', '2'],
  ])('%s: %s', (expected, path, before, after) => {
    expect(
      isAllocated({ steps: path.split('/f:').map((step, index) => (index === 0 ? step : `f:${step}`)), before, after }),
    ).toBe(expected)
  })
})

describe('a set holds a field', () => {
  const set = (fields: JsonObject) => parseFields(fields)
  it.each<[boolean, JsonObject, string[]]>([
    [true, { 'f:a': {} }, ['f:a']],
    [true, { 'f:a': {} }, ['f:a', 'f:b']],
    [true, { 'f:a': { 'f:b': {} } }, ['f:a']],
    [true, { 'f:a': { '.': {}, 'f:b': {} } }, ['f:a', 'f:b']],
    [false, { 'f:a': { '.': {}, 'f:b': {} } }, ['f:a', 'f:c']],
    [false, { 'f:b': {} }, ['f:a']],
    [false, {}, []],
  ])('%s: %j, %j', (expected, fields, steps) => {
    expect(holds(set(fields), steps)).toBe(expected)
  })
})
