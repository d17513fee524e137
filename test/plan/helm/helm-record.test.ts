import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../../src/manifest/types.ts'
import { addKeep, listedIn } from '../../../src/plan/helm/helm-manifest.ts'
import { decodeHelmRecord, withManifest } from '../../../src/plan/helm/helm-record.ts'

const golden = fileURLToPath(new URL('../../golden/helm/', import.meta.url))

const recorded = ['helm3', 'helm4', 'helm4-config-map']

const namespace = 'kdeploy-golden-helm'

async function read(name: string): Promise<KubeObject> {
  return JSON.parse(await readFile(`${golden}${name}.json`, 'utf8'))
}

function secretOf(packed: Buffer): KubeObject {
  const release = Buffer.from(packed.toString('base64')).toString('base64')
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'r', namespace: 'shop' }, data: { release } }
}

/** The JSON text of a release. */
function jsonOf(object: KubeObject): string {
  const { release = '' } = object['data'] as Record<string, string>
  const packed = object.kind === 'Secret' ? Buffer.from(release, 'base64').toString() : release
  return gunzipSync(Buffer.from(packed, 'base64')).toString()
}

describe('a record of Helm', () => {
  for (const name of recorded) {
    test(`is read: ${name}`, async () => {
      const object = await read(name)
      const { release, revision, status, manifest } = decodeHelmRecord(object)

      expect({ release, revision, status }).toEqual({
        release: { name: 'web', namespace },
        revision: 1,
        status: 'deployed',
      })
      expect(listedIn(manifest).map(({ ref, policy }) => `${ref.kind} ${ref.name} ${policy}`)).toEqual([
        'Secret web-secret delete',
        'ConfigMap web-config delete',
        'ConfigMap web-kept keep',
        'Service web delete',
        'Deployment web delete',
      ])
    })

    test(`gets another manifest, and keeps every other byte of its JSON: ${name}`, async () => {
      const object = await read(name)
      const ref = { group: '', version: 'v1', kind: 'ConfigMap', namespace, name: 'web-config' }
      const record = decodeHelmRecord(object)
      const manifest = addKeep(record.manifest, [ref], namespace)

      const edited = withManifest(record, manifest)

      expect(decodeHelmRecord(edited).manifest).toBe(manifest)
      const text = jsonOf(edited)
      expect(text).toContain('"config":{"huge":9007199254740993}')
      const at = text.indexOf(JSON.stringify(manifest))
      const before = jsonOf(object)
      expect(before.startsWith(text.slice(0, at))).toBe(true)
      expect(before.endsWith(text.slice(at + JSON.stringify(manifest).length))).toBe(true)
      expect({ ...edited, data: null }).toEqual({ ...object, data: null })
    })
  }

  test('is read as early Helm wrote it, without gzip, and written so', () => {
    const json =
      '{"name":"web","info":{"status":"failed"},"manifest":"a","version":12,"manifests":"b","x":{"manifest":"c"}}'
    const record = decodeHelmRecord(secretOf(Buffer.from(json)))

    expect(record).toMatchObject({ release: { name: 'web', namespace: 'shop' }, revision: 12, status: 'failed' })
    const { release = '' } = withManifest(record, '"\n')['data'] as Record<string, string>
    const stored = Buffer.from(Buffer.from(release, 'base64').toString(), 'base64').toString()
    expect(stored).toBe(json.replace('"manifest":"a"', '"manifest":"\\"\\n"'))
  })

  test('has the manifest that stands last and on top, whatever quotes and brackets are around', () => {
    const json =
      '{"a":"}\\"manifest\\":\\"no\\"","name":"web","version":1,"b":[{"manifest":"no"}], "manifest" : "yes\\\\" ,"c":"\\"{"}'
    const record = decodeHelmRecord(secretOf(gzipSync(json)))

    expect(record.manifest).toBe('yes\\')
    expect(jsonOf(withManifest(record, 'other'))).toBe(json.replace('"yes\\\\"', '"other"'))
  })

  test.each([
    [
      'no data',
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'r', namespace: 'shop' } },
      'it has no data.release',
    ],
    ['no JSON', secretOf(Buffer.from('nothing')), 'Unexpected token'],
    ['no release', secretOf(Buffer.from('[]')), 'it contains no release'],
    ['another JSON', secretOf(Buffer.from('{"name":"web"}')), 'it names no revision of a release'],
    ['a broken gzip', secretOf(Buffer.from([0x1f, 0x8b, 0x08, 1, 2])), "can't be read as a Helm release record"],
    ['bytes that are no text', secretOf(Buffer.from([0x22, 0xff, 0x22])), 'it is not UTF-8'],
    [
      'more than 64 MiB',
      secretOf(gzipSync(Buffer.alloc(64 * 1024 * 1024 + 1, 0x20))),
      'Cannot create a Buffer larger than',
    ],
  ])('is refused: %s', (_, object, message) => {
    expect(() => decodeHelmRecord(object)).toThrow(
      expect.objectContaining({
        code: 'helm-record-unreadable',
        category: 'conflict',
        message: expect.stringContaining(message),
      }),
    )
  })
})
