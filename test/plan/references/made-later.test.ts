import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../src/manifest/types.ts'
import { offersOf } from '../../../src/plan/references/references.ts'
import { manifest } from '../../support/plan/references.ts'

const offers = (apiVersion: string, kind: string, fields: JsonObject) =>
  Object.fromEntries(offersOf([manifest(apiVersion, kind, fields)]))

describe('what a manifest offers', () => {
  it.each<[string, string, JsonObject, string[]]>([
    ['cert-manager.io/v1', 'Certificate', { spec: { secretName: 'cert' } }, ['cert']],
    ['external-secrets.io/v1', 'ExternalSecret', { spec: { target: { name: 'db' } } }, ['db']],
    ['external-secrets.io/v1', 'ExternalSecret', { spec: {} }, ['web']],
    ['bitnami.com/v1alpha1', 'SealedSecret', { spec: {} }, ['web']],
    [
      'secrets-store.csi.x-k8s.io/v1',
      'SecretProviderClass',
      { spec: { secretObjects: [{ secretName: 'db' }] } },
      ['db'],
    ],
    ['secrets.hashicorp.com/v1beta1', 'VaultStaticSecret', { spec: { destination: { name: 'db' } } }, ['db']],
    ['onepassword.com/v1', 'OnePasswordItem', {}, ['web']],
    ['isindir.github.com/v1alpha3', 'SopsSecret', { spec: { secretTemplates: [{ name: 'db' }] } }, ['db']],
    ['networking.k8s.io/v1', 'Ingress', { spec: { tls: [{ secretName: 'cert' }] } }, []],
    [
      'networking.k8s.io/v1',
      'Ingress',
      {
        metadata: { name: 'web', namespace: 'ns', annotations: { 'cert-manager.io/cluster-issuer': 'x' } },
        spec: { tls: [{ secretName: 'cert' }] },
      },
      ['cert'],
    ],
  ])('%s %s %o makes its Secrets later', (apiVersion, kind, fields, expected) => {
    const secrets = Object.entries(offers(apiVersion, kind, fields)).filter(([key]) => key.startsWith('/Secret/'))
    expect(secrets).toEqual(expected.map((name) => [`/Secret/ns/${name}`, 'any']))
  })

  it('a StatefulSet makes the claims of its replicas', () => {
    const spec = { replicas: 2, ordinals: { start: 3 }, volumeClaimTemplates: [{ metadata: { name: 'data' } }] }
    const keys = Object.keys(offers('apps/v1', 'StatefulSet', { spec }))
    expect(keys.slice(1)).toEqual(['/PersistentVolumeClaim/ns/data-web-3', '/PersistentVolumeClaim/ns/data-web-4'])
  })
})
