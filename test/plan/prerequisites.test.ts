import { expect, test } from 'vitest'
import type { JsonObject, KubeObject } from '../../src/manifest/types.ts'
import { definedKind, missingProvider } from '../../src/plan/prerequisites.ts'

const ref = (kind: string, name: string, group = '', namespace: string | undefined = 'a') => ({
  group,
  version: 'v1',
  kind,
  namespace,
  name,
})

const providers = [
  { ref: ref('Role', 'app', 'rbac.authorization.k8s.io'), plural: 'roles' },
  { ref: ref('ServiceAccount', 'runner'), plural: 'serviceaccounts' },
  { ref: { ...ref('PriorityClass', 'high', 'scheduling.k8s.io'), namespace: undefined }, plural: 'priorityclasses' },
  { ref: ref('ResourceQuota', 'team'), plural: 'resourcequotas' },
]

const asking = (kind: string, name: string, content: JsonObject = {}, namespace = 'a') => ({
  ref: ref(kind, name, '', namespace),
  desired: { apiVersion: 'v1', kind, metadata: { name }, ...content } as KubeObject,
})

test.each([
  ['roles.rbac.authorization.k8s.io "app" not found', 'rbac.authorization.k8s.io/Role/a/app'],
  [
    'pods "x" is forbidden: error looking up service account a/runner: serviceaccount "runner" not found',
    '/ServiceAccount/a/runner',
  ],
  ['pods "x" is forbidden: no PriorityClass with name high was found', 'scheduling.k8s.io/PriorityClass//high'],
  [
    'pods "x" is forbidden: exceeded quota: team, requested: pods=1, used: pods=1, limited: pods=1',
    '/ResourceQuota/a/team',
  ],
  ['roles.rbac.authorization.k8s.io "other" not found', undefined],
  ['namespaces "a" not found', undefined],
  ['the server could not find the requested resource', undefined],
])('%s misses %s', (message, key) => {
  expect(missingProvider(message, asking('Pod', 'x'), providers)).toBe(key)
})

test('a binding that is answered as missing itself misses its role', () => {
  const binding = asking('RoleBinding', 'app', { roleRef: { kind: 'Role', name: 'app' } })
  const message = 'rolebindings.rbac.authorization.k8s.io "app" not found'
  expect(missingProvider(message, binding, providers)).toBe('rbac.authorization.k8s.io/Role/a/app')
})

test('an object of another namespace provides nothing', () => {
  const message = 'serviceaccount "runner" not found'
  expect(missingProvider(message, asking('Pod', 'x', {}, 'b'), providers)).toBeUndefined()
})

test('a CustomResourceDefinition defines its kind', () => {
  const names = { kind: 'Widget' }
  const crd = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'x' } }
  expect(definedKind({ ...crd, spec: { group: 'example.com', names } })).toBe('Widget.example.com')
  expect(definedKind({ ...crd, kind: 'ConfigMap' })).toBeUndefined()
})
