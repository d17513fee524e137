import { describe, expect, test } from 'vitest'
import type { Need } from '../../../src/plan/permissions/need.ts'
import { firstDeniedName, isAllowed, rulesOf } from '../../../src/plan/permissions/rules.ts'

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
