import { describe, expect, test } from 'vitest'
import { firstDeniedName, isAllowed, type Need, needsOfObjects, rolesFor, rulesOf } from '../../src/plan/permissions.ts'

const need = (more: Partial<Need> = {}): Need => ({
  verb: 'patch',
  group: 'apps',
  resource: 'deployments',
  namespace: 'a',
  names: ['web', 'api'],
  for: 'a test',
  onlyForNew: false,
  ...more,
})

describe('a need is allowed', () => {
  const rule = { verbs: ['get', 'patch'], apiGroups: ['apps'], resources: ['deployments'] }

  test('by a rule of its verb, group and resource, or one with stars', () => {
    expect(isAllowed(need(), [rule])).toBe(true)
    expect(isAllowed(need(), [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }])).toBe(true)
    expect(isAllowed(need({ verb: 'create' }), [rule])).toBe(false)
    expect(isAllowed(need({ group: '' }), [rule])).toBe(false)
    expect(isAllowed(need({ resource: 'deployments/scale' }), [rule])).toBe(false)
  })

  test('by rules for names only where they cover every one', () => {
    const named = (...resourceNames: string[]) => ({ ...rule, resourceNames })
    expect(isAllowed(need(), [named('web')])).toBe(false)
    expect(firstDeniedName(need(), [named('web')])).toBe('api')
    expect(isAllowed(need(), [named('web'), named('api', 'other')])).toBe(true)
    expect(isAllowed(need({ names: [] }), [named('web')])).toBe(false)
  })
})

test.each([
  ['no status', undefined],
  ['a status that is text', 'x'],
  ['no rules', {}],
  ['rules that are text', { resourceRules: 'x' }],
  ['a rule that is nothing', { resourceRules: [null] }],
  ['verbs that are no list', { resourceRules: [{ verbs: 1.5, apiGroups: ['*'], resources: ['*'] }] }],
  ['a group that is no text', { resourceRules: [{ verbs: ['*'], apiGroups: [null], resources: ['*'] }] }],
  ['no resources', { resourceRules: [{ verbs: ['*'], apiGroups: ['*'] }] }],
  [
    'names that are no list',
    { resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'], resourceNames: 'web' }] },
  ],
])('a review with %s allows nothing', (_, status) => {
  const rules = rulesOf(status)
  expect(rules).toEqual([])
  expect(isAllowed(need(), rules)).toBe(false)
})

test('of a review, the rules that can be read count', () => {
  const rule = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] }
  const named = { ...rule, resourceNames: ['web'] }
  expect(rulesOf({ resourceRules: ['x', rule, named], incomplete: true })).toEqual([rule, named])
})

test('objects of one kind and namespace need each permission once', () => {
  const object = (name: string, absent: boolean) => ({
    ref: { group: 'apps', version: 'v1', kind: 'Deployment', namespace: 'a', name },
    plural: 'deployments',
    place: { file: `${name}.yaml` },
    absent,
  })

  const needs = needsOfObjects([object('web', false), object('api', true)])

  expect(needs.map(({ verb, names, onlyForNew }) => ({ verb, names, onlyForNew }))).toEqual([
    { verb: 'get', names: ['web', 'api'], onlyForNew: false },
    { verb: 'patch', names: ['web', 'api'], onlyForNew: false },
    { verb: 'create', names: ['web', 'api'], onlyForNew: false },
  ])
})

test('what is missing in a namespace makes one Role, what is missing everywhere a ClusterRole', () => {
  const roles = rolesFor([
    need(),
    need({ verb: 'create' }),
    need({ verb: 'get', group: '', resource: 'namespaces', namespace: undefined }),
  ])

  expect(roles).toEqual([
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'kdeploy', namespace: 'a' },
      rules: [{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['patch', 'create'] }],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'kdeploy' },
      rules: [{ apiGroups: [''], resources: ['namespaces'], verbs: ['get'] }],
    },
  ])
})
