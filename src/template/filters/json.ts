import { replaceEach } from '../python/bounded.ts'
import { PyDict } from '../python/dict.ts'
import { raise } from '../python/error.ts'
import { PyFloat } from '../python/float.ts'
import { reprInt } from '../python/integer.ts'
import { chargeLength, maxNesting, tick } from '../python/limits.ts'
import type { PyValue } from '../python/object.ts'
import { repr, typeName } from '../python/show.ts'
import { derive, isText, joinText, type Text, textOf } from '../python/text.ts'
import { untraced } from '../python/traced.ts'
import { Tuple } from '../python/tuple.ts'
import { sortBy } from './order.ts'

/** The arguments of Python's json.dumps that templates can give. */
export interface JsonOptions {
  readonly sortKeys: boolean
  /** What one level is indented by; undefined for one line. */
  readonly indent: string | undefined
  readonly itemSeparator: string
  readonly keySeparator: string
  readonly ensureAscii: boolean
  readonly allowNan: boolean
  /** Leaves out entries whose key is no str, int, float, bool or None, instead of failing. */
  readonly skipKeys: boolean
  /** Turns the keys into text before they are sorted, as Ansible's encoder does; else they are sorted as they are. */
  readonly writesKeysFirst: boolean
  /** What a value of another type is written as; throws where it can't be. */
  readonly fallback: (value: PyValue) => PyValue
  /** The error for a key that JSON can't hold. */
  readonly refuseKey: (key: PyValue) => never
}

/** json.dumps' defaults. */
export const jsonDefaults: JsonOptions = {
  sortKeys: false,
  indent: undefined,
  itemSeparator: ', ',
  keySeparator: ': ',
  ensureAscii: true,
  allowNan: true,
  skipKeys: false,
  writesKeysFirst: false,
  fallback: (value) => raise('TypeError', `Object of type ${typeName(value)} is not JSON serializable`),
  refuseKey: (key) => raise('TypeError', `keys must be str, int, float, bool or None, not ${typeName(key)}`),
}

/**
 * `json.dumps(value, …)` of CPython 3.11; each key and scalar has the provenance of the value that it writes.
 * @throws PyError TypeError, or ValueError for a circular reference
 */
export function dumpJson(value: PyValue, options: JsonOptions): Text {
  return new Writer(options).write(value, '\n')
}

class Writer {
  readonly #options: JsonOptions
  readonly #open: object[] = []

  constructor(options: JsonOptions) {
    this.#options = options
  }

  /** @param newline the line break and indentation of the level that holds the value */
  write(given: PyValue, newline: string): Text {
    tick()
    const value = untraced(given)
    if (isText(value)) return derive(quoteJson(textOf(value), this.#options.ensureAscii), value)
    if (value === null) return 'null'
    if (typeof value === 'boolean') return derive(String(value), given)
    if (typeof value === 'number' || typeof value === 'bigint') return derive(reprInt(value), given)
    if (value instanceof PyFloat) return derive(this.#float(value), value)
    if (Array.isArray(value)) return this.#guard(value, () => this.#list(value, newline))
    if (value instanceof Tuple) return this.#guard(value, () => this.#list(value.items, newline))
    if (value instanceof PyDict) return this.#guard(value, () => this.#dict(value, newline))
    return this.#guard(value as object, () => {
      const text = textOf(this.write(this.#options.fallback(value), newline))
      return derive(text, value)
    })
  }

  #guard(value: object, write: () => Text): Text {
    if (this.#open.includes(value)) raise('ValueError', 'Circular reference detected')
    if (this.#open.length > maxNesting) {
      raise('RecursionError', 'maximum recursion depth exceeded while encoding a JSON object')
    }
    this.#open.push(value)
    const text = write()
    this.#open.pop()
    chargeLength(textOf(text).length)
    return text
  }

  #float(float: PyFloat): string {
    const { value } = float
    if (Number.isFinite(value)) return repr(float)
    if (!this.#options.allowNan) {
      raise('ValueError', `Out of range float values are not JSON compliant`)
    }
    if (Number.isNaN(value)) return 'NaN'
    return value > 0 ? 'Infinity' : '-Infinity'
  }

  #list(items: readonly PyValue[], newline: string): Text {
    const { indent } = this.#options
    const inner = indent === undefined ? newline : newline + indent
    return this.#enclose(
      '[',
      items.map((item) => this.write(item, inner)),
      ']',
      newline,
    )
  }

  #dict(dict: PyDict, newline: string): Text {
    const { indent, sortKeys, keySeparator, ensureAscii, writesKeysFirst } = this.#options
    const inner = indent === undefined ? newline : newline + indent
    const entries = writesKeysFirst ? this.#withTextKeys(dict) : [...dict.entries()]
    const parts: Text[] = []
    for (const [key, item] of sortKeys ? sortBy(entries, ([key]) => key) : entries) {
      const name = this.#key(key)
      if (name === undefined) continue
      const written = derive(quoteJson(textOf(name), ensureAscii), name)
      const value = this.write(item, inner)
      const isPlain = typeof written === 'string' && typeof value === 'string'
      parts.push(isPlain ? written + keySeparator + value : joinText([written, keySeparator, value]))
    }
    return this.#enclose('{', parts, '}', newline)
  }

  #withTextKeys(dict: PyDict): [PyValue, PyValue][] {
    const { refuseKey } = this.#options
    const texts = new PyDict()
    for (const [key, item] of dict.entries()) texts.set(this.#key(key) ?? refuseKey(key), item)
    return [...texts.entries()]
  }

  #enclose(open: string, parts: readonly Text[], close: string, newline: string): Text {
    const { indent, itemSeparator } = this.#options
    if (parts.length === 0) return open + close
    if (indent === undefined) return joinText([open, joinText(parts, itemSeparator), close])
    const inner = newline + indent
    return joinText([open + inner, joinText(parts, itemSeparator + inner), newline + close])
  }

  #key(given: PyValue): Text | undefined {
    const key = untraced(given)
    if (isText(key)) return key
    if (key === null) return 'null'
    if (typeof key === 'boolean') return derive(String(key), given)
    if (typeof key === 'number' || typeof key === 'bigint') return derive(reprInt(key), given)
    if (key instanceof PyFloat) return derive(this.#float(key), key)
    return this.#options.skipKeys ? undefined : this.#options.refuseKey(key)
  }
}

const shortEscapes = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
])

const simple = /^[ !#-[\]-~]*$/

/** A JSON string as Python's encoder writes it: everything but printable ASCII escaped, or only what must be. */
function quoteJson(text: string, ensureAscii: boolean): string {
  if (simple.test(text)) return `"${text}"`
  const unsafe = ensureAscii ? /["\\]|[^ -~]/g : /["\\\x00-\x1f]/g
  const escaped = replaceEach(
    text,
    unsafe,
    (unit) => shortEscapes.get(unit) ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return `"${escaped}"`
}
