import { gunzipSync, inflateRawSync } from 'node:zlib'
import { parseJson } from '../../json.ts'
import type { Json } from '../../manifest/types.ts'
import { readDocuments } from '../../yaml/read.ts'

/** Of a text that unpacks to more, nothing is read. */
const largestUnpacked = 8_000_000

/** Base64 of gzip, and of a zip archive. */
const packed = /^\s*(?:H4sI|UEsDB)/

/** Whether a text is likely base64 of something that was compressed. */
export function looksPacked(text: string): boolean {
  return packed.test(text)
}

/** What a text of another tool holds: JSON, YAML, or base64 of such, compressed or not; undefined where it is none of them. */
export function unpack(text: string): readonly Json[] | undefined {
  return parse(text) ?? parseBytes(text)
}

function parseBytes(text: string): readonly Json[] | undefined {
  if (!/^[A-Za-z0-9+/_\s-]{8,}={0,2}\s*$/.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64')
  try {
    return parse(uncompressed(bytes).toString('utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined
    throw error
  }
}

/** @throws Error with a `code` of zlib or Buffer, for what is broken or too large */
function uncompressed(bytes: Buffer): Buffer {
  const bounds = { maxOutputLength: largestUnpacked }
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return gunzipSync(bytes, bounds)
  if (bytes.toString('latin1', 0, 4) !== 'PK\u0003\u0004' || bytes.length < 30) return bytes
  // A zip archive's first file, behind its name and extra field.
  const start = 30 + bytes.readUInt16LE(26) + bytes.readUInt16LE(28)
  const isStored = bytes.readUInt16LE(8) === 0
  return isStored
    ? bytes.subarray(start, start + bytes.readUInt32LE(18))
    : inflateRawSync(bytes.subarray(start), bounds)
}

/** Maps and lists only. */
function parse(text: string): readonly Json[] | undefined {
  const documents = /^\s*[[{]/.test(text) ? (parseAsJson(text) ?? parseAsYaml(text)) : parseAsYaml(text)
  const holding = documents?.filter((value) => typeof value === 'object' && value !== null)
  return holding === undefined || holding.length === 0 ? undefined : holding
}

function parseAsJson(text: string): Json[] | undefined {
  try {
    return [parseJson(text)]
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function parseAsYaml(text: string): Json[] | undefined {
  if (!/^\s*(?:[[{]|-\s|["']?[\w.$/-]+["']?\s*:(?:\s|$))/m.test(text)) return undefined
  try {
    return readDocuments(text, '').map(({ value }) => value)
  } catch (error) {
    if (error instanceof Error) return undefined
    throw error
  }
}
