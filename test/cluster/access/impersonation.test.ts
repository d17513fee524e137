import { describe, expect, test } from 'vitest'
import { impersonating, impersonation } from '../../../src/cluster/access/impersonation.ts'
import type { KubeTarget } from '../../../src/cluster/access/kube-target.ts'
import type { JsonObject } from '../../../src/manifest/types.ts'

function target(user: JsonObject = {}): KubeTarget {
  const server = 'https://10.0.0.1:6443'
  return { kubeContext: 'prod', file: '/kubeconfig', server, namespace: 'default', cluster: {}, userName: 'ci', user }
}

const nobody = { user: undefined, uid: undefined, groups: [] }

describe('--as, --as-uid and --as-group', () => {
  test('name whom each request impersonates', () => {
    const as = { user: 'jane', uid: '17', groups: ['dev', 'ops'] }
    expect(impersonation(impersonating(target(), as))).toEqual({
      'impersonate-user': 'jane',
      'impersonate-uid': '17',
      'impersonate-group': ['dev', 'ops'],
    })
  })

  test('replace what the kubeconfig says, each on its own, as kubectl has it', () => {
    const user = { as: 'jane', 'as-groups': ['dev'], 'as-user-extra': { reason: ['test'] } }
    const headers = (as: Partial<typeof nobody> | object) =>
      impersonation(impersonating(target(user), { ...nobody, ...as }))

    expect(headers({ user: 'joe' })).toEqual({
      'impersonate-user': 'joe',
      'impersonate-group': ['dev'],
      'impersonate-extra-reason': ['test'],
    })
    expect(headers({ groups: ['ops'] })).toMatchObject({ 'impersonate-user': 'jane', 'impersonate-group': ['ops'] })
  })

  test('leave a kubeconfig as it is where none is given', () => {
    const own = target({ as: 'jane' })
    expect(impersonating(own, undefined)).toBe(own)
    expect(impersonating(own, nobody)).toBe(own)
  })

  test.each([
    [{ ...nobody, groups: ['dev'] }, 'no user is named'],
    [{ ...nobody, uid: '17' }, 'no user is named'],
    [{ ...nobody, user: '' }, 'no user is named'],
    [{ ...nobody, user: 'jane\r\nx: y' }, "a name contains characters that a header can't hold"],
  ])('%j is refused', (as, why) => {
    expect(() => impersonation(impersonating(target(), as))).toThrow(
      expect.objectContaining({
        code: 'impersonation-invalid',
        message: `can't impersonate as --as, --as-uid and --as-group say: ${why}`,
      }),
    )
  })
})

describe('a kubeconfig', () => {
  test.each([
    ['as-groups', { 'as-groups': ['dev'] }],
    ['as-uid', { 'as-uid': '17' }],
    ['as-user-extra', { 'as-user-extra': { reason: ['x'] } }],
  ])('that has %s without a user is refused, as kubectl refuses it', (field, user) => {
    expect(() => impersonation(target(user))).toThrow(`has ${field} without as for the user "ci"`)
  })

  test('that has empty ones impersonates nobody', () => {
    expect(impersonation(target({ as: '', 'as-groups': [], 'as-user-extra': {} }))).toEqual({})
  })
})
