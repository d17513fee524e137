import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../src/manifest/types.ts'
import { manifest, named } from '../../support/plan/references.ts'

const ingress = (spec: JsonObject) => named(manifest('networking.k8s.io/v1', 'Ingress', { spec }))
const backend = (name: string, port: JsonObject) => ({ service: { name, port } })
const rule = (...backends: JsonObject[]) => ({ http: { paths: backends.map((one) => ({ path: '/', backend: one })) } })

describe('what an Ingress names', () => {
  it('is the Service of each path and of the default, with its port by name or number', () => {
    const rules = [rule(backend('web', { number: 80 }), backend('web', { name: 'http' })), { host: 'no.paths' }]
    expect(ingress({ defaultBackend: backend('fallback', { number: 8080 }), rules })).toEqual([
      'Service ns/fallback: port 8080',
      'Service ns/web: port 80',
      'Service ns/web: port http',
    ])
  })

  it('is the Secret of each certificate', () => {
    expect(ingress({ tls: [{ secretName: 'cert' }, { hosts: ['a.b'] }] })).toEqual(['Secret ns/cert'])
  })

  it('is an object of another kind', () => {
    const bucket = { resource: { apiGroup: 'a.b', kind: 'Bucket', name: 'x' } }
    expect(ingress({ rules: [rule(bucket)] })).toEqual(['Bucket ns/x'])
  })

  it('is no action of the AWS Load Balancer Controller', () => {
    expect(ingress({ rules: [rule(backend('ssl-redirect', { name: 'use-annotation' }))] })).toEqual([])
  })
})

describe('what a HorizontalPodAutoscaler names', () => {
  it.each([
    ['autoscaling/v2', { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, ['Deployment ns/web']],
    ['autoscaling/v1', { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'web' }, ['Rollout ns/web']],
    [
      'autoscaling/v2',
      { apiVersion: 'v1', kind: 'ReplicationController', name: 'web' },
      ['ReplicationController ns/web'],
    ],
    ['autoscaling/v2', {}, []],
    ['keda.sh/v1alpha1', { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, []],
  ])('is its target (%s)', (apiVersion, scaleTargetRef, expected) => {
    expect(named(manifest(apiVersion, 'HorizontalPodAutoscaler', { spec: { scaleTargetRef } }))).toEqual(expected)
  })
})

describe('what a ServiceAccount names', () => {
  it('is the Secrets to pull images with, not those that pods may mount', () => {
    const fields = { imagePullSecrets: [{ name: 'registry' }, {}], secrets: [{ name: 'token' }] }
    expect(named(manifest('v1', 'ServiceAccount', fields))).toEqual(['Secret ns/registry'])
  })

  it('is nothing for a kind of the same name in another group', () => {
    expect(named(manifest('a.b/v1', 'ServiceAccount', { imagePullSecrets: [{ name: 'x' }] }))).toEqual([])
  })
})

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
