import { expect, test } from 'vitest'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { candidatesAmong } from '../../../src/plan/prune/candidates.ts'
import { fateOfObject } from '../../../src/plan/prune/decide.ts'
import { reasonOf } from '../../../src/plan/prune-candidates.ts'

const applied = [{ manager: 'kdeploy', operation: 'Apply', fieldsV1: { 'f:data': {} } }]

function object(apiVersion: string, kind: string, name: string, metadata: JsonObject = {}): KubeObject {
  return {
    apiVersion,
    kind,
    metadata: { name, namespace: 'shop', uid: `${kind}-${name}`, managedFields: applied, ...metadata },
  }
}

/** Each with why it stays. */
const candidates = (members: readonly KubeObject[], keys: readonly string[] = [], uids: readonly string[] = []) =>
  candidatesAmong(members, new Set(keys), new Set(uids), 'kdeploy')
    .map(fateOfObject)
    .map((one) => [one.ref.name, reasonOf(one)])

test('what is rendered is no candidate, in whatever version', () => {
  expect(candidates([object('apps/v1beta2', 'Deployment', 'web')], ['apps/Deployment/shop/web'])).toEqual([])
})

test('one object that the server lists under two groups is no candidate', () => {
  const ingress = object('extensions/v1beta1', 'Ingress', 'web', { uid: '1' })

  expect(candidates([ingress], ['networking.k8s.io/Ingress/shop/web'], ['1'])).toEqual([])
})

test('workloads go before what they refer to', () => {
  const members = [
    object('v1', 'ConfigMap', 'config'),
    object('apps/v1', 'Deployment', 'web'),
    object('v1', 'ServiceAccount', 'web-account'),
  ]

  expect(candidates(members).map(([name]) => name)).toEqual(['web', 'config', 'web-account'])
})

test.for([
  ['was copied by a controller', { ownerReferences: [{ kind: 'Service', name: 'web', controller: true }] }],
  ['was copied by somebody', { managedFields: [{ manager: 'kubectl', operation: 'Update' }] }],
  ['is already being deleted', { deletionTimestamp: '2026-11-21T05:00:00Z' }],
] as const)('what %s is left alone', ([, metadata]) => {
  expect(candidates([object('v1', 'ConfigMap', 'a', metadata as unknown as JsonObject)])).toEqual([])
})

test('a StatefulSet that would take its claims along stays; one that would not goes', () => {
  const set = (name: string, whenDeleted: string) => ({
    ...object('apps/v1', 'StatefulSet', name),
    spec: { persistentVolumeClaimRetentionPolicy: { whenDeleted } },
  })

  expect(candidates([set('a', 'Delete'), set('b', 'Retain')])).toEqual([
    ['a', 'deleting it deletes its claims (whenDeleted: Delete), so it is deleted only by name: --also-delete'],
    ['b', undefined],
  ])
})

test('what its annotation sends first goes last', () => {
  const first = object('v1', 'ConfigMap', 'first', { annotations: { 'kdeploy.dev/wave': '-1' } })

  expect(candidates([first, object('v1', 'ConfigMap', 'second')]).map(([name]) => name)).toEqual(['second', 'first'])
})

test('what is precious, or says so, is named and stays', () => {
  const members = [
    object('v1', 'ConfigMap', 'a', { annotations: { 'kdeploy.dev/prune': 'keep' } }),
    object('v1', 'PersistentVolumeClaim', 'b'),
    object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'c'),
    object('v1', 'ConfigMap', 'd', { annotations: { 'kdeploy.dev/prune': 'yes' } }),
  ]

  expect(candidates(members)).toEqual([
    ['a', 'annotated kdeploy.dev/prune: keep'],
    ['b', 'a PersistentVolumeClaim is deleted only by name: --also-delete'],
    ['d', undefined],
    ['c', 'a CustomResourceDefinition is deleted only by name: --also-delete'],
  ])
})
