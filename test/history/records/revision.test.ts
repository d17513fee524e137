import { randomBytes, randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { decodeRevision, isListed } from '../../../src/history/records/decode-revision.ts'
import { joinParts, partsOf, revisionOfPart } from '../../../src/history/records/parts.ts'
import { encodeRevision, type Revision } from '../../../src/history/records/revision.ts'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { recordOf } from '../../support/history/stored.ts'

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
    expect(decodeRevision(release, recordOf(release, revision))).toEqual(revision)
  })

  test('names its run, which can be looked for, and how that ended', () => {
    const run = { id: '20261121T060000-9f3c', releases: 7, allOrNothing: true } as const
    const ended = { ...revision, run, runEnded: 'ended 2026-11-21T06:01:00Z' }
    const secret = recordOf(release, ended)

    expect(decodeRevision(release, secret)).toEqual(ended)
    expect(secret.metadata['labels']).toMatchObject({ 'kdeploy.dev/run': run.id })
  })

  test('is refused where the identity of its run could be no label', () => {
    const secret = recordOf(release, { ...revision, run: { id: 'a b', releases: 1 } })

    expect(() => decodeRevision(release, secret)).toThrow('the identity of its run is not one')
  })

  test('keeps the undo barriers that it has behind it, also of an object in no namespace', () => {
    const job = { group: 'batch', version: 'v1', kind: 'Job', namespace: 'my-ns-prod', name: 'migrate' }
    const role = { group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'ClusterRole', name: 'a:b' }
    const barriers = [
      { text: 'schema 42', ref: job, revision: 2 },
      { text: 'ü', ref: { ...role, namespace: undefined }, revision: 3 },
    ]

    expect(decodeRevision(release, recordOf(release, { ...revision, barriers })).barriers).toEqual(barriers)
  })

  test('keeps integers of 64 bits to the last digit', () => {
    const spec = { most: 9223372036854775807n, least: -(2n ** 63n), list: [9007199254740993n] }
    const object = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'a' }, spec }
    const wide = { ...revision, manifests: [{ template: 'w.yaml', object, sensitive: [] }] }

    expect(decodeRevision(release, recordOf(release, wide))).toEqual(wide)
  })

  test('can be found by its labels and type', () => {
    const secret = recordOf(release, revision)

    expect(secret['type']).toBe('kdeploy.dev/revision')
    expect(secret.metadata['labels']).toMatchObject({ 'kdeploy.dev/revision': '3' })
  })

  test('of a newer schema is refused rather than misread', () => {
    const secret = recordOf(release, revision)
    const annotations = { ...(secret.metadata['annotations'] as object), 'kdeploy.dev/schema': '3' }

    expect(() => decodeRevision(release, { ...secret, metadata: { ...secret.metadata, annotations } })).toThrow(
      /its schema is 3, but this version of kdeploy reads up to 2/,
    )
  })

  test('that is damaged is named, not guessed', () => {
    const secret = { ...recordOf(release, revision), data: { revision: 'e30=', manifests: 'bm8=' } }

    expect(() => decodeRevision(release, secret)).toThrow(
      /can't be read as a revision: its number is not a positive integer/,
    )
  })
})

describe('a revision larger than a Secret may be', () => {
  const config = (number: number) => ({
    template: 'config.yaml',
    object: {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `c${number}` },
      data: { k: randomBytes(786_000).toString('base64') },
    },
    sensitive: [],
  })
  const large = { ...revision, manifests: [config(1), config(2), config(3)] }
  const { head, parts } = encodeRevision(release, large)
  const listed = partsOf(release, 3, head)
  const found = new Map(parts.map((part) => [part.metadata.name, part]))
  const sizeOf = ({ data }: KubeObject) =>
    Object.values(data as JsonObject).reduce<number>((sum, text) => sum + Buffer.from(String(text), 'base64').length, 0)
  const withText = (index: number, part: string) => {
    const name = listed[index]?.name ?? ''
    return new Map([...found, [name, { ...(found.get(name) as KubeObject), data: { part } }]])
  }

  test('comes back from a head and its parts, each of which the cluster takes', () => {
    expect(decodeRevision(release, joinParts(head, listed, found))).toEqual(large)
    expect(parts.map(sizeOf).every((size) => size < 1024 * 1024)).toBe(true)
    expect(sizeOf(head)).toBeLessThan(4096)
    expect(parts.map(({ metadata }) => metadata.name)).toEqual(listed.map(({ name }) => name))
    expect(listed.map(({ name }) => revisionOfPart(release, name))).toEqual(listed.map(() => 3))
  })

  test('is one that a kdeploy without parts refuses, and whose parts it does not see', () => {
    expect(head.metadata['annotations']).toMatchObject({ 'kdeploy.dev/schema': '2' })
    expect(() => decodeRevision(release, head)).toThrow(/its manifests: missing/)
    expect(parts.every((part) => !isListed(release, part))).toBe(true)
  })

  test('is the same Secrets each time, so that nothing is written twice', () => {
    expect(encodeRevision(release, { ...large, status: 'failed', reason: 'no' }).parts).toEqual(parts)
  })

  test('is unreadable where a part is missing, altered or in the place of another', () => {
    const without = new Map<string, KubeObject | null>([...found, [listed[1]?.name ?? '', null]])
    expect(() => joinParts(head, listed, without)).toThrow(/^part 2 of \d+ is missing: the Secret \S+-r3-p2-\S+ does/)
    expect(() => joinParts(head, listed, withText(0, 'AAAA'))).toThrow(
      /^part 1 of \d+ was altered: the Secret \S+-r3-p1-/,
    )
    const other = (parts[1]?.['data'] as { part: string } | undefined)?.part ?? ''
    expect(() => joinParts(head, listed, withText(0, other))).toThrow(/^part 1 of \d+ was altered/)
  })

  test.each([
    ['bnVsbA==', /its list of parts is not a map/],
    ['eyJtYW5pZmVzdHMiOlsiLi4vb3RoZXIiXX0=', /item 1 of its list of parts of manifests is not a digest/],
    [
      Buffer.from(JSON.stringify({ manifests: Array(65).fill('a'.repeat(64)) })).toString('base64'),
      /more than 64 entries/,
    ],
  ])('is unreadable where its list of parts is %s', (list, problem) => {
    expect(() => partsOf(release, 3, { ...head, data: { ...(head['data'] as JsonObject), parts: list } })).toThrow(
      problem,
    )
  })

  test('may be as long as its members outside the namespace make it', () => {
    const ref = { group: '', version: 'v1', kind: 'ConfigMap', namespace: 'elsewhere' }
    const outside = Array.from({ length: 9000 }, (_, index) => ({
      ref: { ...ref, name: `settings-of-a-long-name-${index}` },
      uid: randomUUID(),
    }))
    const wide = { ...revision, outside }
    const encoded = encodeRevision(release, wide)
    const all = new Map(encoded.parts.map((part) => [part.metadata.name, part]))

    expect(decodeRevision(release, joinParts(encoded.head, partsOf(release, 3, encoded.head), all))).toEqual(wide)
  })
})
