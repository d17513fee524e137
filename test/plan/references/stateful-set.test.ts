import { expect, test } from 'vitest'
import type { Json, Manifest } from '../../../src/manifest/types.ts'
import { statefulSetReferences } from '../../../src/plan/references/stateful-set.ts'

function manifest(kind: string, spec: Json, apiVersion = 'apps/v1'): Manifest {
  return {
    object: { apiVersion, kind, metadata: { name: 'db', namespace: 'shop' }, spec },
    template: 'db.yaml',
    sensitive: [],
    placeOf: (path) => ({ file: path.join('.') }),
  }
}

test('a StatefulSet refers to the Service that names its pods, and runs without it', () => {
  expect(statefulSetReferences(manifest('StatefulSet', { serviceName: 'db-pods' }))).toMatchObject([
    {
      to: { group: '', kind: 'Service', namespace: 'shop', name: 'db-pods' },
      path: ['spec', 'serviceName'],
      isSoft: true,
    },
  ])
})

test.each([
  ['StatefulSet', {}, 'apps/v1'],
  ['StatefulSet', { serviceName: '' }, 'apps/v1'],
  ['Deployment', { serviceName: 'db' }, 'apps/v1'],
  ['StatefulSet', { serviceName: 'db' }, 'apps.kruise.io/v1beta1'],
])('%s with %j of %s refers to none', (kind, spec, apiVersion) => {
  expect(statefulSetReferences(manifest(kind, spec, apiVersion))).toEqual([])
})
