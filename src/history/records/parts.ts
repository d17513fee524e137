import { createHash } from 'node:crypto'
import type { JsonObject, KubeObject } from '../../manifest/types.ts'
import { FormatError, listOf, mapOf, stringOf } from './fields.ts'
import { objectNameOf, type Release, revisionNameOf } from './release.ts'
import { readPlain } from './unpack.ts'

/**
 * A revision larger than a Secret may be: what it packs is cut into parts, each a Secret of its own, and its head lists them by their
 * digests. So whoever reads the head knows whether it has what was written, and a signature over the head covers the parts.
 */

export const partType = 'kdeploy.dev/revision-part'

/** Characters of base64 in a part: 999,999 bytes, below the API server's limit of 1 MiB, and whole groups of four characters. */
const longestPart = 1_333_332

/** Parts of one revision; more than 64 MB are neither written nor read. */
const mostParts = 64

/** What one may hold at most, for a message. */
export const mostInParts = `${mostParts} MB`

/** What a revision packs, by the name of the field in its data, in base64. */
export type Packed = Readonly<Record<string, string>>

/** One part, as a head names it. */
export interface PartRef {
  readonly name: string
  /** The field that it is a piece of: `manifests`. */
  readonly field: string
  /** SHA-256 of its text, in hexadecimal. */
  readonly digest: string
}

/** What a head says of its parts, and these as Secrets with the head's metadata but for their names; undefined where there are too many. */
export function splitIntoParts(
  release: Release,
  number: number,
  packed: Packed,
  metadata: JsonObject,
): { readonly list: JsonObject; readonly parts: readonly KubeObject[] } | undefined {
  const pieces = Object.entries(packed).flatMap(([field, text]) => piecesOf(text).map((piece) => ({ field, piece })))
  if (pieces.length > mostParts) return undefined
  const list: Record<string, string[]> = {}
  const parts = pieces.map(({ field, piece }, index) => {
    const digest = digestOf(piece)
    list[field] = [...(list[field] ?? []), digest]
    return partSecret({ ...metadata, name: partName(release, number, index, digest) }, piece)
  })
  return { list, parts }
}

/** The parts that a head lists. @throws FormatError */
export function partsOf(release: Release, number: number, head: KubeObject): PartRef[] {
  const data = mapOf(head['data'], 'its data')
  const list = mapOf(readPlain(data['parts'], 'its list of parts'), 'its list of parts')
  const digests = Object.entries(list).flatMap(([field, named]) =>
    listOf(named, `its list of parts of ${field}`, digestIn).map((digest) => ({ field, digest })),
  )
  if (digests.length > mostParts) throw new FormatError(`its list of parts has more than ${mostParts} entries`)
  return digests.map(({ field, digest }, index) => ({ field, digest, name: partName(release, number, index, digest) }))
}

/** The head with what its parts hold, as if it were one Secret. `found`: the Secrets by name. @throws FormatError, also MissingPart */
export function joinParts(
  head: KubeObject,
  parts: readonly PartRef[],
  found: ReadonlyMap<string, KubeObject | null>,
): KubeObject {
  const joined: Record<string, string> = {}
  for (const [index, { name, field, digest }] of parts.entries()) {
    const what = `part ${index + 1} of ${parts.length}`
    const secret = found.get(name) ?? null
    if (secret === null) throw new MissingPart(`${what} is missing: the Secret ${name} does not exist`)
    const text = stringOf(mapOf(secret['data'], `${what}: its data`)['part'], what)
    if (digestOf(text) !== digest) throw new FormatError(`${what} was altered: the Secret ${name}`)
    joined[field] = (joined[field] ?? '') + text
  }
  return { ...head, data: { ...(head['data'] as JsonObject), ...joined } }
}

/** A part that isn't there; it may have gone with its head while this was read. */
export class MissingPart extends FormatError {}

/** Whether a Secret's name is one that `splitIntoParts` gives, of which revision; undefined where it is none of this release. */
export function revisionOfPart(release: Release, name: string): number | undefined {
  const stem = `${objectNameOf(release)}-r`
  const found = /^([1-9]\d{0,8})-p\d+-[0-9a-f]{12}$/.exec(name.startsWith(stem) ? name.slice(stem.length) : '')
  return found === null ? undefined : Number(found[1])
}

function piecesOf(text: string): string[] {
  const pieces: string[] = []
  for (let start = 0; start < text.length; start += longestPart) pieces.push(text.slice(start, start + longestPart))
  return pieces
}

/** `…-r12-p1-9f86d081884c`: another content never has the same name. */
function partName(release: Release, number: number, index: number, digest: string): string {
  return `${revisionNameOf(release, number)}-p${index + 1}-${digest.slice(0, 12)}`
}

function partSecret(metadata: KubeObject['metadata'], part: string): KubeObject {
  return { apiVersion: 'v1', kind: 'Secret', type: partType, metadata, immutable: true, data: { part } }
}

function digestIn(json: unknown, what: string): string {
  if (typeof json === 'string' && /^[0-9a-f]{64}$/.test(json)) return json
  throw new FormatError(`${what} is not a digest`)
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
