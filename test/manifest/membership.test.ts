import { describe, expect, test } from 'vitest'
import { asMember, isKdeploys, membershipOf, withoutMembership } from '../../src/manifest/membership.ts'
import type { KubeObject } from '../../src/manifest/types.ts'

const membership = { applySet: 'applyset-x-v1', release: 'shop/prod_a/ns' }
const part = { 'applyset.kubernetes.io/part-of': membership.applySet }
const release = { 'kdeploy.dev/release': membership.release }

function made(apiVersion: string, kind: string, more: Omit<Partial<KubeObject>, 'metadata'> = {}): KubeObject {
  return { apiVersion, kind, metadata: { name: 'a', labels: { app: 'web' } }, ...more }
}

describe('a member of a release', () => {
  test('carries its mark beside its own labels', () => {
    const { metadata } = asMember(made('v1', 'ConfigMap'), membership)
    expect(metadata).toEqual({ name: 'a', labels: { app: 'web', ...part }, annotations: release })
    expect(membershipOf({ ...made('v1', 'ConfigMap'), metadata })).toEqual(membership)
  })

  test('carries the mark of this release, whatever its manifest says', () => {
    const other = {
      ...made('v1', 'ConfigMap'),
      metadata: { name: 'a', labels: { ...part, app: 'b' }, annotations: release },
    }
    expect(membershipOf(asMember(other, { applySet: 'o', release: 'p' }))).toEqual({ applySet: 'o', release: 'p' })
  })

  test('is no Namespace, so that nothing prunes it, but another kind of that name', () => {
    expect(membershipOf(asMember(made('v1', 'Namespace'), membership))).toBeUndefined()
    expect(membershipOf(asMember(made('example.com/v1', 'Namespace'), membership))).toEqual(membership)
  })

  test('is sent with data in place of stringData', () => {
    const sent = asMember(made('v1', 'Secret', { stringData: { key: 'a' } }), membership)
    expect(sent).toMatchObject({ data: { key: 'YQ==' } })
    expect(sent).not.toHaveProperty('stringData')
  })

  test("may be another tool's", () => {
    const object = { ...made('v1', 'ConfigMap'), metadata: { name: 'a', labels: part } }
    expect(membershipOf(object)).toEqual({ applySet: membership.applySet, release: 'another tool' })
    expect([object, asMember(object, membership)].map(isKdeploys)).toEqual([false, true])
  })

  test("is nobody's without what makes it one", () => {
    expect(membershipOf(made('v1', 'ConfigMap'))).toBeUndefined()
    const { labels, annotations } = asMember(made('v1', 'ConfigMap'), membership).metadata
    const mark = {
      labels: Object.keys(withoutMembership['labels'] ?? {}),
      annotations: Object.keys(withoutMembership['annotations'] ?? {}),
    }
    expect(Object.keys(labels ?? {})).toEqual(['app', ...mark.labels])
    expect(Object.keys(annotations ?? {})).toEqual(mark.annotations)
  })
})
