import { describe, expect, it } from 'vitest'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { withoutPlaceholders } from '../../../src/plan/ownership/placeholders.ts'

const object = (apiVersion: string, kind: string, more: JsonObject): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name: 'x' },
  ...more,
})
const rbac = 'rbac.authorization.k8s.io/v1'
const hooks = 'admissionregistration.k8s.io/v1'

describe('what a manifest leaves to controllers', () => {
  it.each<[string, KubeObject, JsonObject]>([
    [
      'the rules of an aggregated ClusterRole',
      object(rbac, 'ClusterRole', { aggregationRule: { a: 1 }, rules: [] }),
      { aggregationRule: { a: 1 } },
    ],
    ['not those of any other', object(rbac, 'ClusterRole', { rules: [] }), { rules: [] }],
    [
      'not rules that are there',
      object(rbac, 'ClusterRole', { aggregationRule: { a: 1 }, rules: [{ verbs: ['get'] }] }),
      { aggregationRule: { a: 1 }, rules: [{ verbs: ['get'] }] },
    ],
    [
      'an empty caBundle of each webhook',
      object(hooks, 'ValidatingWebhookConfiguration', {
        webhooks: [{ clientConfig: { caBundle: '' } }, { clientConfig: { caBundle: 'Cg==' } }],
      }),
      { webhooks: [{ clientConfig: {} }, { clientConfig: {} }] },
    ],
    [
      'not one that is there',
      object(hooks, 'MutatingWebhookConfiguration', { webhooks: [{ clientConfig: { caBundle: 'TUlJ' } }] }),
      { webhooks: [{ clientConfig: { caBundle: 'TUlJ' } }] },
    ],
    ['an empty status', object('example.com/v1', 'Thing', { status: {}, spec: {} }), { spec: {} }],
    [
      'an address and a node port of 0',
      object('v1', 'Service', { spec: { clusterIP: '', ports: [{ port: 80, nodePort: 0 }] } }),
      { spec: { ports: [{ port: 80 }] } },
    ],
  ])('%s', (_, manifest, rest) => {
    const { apiVersion, kind, metadata } = manifest
    expect(withoutPlaceholders(manifest)).toEqual({ apiVersion, kind, metadata, ...rest })
  })

  it('is a creationTimestamp that a generator wrote as null', () => {
    const manifest = { ...object('v1', 'ConfigMap', {}), metadata: { name: 'x', creationTimestamp: null } }
    expect(withoutPlaceholders(manifest).metadata).toEqual({ name: 'x' })
  })
})
