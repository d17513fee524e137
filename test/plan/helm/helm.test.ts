import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../../src/manifest/types.ts'
import { forgetCommand, helmReleaseOf, isHelmHook, isUnderWay } from '../../../src/plan/helm/helm.ts'

function live(annotations: Record<string, string>, labels: Record<string, string> = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'shop', annotations, labels } }
}

describe('the Helm release of a live object', () => {
  test('is what its annotations name', () => {
    const annotations = { 'meta.helm.sh/release-name': 'web', 'meta.helm.sh/release-namespace': 'other' }
    expect(helmReleaseOf(live(annotations, { 'app.kubernetes.io/managed-by': 'Helm' }))).toEqual({
      name: 'web',
      namespace: 'other',
    })
    expect(helmReleaseOf(live(annotations))).toEqual({ name: 'web', namespace: 'other' })
    expect(helmReleaseOf(live({ 'meta.helm.sh/release-name': 'web' }))).toEqual({ name: 'web', namespace: 'shop' })
  })

  test('is none without a name', () => {
    expect(helmReleaseOf(live({}, { 'app.kubernetes.io/managed-by': 'Helm' }))).toBeUndefined()
    expect(helmReleaseOf({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } })).toBeUndefined()
  })

  test('runs hooks, which carry an annotation', () => {
    expect(isHelmHook(live({ 'helm.sh/hook': 'pre-install' }))).toBe(true)
    expect(isHelmHook(live({}))).toBe(false)
  })

  test('is at work while it is pending or uninstalling', () => {
    const statuses = ['pending-install', 'pending-upgrade', 'pending-rollback', 'uninstalling']
    expect(statuses.map(isUnderWay)).toEqual([true, true, true, true])
    expect(['deployed', 'failed', 'superseded', 'uninstalled', 'unknown'].some(isUnderWay)).toBe(false)
  })

  test('is forgotten by deleting its records, of each kind', () => {
    expect(forgetCommand({ name: 'web', namespace: 'shop' }, ['Secret', 'ConfigMap'])).toBe(
      'kubectl delete secret -n shop -l owner=helm,name=web --field-selector type=helm.sh/release.v1 && kubectl delete configmap -n shop -l owner=helm,name=web',
    )
  })
})
