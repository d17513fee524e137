import { describe, expect, test } from 'vitest'
import { decodeRevision } from '../../../src/history/records/decode-revision.ts'
import { encodeRevision, type Revision } from '../../../src/history/records/revision.ts'

const release = { name: 'trading', profile: 'prod_cthulu', namespace: 'my-ns-prod' }
const revision: Revision = {
  number: 3,
  status: 'succeeded',
  createdAt: '2026-11-21T06:00:00.000Z',
  finishedAt: '2026-11-21T06:00:09.000Z',
  by: 'ada@laptop',
  command: 'apply',
  kdeployVersion: '0.1.0',
  manifests: [
    {
      template: 'web.yaml',
      object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { k: 'ü\n' } },
      sensitive: [],
    },
  ],
}

describe('a revision', () => {
  test('comes back from its Secret as it was', () => {
    expect(decodeRevision(release, encodeRevision(release, revision))).toEqual(revision)
  })

  test('keeps integers of 64 bits to the last digit', () => {
    const spec = { most: 9223372036854775807n, least: -(2n ** 63n), list: [9007199254740993n] }
    const object = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'a' }, spec }
    const wide = { ...revision, manifests: [{ template: 'w.yaml', object, sensitive: [] }] }

    expect(decodeRevision(release, encodeRevision(release, wide))).toEqual(wide)
  })

  test('can be found by its labels and type', () => {
    const secret = encodeRevision(release, revision)

    expect(secret['type']).toBe('kdeploy.dev/revision')
    expect(secret.metadata['labels']).toMatchObject({ 'kdeploy.dev/revision': '3' })
  })

  test('of a newer schema is refused rather than misread', () => {
    const secret = encodeRevision(release, revision)
    const annotations = { ...(secret.metadata['annotations'] as object), 'kdeploy.dev/schema': '2' }

    expect(() => decodeRevision(release, { ...secret, metadata: { ...secret.metadata, annotations } })).toThrow(
      /its schema is 2, but this version of kdeploy reads 1/,
    )
  })

  test('that is damaged is named, not guessed', () => {
    const secret = { ...encodeRevision(release, revision), data: { revision: 'e30=', manifests: 'bm8=' } }

    expect(() => decodeRevision(release, secret)).toThrow(
      /can't be read as a revision: its number is not a positive integer/,
    )
  })

  test('too large for the cluster is refused before anything is written', () => {
    const random = Array.from({ length: 3000 }, (_, i) => ({
      template: 't',
      sensitive: [],
      object: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: `c${i}` },
        data: { k: Array.from({ length: 40 }, () => Math.random()).join() },
      },
    }))

    expect(() => encodeRevision(release, { ...revision, manifests: random })).toThrow(
      /the cluster stores at most 1 MiB/,
    )
  })
})
