import { describe, expect, it } from 'vitest'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { type Offer, offerKeptByOthers } from '../../../src/plan/references/offer.ts'
import { offersOf } from '../../../src/plan/references/references.ts'
import { manifest } from '../../support/plan/references.ts'

const offers = (apiVersion: string, kind: string, fields: JsonObject) =>
  Object.fromEntries(offersOf([manifest(apiVersion, kind, fields)]))

describe('what a manifest offers', () => {
  it.each<[string, string, string, JsonObject, Offer]>([
    ['keys of a Secret', 'v1', 'Secret', { data: { a: 'eA==' }, stringData: { a: 'y', b: 'x' } }, ['a', 'b']],
    ['keys of a ConfigMap', 'v1', 'ConfigMap', { data: { a: 'x' }, binaryData: { b: 'eA==' } }, ['a', 'b']],
    ['no keys', 'v1', 'ConfigMap', {}, []],
    ['a token, filled later', 'v1', 'Secret', { type: 'kubernetes.io/service-account-token' }, 'any'],
    [
      'ports by number and name',
      'v1',
      'Service',
      { spec: { ports: [{ port: 80, name: 'http' }, { port: 9 }] } },
      [80, 'http', 9],
    ],
    ['any port of another host', 'v1', 'Service', { spec: { type: 'ExternalName' } }, 'any'],
    ['itself', 'v1', 'ServiceAccount', {}, 'any'],
    ['itself, of another group', 'serving.knative.dev/v1', 'Service', {}, 'any'],
  ])('%s', (_what, apiVersion, kind, fields, expected) => {
    const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : ''
    expect(offers(apiVersion, kind, fields)).toEqual({ [`${group}/${kind}/ns/web`]: expected })
  })

  it("a ConfigMap that OpenShift fills offers what can't be known", () => {
    const labels = { 'config.openshift.io/inject-trusted-cabundle': 'true' }
    const metadata = { name: 'web', namespace: 'ns', labels }
    expect(offers('v1', 'ConfigMap', { metadata })).toEqual({ '/ConfigMap/ns/web': 'any' })
  })
})

describe('what stays of a live object that a manifest no longer holds', () => {
  const owner = (manager: string, operation: string, ...keys: string[]) => ({
    manager,
    operation,
    fieldsV1: { 'f:data': { '.': {}, ...Object.fromEntries(keys.map((key) => [`f:${key}`, {}])) } },
  })
  const live = (...managedFields: JsonObject[]): KubeObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'c', labels: { 'applyset.kubernetes.io/part-of': 'x' }, managedFields },
    data: { mine: '', shared: '', theirs: '', nobodys: '' },
  })

  it("is every key but those that are kdeploy's alone", () => {
    const object = live(owner('kdeploy', 'Apply', 'mine', 'shared'), owner('kubectl', 'Update', 'shared', 'theirs'))
    expect(offerKeptByOthers(object, 'kdeploy')).toEqual(['shared', 'theirs', 'nobodys'])
  })

  it('is what others than its former owner set, where it is adopted', () => {
    const object = live(owner('kubectl', 'Apply', 'mine', 'shared'), owner('somebody', 'Update', 'shared', 'theirs'))
    const foreign = { ...object, metadata: { ...object.metadata, labels: {} } }
    expect(offerKeptByOthers(foreign, 'kdeploy')).toEqual(['shared', 'theirs', 'nobodys'])
  })

  it('is everything of an object that kdeploy never applied', () => {
    expect(offerKeptByOthers(live(), 'kdeploy')).toEqual(['mine', 'shared', 'theirs', 'nobodys'])
  })
})
