import { gunzipSync, gzipSync } from 'node:zlib'
import { KdeployError, messageOf } from '../../errors.ts'
import { parseJson } from '../../json.ts'
import { isMap } from '../../json-map.ts'
import type { KubeObject } from '../../manifest/types.ts'
import { topLevelString } from './json-text.ts'

/** A Helm release: its name is unique within the namespace that its records are in. */
export interface HelmRelease {
  readonly name: string
  readonly namespace: string
}

/** One revision of a Helm release, as Helm's Secret (or ConfigMap, by HELM_DRIVER) holds it. */
export interface HelmRecord {
  /** The Secret or ConfigMap as it was read. */
  readonly object: KubeObject
  readonly release: HelmRelease
  /** Helm's number of the revision, from 1. */
  readonly revision: number
  /** Helm's word: `deployed`, `superseded`, `failed`, `pending-upgrade`, `uninstalling`, … */
  readonly status: string
  /** What Helm deployed with it, without hooks: YAML documents, each after its `# Source:`. */
  readonly manifest: string
}

/** Selects the records of a release, as Helm's own storage drivers do. */
export function helmRecordSelector({ name }: HelmRelease): string {
  return `owner=helm,name=${name}`
}

/** Unpacked, in bytes. A record is at most 1 MiB, and charts compress to a tenth or so: more than this is no release. */
const largestUnpacked = 64 * 1024 * 1024

const gzipMagic = Buffer.from([0x1f, 0x8b, 0x08])

/**
 * Reads a record as Helm does (pkg/storage/driver/util.go): base64 of gzipped JSON, or of bare JSON as early Helm wrote it; in a
 * Secret encoded once more, as all of a Secret's data.
 * @throws KdeployError `helm-record-unreadable`
 */
export function decodeHelmRecord(object: KubeObject): HelmRecord {
  const { text } = unpack(object)
  try {
    const release = parseJson(text)
    if (!isMap(release)) throw new Error('it contains no release')
    const { name, namespace, version, manifest, info } = release
    if (typeof name !== 'string' || typeof version !== 'number') throw new Error('it names no revision of a release')
    const status = isMap(info) ? info['status'] : undefined
    return {
      object,
      release: { name, namespace: String(namespace ?? object.metadata['namespace']) },
      revision: version,
      status: typeof status === 'string' ? status : 'unknown',
      manifest: typeof manifest === 'string' ? manifest : '',
    }
  } catch (error) {
    throw unreadable(object, error)
  }
}

/**
 * The record's Secret or ConfigMap with another manifest; every other byte of the release's JSON stays, whatever numbers it
 * holds, and so does the resourceVersion, which guards the PUT.
 * @throws KdeployError `helm-record-unreadable`
 */
export function withManifest({ object }: HelmRecord, manifest: string): KubeObject {
  const { text, zipped } = unpack(object)
  const range = topLevelString(text, 'manifest')
  if (range === undefined) throw unreadable(object, new Error('it has no manifest'))
  const edited = `${text.slice(0, range.start)}${JSON.stringify(manifest)}${text.slice(range.end)}`
  const json = Buffer.from(edited, 'utf8')
  const packed = (zipped ? gzipSync(json, { level: 9 }) : json).toString('base64')
  const data = object['data'] as Record<string, string>
  const release = object.kind === 'Secret' ? Buffer.from(packed, 'utf8').toString('base64') : packed
  const result = { ...object, data: { ...data, release } }
  if (decodeHelmRecord(result).manifest !== manifest)
    throw new Error('the edited record does not contain the new manifest')
  return result
}

function unpack(object: KubeObject): { readonly text: string; readonly zipped: boolean } {
  try {
    const data = object['data']
    const stored = isMap(data) ? data['release'] : undefined
    if (typeof stored !== 'string') throw new Error('it has no data.release')
    const encoded = object.kind === 'Secret' ? Buffer.from(stored, 'base64').toString('utf8') : stored
    const bytes = Buffer.from(encoded, 'base64')
    const zipped = bytes.subarray(0, 3).equals(gzipMagic)
    const json = zipped ? gunzipSync(bytes, { maxOutputLength: largestUnpacked }) : bytes
    const text = json.toString('utf8')
    // What can't be read as text can't be written back as it was.
    if (!Buffer.from(text, 'utf8').equals(json)) throw new Error('it is not UTF-8')
    return { text, zipped }
  } catch (error) {
    throw unreadable(object, error)
  }
}

function unreadable(object: KubeObject, cause: unknown): KdeployError {
  return new KdeployError({
    code: 'helm-record-unreadable',
    category: 'conflict',
    message: `${object.kind} ${object.metadata['namespace']}/${object.metadata.name} can't be read as a Helm release record: ${messageOf(cause)}`,
    hint: 'check it with helm history and helm get manifest',
    cause,
  })
}
