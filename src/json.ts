/**
 * A value as JSON holds it: all that YAML can say to Kubernetes. An integer of 64 bits that a double may not hold exactly is a
 * bigint, every other number a number (see integerOf).
 */
export type Json = null | boolean | number | bigint | string | Json[] | { [key: string]: Json }

const least = -(2n ** 63n)
const most = 2n ** 63n - 1n

/** Whether the API server holds an integer exactly: its numbers are int64, and else doubles. */
export function isInt64(integer: bigint): boolean {
  return integer >= least && integer <= most
}

/** The one form of an integer: a number where that is safe, else a bigint. */
export function integerOf(integer: bigint): number | bigint {
  const number = Number(integer)
  return Number.isSafeInteger(number) ? number : integer
}

/** The one form of a double, which JSON doesn't tell from an integer where it writes its digits alone: `1e18` is one. */
export function numberOf(double: number): number | bigint {
  if (!Number.isInteger(double) || Number.isSafeInteger(double) || Math.abs(double) >= 1e21) return double
  const integer = BigInt(String(double))
  return isInt64(integer) ? integer : double
}

/** Digits enough for an integer that a double may not hold. Within a string they are found too, which costs time only. */
const longInteger = /(?:^|[[:,])\s*-?\d{16}/

/**
 * As JSON.parse, but integers of 64 bits are exact. A text with such ones takes a slower way, some 25 MB a second.
 * @throws SyntaxError
 */
export function parseJson(text: string): Json {
  if (!longInteger.test(text)) return JSON.parse(text) as Json
  // What the reader relies on; two values of one large text at once would be too many.
  JSON.parse(text)
  return new Reader(text).read()
}

/**
 * As JSON.stringify, but an integer may be a bigint. `indent` in spaces; 0: on one line.
 * @throws TypeError for what JSON can't hold, e.g. undefined
 */
export function stringifyJson(value: unknown, indent = 0): string {
  const text = write(value, indent)
  if (text === undefined) throw new TypeError(`JSON can't hold ${typeof value}`)
  return text
}

function write(value: unknown, indent: number): string | undefined {
  try {
    return JSON.stringify(value, undefined, indent)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    // JSON.stringify takes no bigint. (JSON.rawJSON would write one, from Node 21 on.)
    return writeParts(value, indent, '\n')
  }
}

/** `newline`: the line break and indentation of the level that holds the value. */
function writeParts(value: unknown, indent: number, newline: string): string | undefined {
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const inner = newline + ' '.repeat(indent)
  const enclose = (open: string, parts: readonly string[], close: string) => {
    if (parts.length === 0 || indent === 0) return open + parts.join(',') + close
    return open + inner + parts.join(`,${inner}`) + newline + close
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => writeParts(item, indent, inner) ?? 'null')
    return enclose('[', items, ']')
  }
  const colon = indent === 0 ? ':' : ': '
  const entries = Object.entries(value).flatMap(([key, item]) => {
    const text = writeParts(item, indent, inner)
    return text === undefined ? [] : [JSON.stringify(key) + colon + text]
  })
  return enclose('{', entries, '}')
}

const string = /"(?:[^"\\]|\\.)*"/y
const scalar = /[-+.\w]+/y

/** Reads a text that JSON.parse takes. */
class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  read(): Json {
    this.#skipBlanks()
    return this.#value()
  }

  #value(): Json {
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object()
      case '[':
        return this.#list()
      case '"':
        return this.#string()
      default: {
        const text = this.#take(scalar)
        const value = JSON.parse(text) as null | boolean | number
        if (typeof value !== 'number' || Number.isSafeInteger(value) || !/^-?\d+$/.test(text)) return value
        const integer = BigInt(text)
        return isInt64(integer) ? integerOf(integer) : value
      }
    }
  }

  #string(): string {
    const start = this.#at
    const end = this.#text.indexOf('"', start + 1)
    const simple = this.#text.slice(start + 1, end)
    if (simple.includes('\\')) return JSON.parse(this.#take(string)) as string
    this.#at = end + 1
    return simple
  }

  #object(): Json {
    const object: { [key: string]: Json } = {}
    this.#each('}', () => {
      const key = this.#string()
      this.#skipBlanks()
      this.#at += 1
      this.#skipBlanks()
      const value = this.#value()
      // As JSON.parse: also `__proto__` is a property like any other.
      if (key !== '__proto__') object[key] = value
      else Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })
    })
    return object
  }

  #list(): Json[] {
    const items: Json[] = []
    this.#each(']', () => items.push(this.#value()))
    return items
  }

  /** Reads what stands between brackets, behind each comma. */
  #each(close: string, read: () => void): void {
    do {
      this.#at += 1
      this.#skipBlanks()
      if (this.#text[this.#at] === close) break
      read()
      this.#skipBlanks()
    } while (this.#text[this.#at] !== close)
    this.#at += 1
  }

  #skipBlanks(): void {
    while (this.#at < this.#text.length && this.#text.charCodeAt(this.#at) <= 0x20) this.#at += 1
  }

  #take(token: RegExp): string {
    token.lastIndex = this.#at
    const [found = ''] = token.exec(this.#text) ?? []
    this.#at += found.length
    return found
  }
}
