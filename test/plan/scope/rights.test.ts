import { describe, expect, test } from 'vitest'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { extraGrants, isRbac } from '../../../src/plan/scope/rights.ts'

const rbac = 'rbac.authorization.k8s.io'

function object(kind: string, content: JsonObject, labels: JsonObject = {}): KubeObject {
  return { apiVersion: `${rbac}/v1`, kind, metadata: { name: 'a', labels }, ...content }
}

const beyond = (wanted: KubeObject, present?: KubeObject, group = rbac) =>
  extraGrants(wanted, present, { group, version: 'v1', kind: wanted.kind, namespace: undefined, name: 'a' })

const role = (name: string) => ({ apiGroup: rbac, kind: 'ClusterRole', name })
const account = (name: string, namespace = 'shop') => ({ kind: 'ServiceAccount', name, namespace })
const reads = [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }]

test('the four kinds of RBAC are about rights, also as OpenShift serves them', () => {
  const groups = [rbac, 'authorization.openshift.io', 'example.com']

  expect(groups.map((group) => isRbac({ group, kind: 'RoleBinding' }))).toEqual([true, true, false])
  expect(['Role', 'ClusterRole', 'ClusterRoleBinding'].every((kind) => isRbac({ group: rbac, kind }))).toBe(true)
})

describe('a binding grants more', () => {
  const binding = (name: string, ...subjects: JsonObject[]) =>
    object('ClusterRoleBinding', { roleRef: role(name), subjects })

  test('to each new subject', () => {
    const wanted = binding('view', account('web'), account('web', 'other'), { kind: 'Group', name: 'ops' })

    expect(beyond(wanted, binding('view', account('web')))).toEqual([
      'ClusterRole view to ServiceAccount other/web',
      'ClusterRole view to Group ops',
    ])
  })

  test('to all of its subjects, where its role is another one', () => {
    expect(beyond(binding('admin', account('web')), binding('view', account('web')))).toEqual([
      'ClusterRole admin to ServiceAccount shop/web',
    ])
  })

  test('to all of them where there is none yet, and to nobody where it has none', () => {
    expect(beyond(binding('view', account('web')))).toEqual(['ClusterRole view to ServiceAccount shop/web'])
    expect(beyond(binding('view'))).toEqual([])
  })

  test('to nobody where it names fewer', () => {
    expect(beyond(binding('view', account('a')), binding('view', account('b'), account('a')))).toEqual([])
  })

  test('to whoever is written so that it cannot be read', () => {
    const subjects = ['everyone'] as unknown as JsonObject[]

    expect(beyond(binding('view', ...subjects), binding('view'))).toEqual(['ClusterRole view to someone'])
  })
})

describe('a ClusterRole grants more', () => {
  test('by its rules', () => {
    expect(beyond(object('ClusterRole', { rules: reads }))).toEqual(['get pods'])
    expect(beyond(object('ClusterRole', { rules: reads }), object('ClusterRole', { rules: reads }))).toEqual([])
  })

  test('by a label, for which another one may take its rules; but not by a version', () => {
    const label = 'rbac.authorization.k8s.io/aggregate-to-admin'
    const wanted = object('ClusterRole', { rules: reads }, { [label]: 'true', 'app.kubernetes.io/version': '2' })

    expect(beyond(wanted, object('ClusterRole', { rules: reads }))).toEqual([`its rules to what selects ${label}=true`])
    expect(beyond(wanted, object('ClusterRole', { rules: reads }, { [label]: 'true' }))).toEqual([])
  })

  test('by what it aggregates', () => {
    const by = (name: string) => ({ matchLabels: { [name]: 'true' } })
    const aggregated = (...clusterRoleSelectors: JsonObject[]) =>
      object('ClusterRole', { aggregationRule: { clusterRoleSelectors } })

    expect(beyond(aggregated(by('a'), by('b')), aggregated(by('a')))).toEqual(['the rules of other ClusterRoles'])
    expect(beyond(aggregated(by('a')), aggregated(by('a'), by('b')))).toEqual([])
  })
})

test('what is not in the form of Kubernetes grants more wherever it differs', () => {
  const wanted = { ...object('RoleBinding', { userNames: ['eve'] }), apiVersion: 'authorization.openshift.io/v1' }
  const present = { ...wanted, metadata: { name: 'a', uid: '1' } }

  expect(beyond(wanted, { ...present, userNames: [] }, 'authorization.openshift.io')).toEqual(['different rights'])
  expect(beyond(wanted, present, 'authorization.openshift.io')).toEqual([])
})
