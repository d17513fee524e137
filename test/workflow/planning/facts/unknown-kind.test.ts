import { expect, it } from 'vitest'
import type { ApiResource } from '../../../../src/cluster/api/cluster.ts'
import { refOf } from '../../../../src/manifest/identity.ts'
import type { Manifest } from '../../../../src/manifest/types.ts'
import { unknownKind } from '../../../../src/workflow/planning/facts/unknown-kind.ts'

const served = (
  group: string,
  version: string,
  kind: string,
  plural: string,
  shortNames: string[] = [],
): ApiResource => ({
  group,
  version,
  kind,
  plural,
  singular: kind.toLowerCase(),
  shortNames,
  namespaced: true,
  verbs: ['get', 'patch'],
  hasStatus: true,
})

const resources = [
  served('', 'v1', 'ConfigMap', 'configmaps', ['cm']),
  { ...served('', 'v1', 'Binding', 'bindings'), verbs: ['create'] },
  served('apps', 'v1', 'Deployment', 'deployments', ['deploy']),
  served('batch', 'v1', 'CronJob', 'cronjobs', ['cj']),
  served('batch', 'v1', 'Job', 'jobs'),
  served('networking.k8s.io', 'v1', 'Ingress', 'ingresses', ['ing']),
  served('networking.k8s.io', 'v1', 'ServiceCIDR', 'servicecidrs'),
]

it.each([
  ['extensions/v1beta1', 'Deployment', 'apiVersion', 'the cluster serves Deployment as apps/v1: correct apiVersion'],
  ['batch/v1beta1', 'CronJob', 'apiVersion', 'the cluster serves CronJob as batch/v1: correct apiVersion'],
  ['v1', 'Deployment', 'apiVersion', 'the cluster serves Deployment as apps/v1: correct apiVersion'],
  ['apps/v1', 'Deploymnt', 'kind', 'the cluster serves Deployment as apps/v1: correct kind'],
  ['v1', 'configmap', 'kind', 'the cluster serves ConfigMap as v1: correct kind'],
  ['apps/v1', 'deploy', 'kind', 'the cluster serves Deployment as apps/v1: correct kind'],
  ['v1', 'Deployments', 'kind', 'the cluster serves Deployment as apps/v1: correct apiVersion and kind'],
  [
    'extensions/v1beta1',
    'Ingres',
    'kind',
    'the cluster serves Ingress as networking.k8s.io/v1: correct apiVersion and kind',
  ],
])('%s %s is told with what the cluster serves', (apiVersion, kind, field, hint) => {
  expect(explained(apiVersion, kind)).toMatchObject({
    code: 'kind-unknown',
    message: `the cluster does not serve the kind ${kind} of ${apiVersion}`,
    place: { file: field },
    hint,
  })
})

it.each([
  ['policy/v1beta1', 'PodSecurityPolicy'],
  ['cert-manager.io/v1', 'Certificate'],
  ['monitoring.coreos.com/v1', 'ServiceMonitr'],
  ['monitoring.coreos.com/v1', 'ServiceMonitor'],
  ['v2', 'Binding'],
])('%s %s is told how it might come to be served', (apiVersion, kind) => {
  expect(explained(apiVersion, kind)).toMatchObject({
    place: { file: 'kind' },
    hint: expect.stringMatching(/^install its/),
  })
})

function explained(apiVersion: string, kind: string) {
  const object = { apiVersion, kind, metadata: { name: 'a' } }
  const manifest: Manifest = {
    object,
    template: 'a.yaml',
    placeOf: ([field]) => ({ file: String(field) }),
    sensitive: [],
  }
  return unknownKind(manifest, refOf(object), resources)
}
