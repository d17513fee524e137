import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { revisionsOf } from '../../../src/history/read-revisions.ts'
import type { KubeObject } from '../../../src/manifest/types.ts'
import { recordOf, release, revision, secret } from '../../support/history/stored.ts'

const read = (...secrets: KubeObject[]) => revisionsOf(release, secrets)

describe('a history too large to be read at once', () => {
  test('loses its oldest revisions', () => {
    const history = read(large(1, 'a'), large(2, 'b'), large(3, 'c'))

    expect(history.map(({ revision: { status } }) => status)).toEqual(['unreadable', 'succeeded', 'succeeded'])
    expect(history[0]?.revision.reason).toMatch(/its manifests unpack to more than \d+ MiB, after newer revisions/)
  })

  test('is none where its revisions have the same manifests: these are kept once', () => {
    const history = read(...[1, 2, 3, 4, 5].map((number) => large(number, 'a')))

    expect(new Set(history.map(({ revision: { status } }) => status))).toEqual(new Set(['succeeded']))
    expect(new Set(history.map(({ revision: { manifests } }) => manifests[0])).size).toBe(1)
  })
})

/** A revision's Secret with 20 MiB of one character. */
function large(number: number, character: string): KubeObject {
  const object = { ...revision(1).manifests[0]?.object, data: { k: character.repeat(20 * 1024 * 1024) } }
  const manifests = packed([{ ...revision(1).manifests[0], object }])
  return { ...secret(number), data: { ...(secret(number)['data'] as object), manifests } }
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

const widget = (spec: string) =>
  Buffer.from(
    `[{"template":"t","sensitive":[],"object":{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a"},"spec":${spec}}}]`,
  )

/** What unpacks to far more than it is, and each Secret of it below the API server's limit. */
const bombs: Readonly<Record<string, Buffer>> = {
  'much text': Buffer.alloc(300 * mebibyte, '0'),
  'brackets only': Buffer.alloc(31 * mebibyte, '['),
  'lists only': Buffer.from(`[${'[],'.repeat(10 * mebibyte)}[]]`),
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
    const packed = gzipSync(text, { level: 1 }).toString('base64')
    const secrets = Array.from({ length: 12 }, (_, index) => bomb(index + 1, packed))
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
