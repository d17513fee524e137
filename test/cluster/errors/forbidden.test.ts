import { describe, expect, test } from 'vitest'
import { ApiError } from '../../../src/cluster/errors/api-error.ts'
import { isForbidden, missingPermission, unlessForbidden } from '../../../src/cluster/errors/forbidden.ts'
import { api } from '../../support/cluster/refused.ts'

function refusal(status: number, message = 'refused'): ApiError {
  return new ApiError({ status, reason: '', message, request: 'GET /api/v1/namespaces/a/pods' })
}

test('only what the API server answered with 403 is forbidden', () => {
  expect([refusal(403), refusal(401), refusal(404), new Error('403'), undefined].map(isForbidden)).toEqual([
    true,
    ...Array(4).fill(false),
  ])
})

describe('a read that may be forbidden', () => {
  test('gives what it read', async () => {
    expect(await unlessForbidden(Promise.resolve(1), undefined)).toBe(1)
  })

  test('gives the fallback where it is forbidden', async () => {
    expect(await unlessForbidden(Promise.reject(refusal(403)), 'unknown')).toBe('unknown')
  })

  test.each([refusal(401), refusal(500), new Error('broken')])('fails with every other error: %s', async (error) => {
    await expect(unlessForbidden(Promise.reject(error), undefined)).rejects.toBe(error)
  })
})

describe('the permission that is missing', () => {
  const user = 'User "system:serviceaccount:a:ci" cannot'

  test('is read from what RBAC says', () => {
    const message = `deployments.apps "web" is forbidden: ${user} patch resource "deployments/scale" in API group "apps" in the namespace "a"`
    expect(missingPermission(refusal(403, message))).toEqual({
      verb: 'patch',
      resource: 'deployments/scale',
      group: 'apps',
      namespace: 'a',
      user: 'system:serviceaccount:a:ci',
    })
  })

  test('is for the whole cluster where no namespace is named', () => {
    const message = `nodes is forbidden: ${user} list resource "nodes" in API group "" at the cluster scope`
    expect(missingPermission(refusal(403, message))).toMatchObject({ verb: 'list', group: '', namespace: undefined })
  })

  test('is not known of admission, or of another status', () => {
    expect(missingPermission(refusal(403, 'exceeded quota: pods'))).toBeUndefined()
    expect(missingPermission(refusal(404, `${user} get resource "pods" in API group ""`))).toBeUndefined()
  })
})

test('a missing permission is read into verb, resource, namespace and user', () => {
  const inNamespace =
    'pods "a" is forbidden: User "system:serviceaccount:ci:bot" cannot get resource "pods/log" in API group "" in the namespace "shop"'
  expect(missingPermission(api(403, inNamespace))).toEqual({
    verb: 'get',
    resource: 'pods/log',
    group: '',
    namespace: 'shop',
    user: 'system:serviceaccount:ci:bot',
  })
  expect(
    missingPermission(
      api(403, 'nodes is forbidden: User "me" cannot list resource "nodes" in API group "" at the cluster scope'),
    )?.namespace,
  ).toBeUndefined()
  expect(missingPermission(api(403, 'exceeded quota'))).toBeUndefined()
})
