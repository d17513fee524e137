import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../src/manifest/types.ts'
import { fieldsOfMoved, isMoved, movingPatch } from '../../../src/plan/membership/move.ts'
import { deployment, entry } from '../../support/plan/live.ts'

const part = 'applyset.kubernetes.io/part-of'
const to = { applySet: 'applyset-new', release: 'shop/prod_new/ns' }
const moved = { labels: { [part]: to.applySet }, annotations: { 'kdeploy.dev/release': to.release } }
const membership = {
  'f:annotations': { 'f:kdeploy.dev/release': {} },
  'f:labels': { [`f:${part}`]: {} },
}
const applied = (metadata: JsonObject = {}) =>
  entry('kdeploy', 'Apply', { 'f:spec': { 'f:replicas': {} }, ...metadata })

describe('an object that moves to another release', () => {
  test('gets its label and annotation, at the version that was read, and is moved once it has both', () => {
    const live = deployment({ replicas: 1 })

    expect(movingPatch(live, to)).toEqual({ metadata: { resourceVersion: '7', ...moved } })
    expect(isMoved(live, to)).toBe(false)
    expect(isMoved(deployment({}, [], { ...moved, annotations: {} }), to)).toBe(false)
    expect(isMoved(deployment({}, [], moved), to)).toBe(true)
  })

  test('has kdeploy apply them, rather than have written them by a patch', () => {
    const others = entry('kubectl-edit', 'Update', { 'f:metadata': { 'f:labels': { 'f:a': {} } } })
    const patched = entry('kdeploy', 'Update', { 'f:metadata': membership, 'f:spec': { 'f:paused': {} } })

    expect(fieldsOfMoved(deployment({}, [applied(), others, patched]), 'kdeploy')).toEqual([
      applied({ 'f:metadata': membership }),
      others,
      entry('kdeploy', 'Update', { 'f:spec': { 'f:paused': {} } }),
    ])
    const only = entry('kdeploy', 'Update', { 'f:metadata': membership })
    expect(fieldsOfMoved(deployment({}, [applied(), only]), 'kdeploy')).toEqual([applied({ 'f:metadata': membership })])
  })

  test('keeps its managedFields where that is so already, or kdeploy applies nothing of it', () => {
    expect(fieldsOfMoved(deployment({}, [applied({ 'f:metadata': membership })]), 'kdeploy')).toBeUndefined()
    const status = { ...entry('kdeploy', 'Update', { 'f:metadata': membership }), subresource: 'status' }
    expect(fieldsOfMoved(deployment({}, [applied(), status]), 'kdeploy')).toBeUndefined()
    expect(
      fieldsOfMoved(deployment({}, [entry('kdeploy', 'Update', { 'f:metadata': membership })]), 'kdeploy'),
    ).toBeUndefined()
  })
})
