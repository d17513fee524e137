import { describe, expect, test } from 'vitest'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { forgettingPatch, isForgotten } from '../../../src/plan/membership/forget.ts'
import { entry } from '../../support/plan/live.ts'

const label = 'applyset.kubernetes.io/part-of'

function member(content: JsonObject, managedFields: JsonObject[], metadata: JsonObject = {}): KubeObject {
  const labels = { [label]: 'applyset-x', app: 'web' }
  const annotations = { 'kdeploy.dev/release': 'shop/prod/ns', 'kdeploy.dev/wave': '1', mine: 'a' }
  const described = { name: 'a', resourceVersion: '7', labels, annotations, managedFields, ...metadata }
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: described, ...content }
}

const own = entry('kdeploy', 'Apply', {
  'f:metadata': { 'f:labels': { [`f:${label}`]: {} } },
  'f:kind-like-list': {},
  'f:data': { 'f:a': {} },
})
const version = { op: 'replace', path: '/metadata/resourceVersion', value: '7' }

describe('the patch by which an object is forgotten', () => {
  test("takes kdeploy's label and annotations and its fields, and leaves those of others", () => {
    const status = { ...entry('kubelet', 'Update', { 'f:status': {} }), subresource: 'status' }
    const restart = entry('kdeploy-restart', 'Update', { 'f:spec': {} })
    const patched = entry('kdeploy', 'Update', { 'f:data': { 'f:b': {} } })
    const helm = entry('kdeploy-helm', 'Apply', { 'f:metadata': { 'f:annotations': { 'f:keep': {} } } })

    expect(forgettingPatch(member({ data: { a: '1' } }, [own, patched, restart, helm, status]), 'kdeploy')).toEqual([
      version,
      { op: 'add', path: '/metadata/managedFields', value: [helm, status] },
      { op: 'remove', path: '/metadata/labels/applyset.kubernetes.io~1part-of' },
      { op: 'remove', path: '/metadata/annotations/kdeploy.dev~1release' },
      { op: 'remove', path: '/metadata/annotations/kdeploy.dev~1wave' },
    ])
  })

  test('leaves one map, itself, where nobody else has a field, and a list where there is no map', () => {
    const copied = entry('someone', 'Update', { 'f:metadata': { 'f:labels': { [`f:${label}`]: {} } } })
    const held = (content: JsonObject, ...entries: JsonObject[]) =>
      forgettingPatch(member(content, entries), 'kdeploy').filter((one) =>
        JSON.stringify(one).includes('managedFields'),
      )
    const put = (...value: JsonObject[]) => [{ op: 'add', path: '/metadata/managedFields', value }]

    expect(held({ 'kind-like-list': [], data: { a: '1' } }, own, copied)).toEqual(
      put({ ...own, fieldsV1: { 'f:data': {} } }),
    )
    expect(held({ 'kind-like-list': [] }, own)).toEqual(put({ ...own, fieldsV1: { 'f:kind-like-list': {} } }))
    expect(held({}, entry('kdeploy', 'Apply', { 'f:metadata': { 'f:labels': {} } }))).toEqual([])
  })

  test('is done once neither label nor annotation is left', () => {
    expect(isForgotten(member({}, []))).toBe(false)
    expect(isForgotten(member({}, [], { labels: { app: 'web' }, annotations: { mine: 'a' } }))).toBe(true)
    expect(isForgotten(member({}, [], { labels: {}, annotations: { 'kdeploy.dev/wave': '1' } }))).toBe(false)
  })
})
