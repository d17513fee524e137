import { createHash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { parseJson, stringifyJson } from '../../json.ts'
import type { Json } from '../../manifest/types.ts'
import { remembered } from '../../remembered.ts'
import { FormatError, listOf } from './fields.ts'

/** The most bytes of JSON that one part of a revision may have; more is neither written nor read. */
const largestPart = 32 * 1024 * 1024

/** Values and levels of nesting of one part; what a program builds of them takes many times the text's memory. */
const mostValues = 300_000
const deepest = 200

/** The limits of one part, for a message. */
export const readable = `${largestPart >> 20} MiB, ${mostValues} values, ${deepest} levels`

/** Remaining budget for unpacking a release's history in one run. */
export interface Allowance {
  /** Bytes that are read. */
  text: number
  /** Bytes and values that are kept: what several revisions have counts once. */
  bytes: number
  values: number
}

/** Of all revisions of a release together. */
export function newAllowance(): Allowance {
  return { text: 640 * 1024 * 1024, bytes: 48 * 1024 * 1024, values: 500_000 }
}

/**
 * JSON, compressed, in base64; undefined where it is too large to be read again. Made once of a value: a deploy writes its revision
 * twice, after it was seen that it can be.
 */
export const pack = remembered((value: object): string | undefined => {
  const text = stringifyJson(value)
  const isReadable =
    Buffer.byteLength(text) <= largestPart && excessOf(extentOf(text, mostValues), mostValues) === undefined
  return isReadable ? gzipSync(text, { level: 9 }).toString('base64') : undefined
})

/**
 * What `pack` packed. `what` names it in a message: `its manifests`.
 * @throws FormatError where it isn't that, or would take more memory than any real one
 */
export function unpack(packed: unknown, what: string, allowance: Allowance): Json {
  return taken(unpackText(packed, what, allowance), what, allowance)
}

/** The items of lists that `unpack` would give, where most of one list are in the others too: each text is read once. */
export class SharedItems<Item> {
  readonly #read: (json: Json, what: string) => Item
  readonly #items = new Map<string, Item>()

  constructor(read: (json: Json, what: string) => Item) {
    this.#read = read
  }

  /** Also @throws FormatError of `read`, which is told which item of `list` it is. */
  unpack(packed: unknown, what: string, list: string, allowance: Allowance): Item[] {
    const text = unpackText(packed, what, allowance)
    const texts = textsOfItems(text)
    // Empty, too large, no list, or no JSON.
    if (texts === undefined) return listOf(parse(text, what), list, this.#read)
    return texts.map((one, index) => {
      const key = keyOf(one)
      const before = this.#items.get(key)
      if (before !== undefined) return before
      const item = this.#read(taken(one, what, allowance), `item ${index + 1} of ${list}`)
      this.#items.set(ofItsOwn(key), item)
      return item
    })
  }
}

/** UTF-16 units of an item that is known by its text; what is longer is known by its digest. */
const longestKey = 1024

function keyOf(text: string): string {
  return text.length <= longestKey ? text : createHash('sha256').update(text).digest('base64')
}

/** The same text: what V8 cuts out of another one holds on to the whole. */
function ofItsOwn(text: string): string {
  return Buffer.from(text).toString()
}

function unpackText(packed: unknown, what: string, allowance: Allowance): string {
  const bytes = gunzip(bytesOf(packed, what), what, Math.min(largestPart, allowance.text))
  allowance.text -= bytes.length
  return textOf(bytes, what)
}

/** JSON, whose values are taken from the allowance. */
function taken(text: string, what: string, allowance: Allowance): Json {
  const bytes = Buffer.byteLength(text)
  if (bytes > allowance.bytes) throw new FormatError(`${what} ${moreThan(allowance.bytes)}, after newer revisions`)
  allowance.bytes -= bytes
  const { json, values } = measured(text, what, allowance.values)
  allowance.values -= values
  return json
}

/** JSON that isn't compressed, in base64. @throws FormatError */
export function readPlain(data: unknown, what: string): Json {
  return parse(textOf(bytesOf(data, what), what), what)
}

/** JSON of a bounded depth and number of values. @throws FormatError */
export function parse(text: string, what: string): Json {
  return measured(text, what, mostValues).json
}

/** The same, with its number of values. */
function measured(text: string, what: string, most: number): { readonly json: Json; readonly values: number } {
  const limit = Math.min(most, mostValues)
  const extent = extentOf(text, limit)
  const excess = excessOf(extent, limit)
  if (excess !== undefined)
    throw new FormatError(`${what}: ${excess}${most < mostValues ? ', after newer revisions' : ''}`)
  try {
    return { json: parseJson(text), values: extent.values }
  } catch {
    throw new FormatError(`${what} can't be read as JSON`)
  }
}

function bytesOf(data: unknown, what: string): Buffer {
  if (typeof data !== 'string') throw new FormatError(`${what}: ${data === undefined ? 'missing' : 'not text'}`)
  if (data.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(data)) throw new FormatError(`${what}: not base64`)
  return Buffer.from(data, 'base64')
}

function gunzip(bytes: Buffer, what: string, most: number): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: Math.max(1, most) })
  } catch (error) {
    const isLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
    if (!isLarge) throw new FormatError(`${what} can't be unpacked`)
    const because = most < largestPart ? ', after newer revisions' : ''
    throw new FormatError(`${what} ${moreThan(most)}${because}`)
  }
}

function moreThan(bytes: number): string {
  return `unpack to more than ${Math.max(1, bytes >> 20)} MiB`
}

function textOf(bytes: Buffer, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new FormatError(`${what}: not UTF-8`)
  }
}

interface Extent {
  readonly depth: number
  readonly values: number
}

/** Why a JSON text is more than any real one, found without building anything of it; undefined where it isn't. */
function excessOf({ depth, values }: Extent, most: number): string | undefined {
  if (depth > deepest) return `nested more than ${deepest} levels deep`
  return values > most ? `more than ${most} values` : undefined
}

/** How deep a JSON text is, and how many values and commas it has, as far as that is within the limits. */
function extentOf(text: string, most: number): Extent {
  return scan(text, most, () => {})
}

/** The texts of a list's items; undefined for an empty one, one beyond the limits, and what is anything else than a list in JSON. */
function textsOfItems(text: string): readonly string[] | undefined {
  if (text.charCodeAt(0) !== openBracket || text.length < 3) return undefined
  const texts: string[] = []
  let start = 1
  scan(text, mostValues, (at) => {
    texts.push(text.slice(start, at))
    start = at + 1
  })
  // Beyond the limits the scan ends early.
  const isWhole = start === text.length && text.endsWith(']')
  const isEmpty = texts.length === 1 && texts[0]?.trim() === ''
  return isWhole && !isEmpty ? texts : undefined
}

/** `onItem` is told where each item of the outermost list, or its last one, ends. */
function scan(text: string, most: number, onItem: (end: number) => void): Extent {
  let [depth, deepestSeen, values] = [0, 0, 0]
  for (let at = 0; at < text.length && values <= most && deepestSeen <= deepest; at += 1) {
    const character = text.charCodeAt(at)
    if (character === quote) at = endOfString(text, at)
    else if (character === comma) {
      values += 1
      if (depth === 1) onItem(at)
    } else if (character === openBracket || character === openBrace) {
      depth += 1
      values += 1
      deepestSeen = Math.max(deepestSeen, depth)
    } else if (character === closeBracket || character === closeBrace) {
      depth -= 1
      if (depth === 0) onItem(at)
    }
  }
  return { depth: deepestSeen, values }
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (end > 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end < 0 ? text.length : end
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0
  while (text.charCodeAt(at - 1 - backslashes) === backslash) backslashes += 1
  return backslashes % 2 === 1
}

const [quote, comma, openBracket, closeBracket, openBrace, closeBrace, backslash] = [34, 44, 91, 93, 123, 125, 92]
