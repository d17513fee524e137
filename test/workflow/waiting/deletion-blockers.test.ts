import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../../src/manifest/types.ts'
import { describeBlockers } from '../../../src/workflow/waiting/deletion-blockers.ts'

const object = (kind: string, finalizers?: string[]): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'one', namespace: 'shop', ...(finalizers === undefined ? {} : { finalizers }) },
})

describe('what holds an object that is being deleted', () => {
  test('is its finalizers', () => {
    expect(describeBlockers(object('ConfigMap', ['a', 'b']), [])).toBe('held by finalizers: a, b')
  })

  test('is the pods that mount a claim, the first three by name', () => {
    const claim = object('PersistentVolumeClaim', ['kubernetes.io/pvc-protection'])

    expect(describeBlockers(claim, ['a', 'b', 'c', 'd'])).toBe(
      'held by finalizers: kubernetes.io/pvc-protection (pods mount it: a, b, c and 1 more)',
    )
  })

  test('is the pods that a deletion in the foreground takes first', () => {
    expect(describeBlockers(object('Deployment', ['foregroundDeletion']), ['web-1'])).toBe(
      'held by finalizers: foregroundDeletion (its pods are still there: web-1)',
    )
  })

  test('of a pod without a finalizer is its containers', () => {
    expect(describeBlockers(object('Pod'), [])).toBe('its containers are still stopping')
  })

  test('of a namespace is what its condition says', () => {
    const conditions = [{ type: 'NamespaceFinalizersRemaining', status: 'True', message: 'some content is held' }]
    const namespace = { ...object('Namespace'), status: { phase: 'Terminating', conditions } }

    expect(describeBlockers(namespace, [])).toBe('some content is held')
  })

  test('without a finalizer is nothing', () => {
    expect(describeBlockers(object('Service'), [])).toBe('it has no finalizers and should be gone soon')
  })
})
