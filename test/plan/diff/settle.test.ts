import { describe, expect, test } from 'vitest'
import type { Json, JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { settle } from '../../../src/plan/diff/settle.ts'

const base = { apiVersion: 'apps/v1', kind: 'Deployment' }

function object(spec: Json, owned?: JsonObject): KubeObject {
  const managedFields: Json[] =
    owned === undefined ? [] : [{ manager: 'kdeploy', operation: 'Apply', fieldsV1: { 'f:spec': owned } }]
  return { ...base, metadata: { name: 'web', uid: '1', ...(owned && { managedFields }) }, spec }
}

/** What is left to compare of the spec. */
function settled(live: KubeObject | null, merged: Json, desired: Json, isComplete = true) {
  const { before, after, alsoChanged } = settle(live, object(merged), object(desired), {
    isComplete,
    becomesMember: live === null,
  })
  const specOf = (value: Json | undefined) => (value as KubeObject | undefined)?.['spec']
  return { before: specOf(before), after: specOf(after), alsoChanged }
}

describe('what is compared of an object', () => {
  test('of a new one, what the manifest says and what webhooks add to labels and lists', () => {
    const desired = { labels: { a: '1' }, containers: [{ name: 'app' }], ports: [{ port: 80 }] }
    const merged = {
      labels: { a: '1', injected: 'yes' },
      containers: [{ name: 'app', imagePullPolicy: 'Always' }, { name: 'istio-proxy' }],
      ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
      strategy: { type: 'RollingUpdate' },
    }

    expect(settled(null, merged, desired)).toEqual({
      before: undefined,
      after: {
        labels: { a: '1', injected: 'yes' },
        containers: [{ name: 'app' }, { name: 'istio-proxy' }],
        ports: [{ port: 80 }],
      },
      alsoChanged: [],
    })
  })

  test('what follows from another field is told apart, and what somebody set and goes is not', () => {
    const live = object({ type: 'A', replicas: 3, follows: 1, gone: 2 }, { 'f:type': {}, 'f:replicas': {} })

    expect(settled(live, { type: 'B', replicas: 1, follows: 2, came: 3 }, { type: 'B' })).toEqual({
      before: { type: 'A', replicas: 3, follows: 1 },
      after: { type: 'B', replicas: 1, follows: 1 },
      alsoChanged: ['spec.follows', 'spec.gone', 'spec.came'],
    })
  })

  test('of an item that goes, what somebody set of it', () => {
    const live = object(
      { containers: [{ name: 'a' }, { name: 'b', image: 'x', imagePullPolicy: 'Always' }] },
      { 'f:containers': { 'k:{"name":"a"}': { '.': {} }, 'k:{"name":"b"}': { '.': {}, 'f:name': {}, 'f:image': {} } } },
    )

    expect(settled(live, { containers: [{ name: 'a' }] }, { containers: [{ name: 'a' }] }).before).toEqual({
      containers: [{ name: 'a' }, { name: 'b', image: 'x' }],
    })
  })

  test('all of an atomic field is whose the field is', () => {
    const live = object({ selector: { a: '1', b: '2' } }, { 'f:selector': {} })

    expect(settled(live, { selector: { a: '1' } }, { selector: { a: '1' } })).toEqual({
      before: { selector: { a: '1', b: '2' } },
      after: { selector: { a: '1' } },
      alsoChanged: [],
    })
  })

  test('of a list of thousands of items, without asking each field of a manager about each item', () => {
    const items = (value: string) => Array.from({ length: 5000 }, (_, index) => ({ name: `item-${index}`, value }))
    const owned = Object.fromEntries(items('').map(({ name }) => [`k:${JSON.stringify({ name })}`, { 'f:value': {} }]))
    const [old, now] = [items('a'), items('b')]

    expect(settled(object({ list: old }, { 'f:list': owned }), { list: now }, { list: now })).toEqual({
      before: { list: old },
      after: { list: now },
      alsoChanged: [],
    })
  })

  test('everything, of an object that lost its managedFields', () => {
    expect(settled(object({ a: 1, b: 2 }), { b: 3 }, {}).before).toEqual({ a: 1, b: 2 })
  })

  test('of a guess, nothing that only the server could have added, and no equal quantity', () => {
    const live = object(
      { limits: { cpu: '500m' }, containers: [{ name: 'a', imagePullPolicy: 'Always' }] },
      { 'f:limits': { 'f:cpu': {} }, 'f:containers': { 'k:{"name":"a"}': { 'f:name': {} } } },
    )
    const desired = { limits: { cpu: '0.5' }, containers: [{ name: 'a' }] }

    const { before, after, alsoChanged } = settled(live, desired, desired, false)

    expect(after).toEqual(before)
    expect(alsoChanged).toEqual([])
  })

  test('of one that becomes a member, nothing that only says so; of one that is, all that goes and comes', () => {
    const marked = (annotations: Record<string, string>) => {
      const one = object({ a: 1 })
      return { ...one, metadata: { ...one.metadata, annotations } }
    }
    const [bare, member] = [marked({}), marked({ 'kdeploy.dev/release': 'a/b/c' })]
    const compared = (live: KubeObject | null, becomesMember: boolean) =>
      settle(live, member, member, { isComplete: true, becomesMember })

    expect(compared(null, true).after).toEqual({ ...base, metadata: { name: 'web' }, spec: { a: 1 } })
    expect(compared(bare, true).after).toEqual(compared(bare, true).before)
    expect(compared(bare, false).after).not.toEqual(compared(bare, false).before)
  })

  test('nothing that nobody wants to see, which is counted', () => {
    const spec = (build: string) => ({
      containers: [{ name: 'app', env: [{ name: 'BUILD', value: build }], image: build }],
    })
    const live = { ...object(spec('1')), metadata: { name: 'web', annotations: { 'example.com/build': '1' } } }
    const next = { ...object(spec('2')), metadata: { name: 'web', annotations: { 'example.com/build': '2' } } }
    const unshown = ['.metadata.annotations.example.com/build', '.spec.containers[name="app"].env[name="BUILD"].value']

    const settledOnes = settle(live, next, next, {
      isComplete: true,
      becomesMember: false,
      isUnshown: (field) => unshown.includes(field),
    })

    expect(settledOnes).toMatchObject({
      before: { spec: spec('1') },
      after: { spec: { containers: [{ env: [{ value: '1' }], image: '2' }] } },
      unshown: 2,
    })
  })

  test('no counter of the server', () => {
    const annotated = (generation: string) => {
      const one = object({})
      return {
        ...one,
        metadata: { ...one.metadata, annotations: { 'deprecated.daemonset.template.generation': generation } },
      }
    }

    const { before, after, alsoChanged } = settle(annotated('1'), annotated('2'), object({}), {
      isComplete: true,
      becomesMember: false,
    })

    expect(after).toEqual(before)
    expect(alsoChanged).toEqual([])
  })
})
