import { describe, expect, it } from 'vitest'
import { describeRef, refOf } from '../../../src/manifest/identity.ts'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { staleReaders } from '../../../src/plan/references/stale-readers.ts'
import { manifest } from '../../support/plan/references.ts'

const objectOf = (apiVersion: string, kind: string, name: string, fields: JsonObject, namespace = 'ns') =>
  ({ apiVersion, kind, metadata: { name, namespace }, ...fields }) as unknown as KubeObject

function change(live: KubeObject | null, merged: KubeObject) {
  return { ref: refOf(merged), manifest: manifest('v1', 'ConfigMap', {}), live, merged }
}

const settings = (data: JsonObject, kind = 'ConfigMap') => objectOf('v1', kind, 'settings', { data })
const changed = change(settings({ a: '1', b: '1' }), settings({ a: '2', b: '1' }))

const workload = (pod: JsonObject, kind = 'Deployment', metadata: JsonObject = {}): KubeObject => {
  const object = objectOf('apps/v1', kind, 'web', { spec: { template: { spec: pod } } })
  return { ...object, metadata: { ...object.metadata, ...metadata } }
}
const container = (fields: JsonObject): JsonObject => ({ containers: [{ name: 'c', ...fields }] })
const fromAll = container({ envFrom: [{ configMapRef: { name: 'settings' } }] })
const fromKey = (key: string) =>
  container({ env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'settings', key, optional: true } } }] })
const mounted = (mount: JsonObject) => ({
  ...container({ volumeMounts: [{ name: 'v', ...mount }] }),
  volumes: [{ name: 'v', configMap: { name: 'settings' } }],
})

function told(pod: KubeObject, ...changes: ReturnType<typeof change>[]) {
  return staleReaders([...(changes.length > 0 ? changes : [changed]), change(pod, pod)]).map(
    ({ ref, readers, fileReaders }) => ({
      of: describeRef(ref),
      readers: readers.map(describeRef),
      fileReaders: fileReaders.map(describeRef),
    }),
  )
}

const of = 'ConfigMap ns/settings'

describe('a ConfigMap that changes', () => {
  it.each([
    ['variables', workload(fromAll)],
    ['the key of a variable', workload(fromKey('a'))],
    ['an init container', workload({ initContainers: fromAll['containers'] ?? null })],
    ['a file with subPath', workload(mounted({ subPath: 'a' }))],
  ])('is stale to pods that read it by %s', (_, pod) => {
    expect(told(pod)).toEqual([{ of, readers: ['Deployment ns/web'], fileReaders: [] }])
  })

  it.each([
    ['mounted', workload(mounted({}), 'StatefulSet')],
    [
      'projected',
      workload(
        { volumes: [{ name: 'v', projected: { sources: [{ configMap: { name: 'settings' } }] } }] },
        'StatefulSet',
      ),
    ],
  ])('is seen by pods that have it %s', (_, pod) => {
    expect(told(pod)).toEqual([{ of, readers: [], fileReaders: ['StatefulSet ns/web'] }])
  })

  it.each([
    ['another key', workload(fromKey('b'))],
    ['a Job', objectOf('batch/v1', 'Job', 'web', { spec: { template: { spec: fromAll } } })],
    [
      'what Reloader looks after',
      workload(fromAll, 'Deployment', { annotations: { 'reloader.stakater.com/auto': 'true' } }),
    ],
    ['another namespace', { ...workload(fromAll), metadata: { name: 'web', namespace: 'other' } }],
    ['another object', workload(container({ envFrom: [{ configMapRef: { name: 'else' } }] }))],
    ['a Secret of its name', workload(container({ envFrom: [{ secretRef: { name: 'settings' } }] }))],
  ])('is nothing to %s', (_, pod) => {
    expect(told(pod)).toEqual([])
  })

  it('is read by pods that are replaced', () => {
    const before = workload(fromAll)
    const after = workload({ ...fromAll, priorityClassName: 'x' })
    expect(staleReaders([changed, change(before, after)])).toEqual([])
    expect(staleReaders([changed, change(null, after)])).toEqual([])
  })

  it('is new, or keeps its data', () => {
    expect(told(workload(fromAll), change(null, settings({ a: '1' })))).toEqual([])
    expect(told(workload(fromAll), change(settings({ a: '1' }), { ...settings({ a: '1' }), immutable: true }))).toEqual(
      [],
    )
  })
})

it('a Secret that changes is stale to pods that read it', () => {
  const secret = change(settings({ a: 'MQ==' }, 'Secret'), settings({ a: 'Mg==' }, 'Secret'))
  const pod = workload(container({ envFrom: [{ secretRef: { name: 'settings' } }] }))
  expect(told(pod, secret)).toEqual([{ of: 'Secret ns/settings', readers: ['Deployment ns/web'], fileReaders: [] }])
})
