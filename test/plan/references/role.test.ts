import { describe, expect, it } from 'vitest'
import { manifest, named } from '../../support/plan/references.ts'

describe('what a binding names', () => {
  const group = 'rbac.authorization.k8s.io'
  it.each([
    ['RoleBinding', { kind: 'Role', name: 'reader' }, ['Role ns/reader']],
    ['RoleBinding', { kind: 'ClusterRole', name: 'reader' }, ['ClusterRole reader']],
    ['ClusterRoleBinding', { kind: 'ClusterRole', name: 'reader' }, ['ClusterRole reader']],
    ['RoleBinding', { kind: 'ClusterRole', name: 'view' }, []],
    ['RoleBinding', { kind: 'Role', name: 'view' }, ['Role ns/view']],
    ['RoleBinding', { kind: 'Rule', name: 'x' }, []],
  ])('is its role (%s of %o)', (kind, roleRef, expected) => {
    const binding = manifest(`${group}/v1`, kind, { roleRef: { apiGroup: group, ...roleRef } })
    expect(named(binding)).toEqual(expected)
  })
})
