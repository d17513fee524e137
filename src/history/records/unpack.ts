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
  /** Bytes of what is read and can't be used. */
  wasted: number
  /** Bytes and values that are kept: what several revisions have counts once. */
  bytes: number
  values: number
}

/** Of all revisions of a release together. */
export function newAllowance(): Allowance {
  return { text: 640 * 1024 * 1024, wasted: 48 * 1024 * 1024, bytes: 48 * 1024 * 1024, values: 500_000 }
}

/**
 * JSON, compressed, in base64; undefined where it is too large to be read again. Made once of a value: a deploy writes its revision
 * twice, after it was seen that it can be.
 */
export const pack = remembered((value: object): string | undefined => {
  const text = stringifyJson(value)
  const isReadable =
    Buffer.byteLength(text) <= largestPart && excessOf(extentOf(text, mostValues), mostValues, '') === undefined
  return isReadable ? gzipSync(text, { level: 9 }).toString('base64') : undefined
})

/**
 * What `pack` packed. `what` names it in a message: `its manifests`.
 * @throws FormatError where it isn't that, or would take more memory than any real one
 */
export function unpack(packed: unknown, what: string, allowance: Allowance): Json {
  return withText(packed, what, allowance, (text) => taken(text, what, allowance))
}

/** What is to be unpacked. */
export interface PackedList {
  readonly packed: unknown
  /** For messages: `its manifests`, `its list of manifests`. */
  readonly what: string
  readonly list: string
}

/** A list that there is no room to keep. */
export interface UnpackedEachTime<Item> {
  /** Unpacks it; the two lists that were asked for last are still there. */
  readonly again: () => readonly Item[]
}

interface Cost {
  readonly bytes: number
  readonly values: number
}

/** Of an object that an API server can hold. What is larger is kept, or not read. */
const largestItem: Cost = { bytes: 4 * 1024 * 1024, values: 50_000 }

/** A text of an item. `cost`: of reading it; undefined where it was read before. */
interface ItemText {
  readonly text: string
  /** `''` for one that is too large to be in common. */
  readonly key: string
  readonly cost: Cost | undefined
}

/**
 * The items of lists that `unpack` would give, where most of one list are in the others too: each text is read once, and kept as far as
 * the allowance goes. Of a list beyond it only those items are kept that `mustBeKept`.
 */
export class SharedItems<Item> {
  readonly #read: (json: Json, what: string) => Item
  readonly #mustBeKept: (item: Item) => boolean
  readonly #items = new Map<string, Item>()
  /** The two that were asked for last: one revision is compared with another. */
  #asked: { readonly packed: unknown; readonly items: readonly Item[] }[] = []

  constructor(read: (json: Json, what: string) => Item, mustBeKept: (item: Item) => boolean) {
    this.#read = read
    this.#mustBeKept = mustBeKept
  }

  /**
   * `onItem` is told each item of a list that isn't kept, one after the other. Also @throws FormatError of `read`, which is told which
   * item of `list` it is.
   */
  unpack(
    packed: PackedList,
    allowance: Allowance,
    onItem: (item: Item) => void = () => {},
  ): readonly Item[] | UnpackedEachTime<Item> {
    return withText(packed.packed, packed.what, allowance, (text) => this.#unpackText(text, packed, allowance, onItem))
  }

  #unpackText(
    text: string,
    packed: PackedList,
    allowance: Allowance,
    onItem: (item: Item) => void,
  ): readonly Item[] | UnpackedEachTime<Item> {
    const texts = this.#textsIn(text, packed.what)
    if (texts === undefined) return listOf(parse(text, packed.what), packed.list, this.#read)
    const costs = texts.flatMap(({ cost }) => cost ?? [])
    if (isWithin(sumOf(costs), allowance))
      return texts.map((one, index) => this.#keep(one, this.#itemIn(one, packed, index), allowance))
    if (!costs.every((cost) => isWithin(cost, largestItem))) throw tooMuch(packed, allowance)
    for (const [index, one] of texts.entries()) {
      const item = this.#itemIn(one, packed, index)
      if (one.cost !== undefined && this.#mustBeKept(item)) {
        if (!isWithin(one.cost, allowance)) throw tooMuch(packed, allowance)
        this.#keep(one, item, allowance)
      }
      onItem(item)
    }
    return { again: () => this.#again(packed) }
  }

  #again(packed: PackedList): readonly Item[] {
    const known = this.#asked.find((one) => one.packed === packed.packed)
    if (known !== undefined) return known.items
    this.#asked = this.#asked.slice(-1)
    const items = withText(packed.packed, packed.what, newAllowance(), (text) =>
      (this.#textsIn(text, packed.what) ?? []).map((one, index) => this.#itemIn(one, packed, index)),
    )
    this.#asked.push({ packed: packed.packed, items })
    return items
  }

  /** undefined for a list that is empty, too large, or no list at all. */
  #textsIn(list: string, what: string): ItemText[] | undefined {
    let left = mostValues
    return textsOfItems(list)?.map((text) => {
      const key = text.length > largestItem.bytes ? '' : keyOf(text)
      if (this.#items.has(key)) return { text, key, cost: undefined }
      const values = valuesIn(text, what, left)
      left -= values
      return { text, key, cost: { bytes: Buffer.byteLength(text), values } }
    })
  }

  #itemIn({ text, key }: ItemText, { what, list }: PackedList, index: number): Item {
    const known = this.#items.get(key)
    if (known !== undefined) return known
    return this.#read(jsonOf(text, what), `item ${index + 1} of ${list}`)
  }

  #keep({ key, cost }: ItemText, item: Item, allowance: Allowance): Item {
    const known = this.#items.get(key)
    if (known !== undefined || cost === undefined) return known ?? item
    allowance.bytes -= cost.bytes
    allowance.values -= cost.values
    if (key !== '') this.#items.set(ofItsOwn(key), item)
    return item
  }
}

function tooMuch({ what }: PackedList, { bytes, values }: Allowance): FormatError {
  return new FormatError(`${what} ${moreThan(bytes)} or ${values} values, after newer revisions`)
}

function sumOf(costs: readonly Cost[]): Cost {
  let [bytes, values] = [0, 0]
  for (const cost of costs) {
    bytes += cost.bytes
    values += cost.values
  }
  return { bytes, values }
}

function isWithin({ bytes, values }: Cost, most: Cost): boolean {
  return bytes <= most.bytes && values <= most.values
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

function withText<Result>(packed: unknown, what: string, allowance: Allowance, use: (text: string) => Result): Result {
  const bytes = gunzip(bytesOf(packed, what), what, Math.min(largestPart, allowance.text, allowance.wasted))
  allowance.text -= bytes.length
  try {
    return use(textOf(bytes, what))
  } catch (error) {
    allowance.wasted -= bytes.length
    throw error
  }
}

/** JSON, whose values are taken from the allowance. */
function taken(text: string, what: string, allowance: Allowance): Json {
  const bytes = Buffer.byteLength(text)
  if (bytes > allowance.bytes) throw new FormatError(`${what} ${moreThan(allowance.bytes)}, after newer revisions`)
  allowance.bytes -= bytes
  const most = Math.min(allowance.values, mostValues)
  const older = most < mostValues ? ', after newer revisions' : ''
  allowance.values -= valuesIn(text, what, most, `more than ${most} values${older}`)
  return jsonOf(text, what)
}

/** JSON that isn't compressed, in base64. @throws FormatError */
export function readPlain(data: unknown, what: string): Json {
  return parse(textOf(bytesOf(data, what), what), what)
}

/** JSON of a bounded depth and number of values. @throws FormatError */
export function parse(text: string, what: string): Json {
  valuesIn(text, what, mostValues)
  return jsonOf(text, what)
}

/** How many values a JSON text has. @throws FormatError where they are more than `most`, or too deep */
function valuesIn(text: string, what: string, most: number, tooMany = `more than ${mostValues} values`): number {
  const extent = extentOf(text, most)
  const excess = excessOf(extent, most, tooMany)
  if (excess !== undefined) throw new FormatError(`${what}: ${excess}`)
  return extent.values
}

function jsonOf(text: string, what: string): Json {
  try {
    return parseJson(text)
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
function excessOf({ depth, values }: Extent, most: number, tooMany: string): string | undefined {
  if (depth > deepest) return `nested more than ${deepest} levels deep`
  return values > most ? tooMany : undefined
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
