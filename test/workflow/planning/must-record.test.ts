import { describe, expect, test } from 'vitest'
import type { Revision, RevisionStatus } from '../../../src/history/records/revision.ts'
import type { StoredRevision, Trust } from '../../../src/history/store.ts'
import { refOf } from '../../../src/manifest/identity.ts'
import type { KubeObject, Manifest } from '../../../src/manifest/types.ts'
import type { Action, Change } from '../../../src/plan/types.ts'
import { lacksOutside, mustRecordWithoutChange } from '../../../src/workflow/planning/must-record.ts'

const release = { name: 'shop', profile: 'prod_a', namespace: 'shop-ns' }

function object(namespace: string | undefined, name: string, more: Record<string, unknown> = {}): KubeObject {
  const metadata = { name, uid: name, ...(namespace === undefined ? {} : { namespace }) }
  return { apiVersion: 'example.com/v1', kind: 'Widget', metadata, ...more } as KubeObject
}

function manifest(object: KubeObject): Manifest {
  return { template: 'a.yaml', object, sensitive: [], placeOf: () => ({ file: 'a.yaml' }) }
}

function change(action: Action, live: KubeObject | null, found: KubeObject): Change {
  return { ref: refOf(found), action, live, desired: found } as Change
}

function stored(more: Partial<Revision>, trust: Trust = 'unchecked'): StoredRevision {
  const facts = { number: 1, status: 'succeeded', createdAt: '', by: '', command: '', kdeployVersion: '' } as const
  const secret = object('shop-ns', 'kdeploy-shop-r1')
  return { revision: { ...facts, manifests: [], ...more }, resourceVersion: '1', trust, secret }
}

const web = object('shop-ns', 'web')
const changed = object('shop-ns', 'web', { spec: { replicas: 2 } })
const recorded = { template: 'a.yaml', object: web, sensitive: [] }
const nothing = { changes: [] }

describe('a plan that changes nothing is recorded', () => {
  const isRecorded = (manifests: readonly KubeObject[], history: readonly StoredRevision[], restores?: number) =>
    mustRecordWithoutChange(
      { release, manifests: manifests.map(manifest), ...(restores === undefined ? {} : { restores }) },
      nothing,
      history,
    )

  test('as the first revision, unless nothing is deployed', () => {
    expect(isRecorded([web], [])).toBe(true)
    expect(isRecorded([], [])).toBe(false)
  })

  test('not where the newest revision says the same', () => {
    expect(isRecorded([web], [stored({ manifests: [recorded] })])).toBe(false)
  })

  test('after a revision that cannot be read', () => {
    expect(isRecorded([web], [stored({ status: 'unreadable', manifests: [] })])).toBe(true)
  })

  test('where an undo leads to another state than the newest revision', () => {
    expect(isRecorded([web], [stored({ manifests: [] })], 1)).toBe(true)
    expect(isRecorded([web], [stored({ manifests: [], restores: 1 })])).toBe(true)
  })

  test.each<[RevisionStatus, boolean]>([
    ['succeeded', true],
    ['applied', true],
    ['failed', false],
  ])('where its manifests say otherwise what a revision that %s says: %s', (status, expected) => {
    expect(isRecorded([changed], [stored({ status, manifests: [recorded] })])).toBe(expected)
  })

  test('where it is what runs, after a deploy that failed before it wrote anything', () => {
    expect(isRecorded([changed], [stored({ status: 'failed', untouched: true, manifests: [recorded] })])).toBe(true)
  })

  test('not where only what is no longer rendered stays', () => {
    const gone = { ...recorded, object: object('shop-ns', 'old') }

    expect(isRecorded([web], [stored({ manifests: [recorded, gone] })])).toBe(false)
  })
})

test('a plan lacks what is outside and unchanged, and no revision tells of', () => {
  const here = object('shop-ns', 'in')
  const there = object('other', 'a')
  const member = { ref: refOf(there), uid: 'a' }
  const found = { changes: [change('unchanged', here, here), change('unchanged', there, there)] }

  expect(lacksOutside(release, [], found)).toBe(true)
  expect(lacksOutside(release, [stored({ outside: [member] })], found)).toBe(false)
  expect(lacksOutside(release, [stored({ outside: [member] }, { untrusted: 'altered' })], found)).toBe(true)
  expect(lacksOutside(release, [], { changes: [change('unchanged', here, here), change('create', null, there)] })).toBe(
    false,
  )
})
