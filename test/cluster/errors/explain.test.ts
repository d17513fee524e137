import { expect, test } from 'vitest'
import { api, explain } from '../../support/cluster/refused.ts'

test.each<[string, number, string, string, string]>([
  ['a 401', 401, 'Unauthorized', 'unauthorized', 'cluster'],
  [
    'a missing permission',
    403,
    'deployments.apps "web" is forbidden: User "ci" cannot patch resource "deployments" in API group "apps" in the namespace "shop"',
    'forbidden',
    'cluster',
  ],
  [
    'a quota',
    403,
    'pods "web" is forbidden: exceeded quota: q, requested: pods=1, used: pods=3, limited: pods=3',
    'quota-exceeded',
    'cluster',
  ],
  ['a webhook that denies', 400, 'admission webhook "x.example" denied the request: no', 'admission-denied', 'cluster'],
  [
    'a policy that denies',
    422,
    "deployments.apps \"web\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: too many",
    'admission-denied',
    'cluster',
  ],
  [
    'a webhook that is down',
    500,
    'Internal error occurred: failed calling webhook "x.example": connection refused',
    'webhook-failed',
    'cluster',
  ],
  [
    'a webhook that knows no dry-run',
    400,
    'admission webhook "x.example" does not support dry run',
    'dry-run-unsupported',
    'cluster',
  ],
  [
    'a LimitRange',
    403,
    'pods "web" is forbidden: maximum cpu usage per Container is 1, but limit is 2',
    'admission-denied',
    'cluster',
  ],
  [
    'a namespace that is going',
    403,
    'configmaps "a" is forbidden: unable to create new content in namespace shop because it is being terminated',
    'namespace-terminating',
    'cluster',
  ],
  ['a missing namespace', 404, 'namespaces "shop" not found', 'namespace-missing', 'input'],
  ['an object that is too large', 413, 'Request entity too large: limit is 3145728', 'object-too-large', 'input'],
  ['an object that etcd refuses', 500, 'etcdserver: request is too large', 'object-too-large', 'input'],
  ['a busy server', 429, 'too many requests', 'cluster-busy', 'cluster'],
  ['a broken server', 500, 'etcdserver: request timed out', 'cluster-error', 'cluster'],
])('%s is told as such', (_what, status, message, code, category) => {
  expect(explain(api(status, message))).toMatchObject({ code, category })
})

test.each([
  [
    'users "jane" is forbidden: User "ci" cannot impersonate resource "users" in API group "" at the cluster scope',
    'users "jane"',
    'users',
  ],
  [
    'groups "ops" is forbidden: User "ci" cannot impersonate resource "groups" in API group "" at the cluster scope',
    'groups "ops"',
    'groups',
  ],
  ['forbidden: User "ci" cannot impersonate-on:user-info:get path "/api"', 'another user', 'users'],
])('%s is told as what the own user lacks', (message, whom, resource) => {
  expect(explain(api(403, message))).toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining(`ci may not impersonate ${whom}`),
    hint: `ask for a ClusterRole bound to ci that allows impersonate on ${resource}, or leave --as out`,
  })
})
