import { load } from 'js-yaml'
import { expect, test } from 'vitest'
import { allNeeds, optional } from '../../../src/plan/permissions/need.ts'
import { rolesFor } from '../../../src/plan/permissions/role.ts'

const inNamespace = (resource: string, group = '') => ({ group, resource, namespace: 'a' })

test('what is needed in a namespace makes one Role, what is needed everywhere a ClusterRole', () => {
  const nodes = { group: '', resource: 'nodes', namespace: undefined }
  const roles = rolesFor(
    [
      ...allNeeds(inNamespace('deployments', 'apps'), ['patch', 'get'], 'it'),
      ...allNeeds(inNamespace('deployments', 'apps'), ['get', 'create'], 'it'),
      ...allNeeds(nodes, ['get'], 'it'),
    ],
    'kdeploy',
  )

  expect(roles.map((role) => load(role))).toEqual([
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'kdeploy', namespace: 'a' },
      rules: [{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['get', 'create', 'patch'] }],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'kdeploy' },
      rules: [{ apiGroups: [''], resources: ['nodes'], verbs: ['get'] }],
    },
  ])
})

test('resources of a group that need the same verbs share a rule', () => {
  const needs = ['pods', 'events'].flatMap((resource) => allNeeds(inNamespace(resource), ['watch', 'list'], 'it'))

  expect(rolesFor(needs, 'kdeploy')[0]?.split('\n').slice(3)).toEqual([
    'rules:',
    '- {apiGroups: [""], resources: [pods, events], verbs: [list, watch]}',
  ])
})

test('a role that a run can do without says so, and a namespace stays text', () => {
  const needs = optional(allNeeds({ group: '', resource: 'pods', namespace: '123' }, ['get'], 'it'))

  expect(rolesFor(needs, 'kdeploy')[0]).toContain(
    'kind: Role # optional\nmetadata: {name: kdeploy, namespace: "123"}\n',
  )
})
