import { refOf } from '../../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'
import { at, type Field, itemsOf, textOf } from './field.ts'

/** cert-manager fills the Secrets of an Ingress that carries one of them. */
const certificateAnnotations = ['cert-manager.io/issuer', 'cert-manager.io/cluster-issuer', 'kubernetes.io/tls-acme']

/** More replicas of a StatefulSet than anyone runs; a typing error must not fill the memory. */
const mostClaims = 1000

/** The Secrets that a controller makes for an object, by `group/Kind`; each name may be empty. */
const secretsMade: Readonly<Record<string, (object: Field) => string[]>> = {
  'cert-manager.io/Certificate': (object) => [textOf(at(object, 'spec', 'secretName'))],
  'external-secrets.io/ExternalSecret': (object) => [textOf(at(object, 'spec', 'target', 'name')) || nameOf(object)],
  'bitnami.com/SealedSecret': (object) => [
    textOf(at(object, 'spec', 'template', 'metadata', 'name')) || nameOf(object),
  ],
  'secrets-store.csi.x-k8s.io/SecretProviderClass': (object) =>
    itemsOf(at(object, 'spec', 'secretObjects')).map((made) => textOf(at(made, 'secretName'))),
  'secrets.hashicorp.com/VaultStaticSecret': (object) => [textOf(at(object, 'spec', 'destination', 'name'))],
  'secrets.hashicorp.com/VaultDynamicSecret': (object) => [textOf(at(object, 'spec', 'destination', 'name'))],
  'secrets.hashicorp.com/VaultPKISecret': (object) => [textOf(at(object, 'spec', 'destination', 'name'))],
  'onepassword.com/OnePasswordItem': (object) => [nameOf(object)],
  'isindir.github.com/SopsSecret': (object) =>
    itemsOf(at(object, 'spec', 'secretTemplates')).map((made) => textOf(at(made, 'name'))),
  // OpenShift's service CA.
  '/Service': (object) => [annotationOf(object, 'service.beta.openshift.io/serving-cert-secret-name')],
  'networking.k8s.io/Ingress': (object) =>
    certificateAnnotations.some((name) => annotationOf(object, name) !== '')
      ? itemsOf(at(object, 'spec', 'tls')).map((tls) => textOf(at(tls, 'secretName')))
      : [],
}

const storageClass = { group: 'storage.k8s.io', version: 'v1', kind: 'StorageClass', namespace: undefined }

/**
 * What the controllers of widely used kinds make out of a manifest once it is applied, so that nothing can be said
 * about it beforehand: Secrets, and the claims of a StatefulSet. A PersistentVolume stands for the StorageClass that it names, as a claim
 * of that class can be bound to it.
 */
export function madeLater(object: KubeObject): ObjectRef[] {
  const { group, kind, namespace } = refOf(object)
  const field: Field = { value: object, path: [] }
  const core = { group: '', version: 'v1', namespace }
  const secrets = secretsMade[`${group}/${kind}`]?.(field) ?? []
  const volumeClass = group === '' && kind === 'PersistentVolume' ? textOf(at(field, 'spec', 'storageClassName')) : ''
  const classes = volumeClass === '' ? [] : [{ ...storageClass, name: volumeClass }]
  const claims = group === 'apps' && kind === 'StatefulSet' ? claimsOf(field) : []
  return [
    ...classes,
    ...secrets.filter((name) => name !== '').map((name) => ({ ...core, kind: 'Secret', name })),
    ...claims.map((name) => ({ ...core, kind: 'PersistentVolumeClaim', name })),
  ]
}

/** `<template>-<set>-<ordinal>`. */
function claimsOf(set: Field): string[] {
  const first = numberOf(at(set, 'spec', 'ordinals', 'start')) ?? 0
  const replicas = Math.min(numberOf(at(set, 'spec', 'replicas')) ?? 1, mostClaims)
  return itemsOf(at(set, 'spec', 'volumeClaimTemplates')).flatMap((template) =>
    Array.from({ length: replicas }, (_, index) => `${nameOf(template)}-${nameOf(set)}-${first + index}`),
  )
}

function numberOf({ value }: Field): number | undefined {
  return typeof value === 'number' && value >= 0 ? Math.floor(value) : undefined
}

function nameOf(object: Field): string {
  return textOf(at(object, 'metadata', 'name'))
}

function annotationOf(object: Field, name: string): string {
  return textOf(at(object, 'metadata', 'annotations', name))
}
