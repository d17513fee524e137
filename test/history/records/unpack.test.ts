import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { revisionsOf } from '../../../src/history/read-revisions.ts'
import type { Revision } from '../../../src/history/records/revision.ts'
import { claimedIn, recordedIn, type StoredRevision } from '../../../src/history/store.ts'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { sameManifests } from '../../../src/workflow/planning/undo/good-states.ts'
import { recordOf, release, secret } from '../../support/history/stored.ts'

const read = (...secrets: KubeObject[]) => revisionsOf(release, secrets)

describe('a history too large to be kept at once', () => {
  const manifestsOf = ({ revision }: StoredRevision) => revision.manifests
  const characterOf = (stored: StoredRevision) =>
    String((manifestsOf(stored)[0]?.object['data'] as JsonObject | undefined)?.['k']).at(-1)

  test('has its oldest revisions unpacked each time they are asked for, and knows what they name', () => {
    const history = read(large(1, 'a', 10), large(2, 'b', 10), large(3, 'c', 10))

    expect(history.map(({ revision: { status } }) => status)).toEqual(['succeeded', 'succeeded', 'succeeded'])
    expect(history.map(characterOf)).toEqual(['a', 'b', 'c'])
    const [oldest, next] = history.map(({ revision }) => revision as Revision)
    expect(history.map(({ revision: { outline } }) => outline?.refs.length)).toEqual([10, undefined, undefined])
    expect(recordedIn(history)).toHaveLength(30)
    expect(claimedIn(history)).toHaveLength(20)
    expect([sameManifests(oldest as Revision, next), sameManifests(oldest as Revision, oldest)]).toEqual([false, true])
    // Nothing of it is recorded.
    expect(JSON.stringify(recordOf(release, { ...(oldest as Revision), manifests: [] }))).not.toContain('outline')
  })

  test.each([
    ['an object is larger than any', 1, 'ConfigMap'],
    ['what must stay hidden has no room', 10, 'MySecret'],
  ])('loses its oldest revisions where %s', (_, pieces, kind) => {
    const history = read(...['a', 'b', 'c'].map((character, index) => large(index + 1, character, pieces, kind)))

    expect(history.map(({ revision: { status } }) => status)).toEqual(['unreadable', 'succeeded', 'succeeded'])
    expect(history[0]?.revision.reason).toMatch(/its manifests unpack to more than \d+ MiB or \d+ values, after newer/)
  })

  test('is none where its revisions have the same manifests: these are kept once', () => {
    const history = read(...[1, 2, 3, 4, 5].map((number) => large(number, 'a', 10)))

    expect(new Set(history.map(({ revision: { status } }) => status))).toEqual(new Set(['succeeded']))
    expect(new Set(history.map((stored) => manifestsOf(stored)[0])).size).toBe(1)
  })
})

/** A revision's Secret with 20 MiB of one character, in so many manifests. */
function large(number: number, character: string, pieces = 1, kind = 'ConfigMap'): KubeObject {
  const manifests = Array.from({ length: pieces }, (_, index) => {
    const metadata = { name: `a${index}` }
    const object = { apiVersion: 'v1', kind, metadata, data: { k: character.repeat((20 * 1024 * 1024) / pieces) } }
    return { template: 't', object, sensitive: [] }
  })
  return { ...secret(number), data: { ...(secret(number)['data'] as object), manifests: packed(manifests) } }
}

function packed(value: object): string {
  return gzipSync(JSON.stringify(value)).toString('base64')
}

const mebibyte = 1024 * 1024

function bomb(number: number, manifests: string): KubeObject {
  const encoded = recordOf(release, {
    number,
    status: 'succeeded',
    createdAt: '2026-11-21T06:00:00.000Z',
    by: 'mallory',
    command: 'apply',
    kdeployVersion: '0.1.0',
    manifests: [],
  })
  return { ...encoded, data: { ...(encoded['data'] as object), manifests } }
}

/** Each of a name of its own, so that they have nothing in common. */
const widget = (spec: string) => (number: number) =>
  Buffer.from(
    `[{"template":"t","sensitive":[],"object":{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a${number}"},"spec":${spec}}}]`,
  )

const same = (text: Buffer) => () => text

/** What unpacks to far more than it is, and each Secret of it below the API server's limit. */
const bombs: Readonly<Record<string, (number: number) => Buffer>> = {
  'much text': same(Buffer.alloc(300 * mebibyte, '0')),
  'brackets only': same(Buffer.alloc(31 * mebibyte, '[')),
  'lists only': same(Buffer.from(`[${'[],'.repeat(10 * mebibyte)}[]]`)),
  'short lists as many as there may be': widget(`{"k":[${'[],'.repeat(290_000)}[]]}`),
  'one long text': widget(`{"k":"${'x'.repeat(31 * mebibyte)}"}`),
  'one long text with escapes': widget(`{"k":"${'\\u0041'.repeat(5 * mebibyte)}"}`),
  'one long text beyond Latin-1': widget(`{"k":"${'ж'.repeat(15 * mebibyte)}"}`),
  'many keys': widget(`{${Array.from({ length: 290_000 }, (_, index) => `"k${index}":"v"`).join()}}`),
  'many integers of 64 bits': widget(`{"k":[${'9007199254740993,'.repeat(290_000)}1]}`),
}

test.each(Object.entries(bombs))('%s, twelve times, take less than 300 MB', { timeout: 240_000 }, (_name, text) => {
  const folder = mkdtempSync(join(tmpdir(), 'kdeploy-'))
  try {
    const file = join(folder, 'secrets.json')
    const packed = (number: number) => gzipSync(text(number), { level: 1 }).toString('base64')
    const secrets = Array.from({ length: 12 }, (_, index) => bomb(index + 1, packed(index + 1)))
    writeFileSync(file, JSON.stringify(secrets))
    const script = new URL('../../support/tampering/read-bombs.ts', import.meta.url).pathname
    const { peak, status } = JSON.parse(
      execFileSync(process.execPath, ['--import', 'tsx', script, file], { encoding: 'utf8' }),
    )
    expect(status).toHaveLength(12)
    expect(peak).toBeLessThan(300)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
