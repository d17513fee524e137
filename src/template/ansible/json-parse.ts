import { PyDict } from '../python/dict.ts'
import { raise } from '../python/error.ts'
import { PyFloat } from '../python/float.ts'
import { maxNesting } from '../python/limits.ts'
import { parseInteger } from '../python/numbers.ts'
import type { Provenance, PyValue } from '../python/object.ts'
import { provenanceOf, type Text, textOf, withProvenance } from '../python/text.ts'
import { traceNumber } from '../python/traced.ts'
import { countCodePoints } from '../python/unicode.ts'

const constants: ReadonlyMap<string, PyValue> = new Map<string, PyValue>([
  ['null', null],
  ['true', true],
  ['false', false],
  ['NaN', new PyFloat(Number.NaN)],
  ['Infinity', new PyFloat(Number.POSITIVE_INFINITY)],
  ['-Infinity', new PyFloat(Number.NEGATIVE_INFINITY)],
])
const escapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])

/**
 * `json.loads(text)` of CPython 3.11: ints and floats apart, NaN and Infinity too; each str and number has the
 * provenance of the text. @throws PyError JSONDecodeError with Python's message
 */
export function parseJson(source: Text): PyValue {
  return new Parser(textOf(source), provenanceOf(source)).parse()
}

class Parser {
  readonly #text: string
  readonly #provenance: Provenance | null
  #at = 0
  #depth = 0

  constructor(text: string, provenance: Provenance | null) {
    this.#text = text
    this.#provenance = provenance
  }

  parse(): PyValue {
    if (this.#text.startsWith('\ufeff')) this.#fail('Unexpected UTF-8 BOM (decode using utf-8-sig)', 0)
    this.#skipSpace()
    const value = this.#value()
    this.#skipSpace()
    if (this.#at < this.#text.length) this.#fail('Extra data', this.#at)
    return value
  }

  #fail(message: string, at: number): never {
    const before = this.#text.slice(0, at)
    const line = before.split('\n').length
    const column = countCodePoints(before.slice(before.lastIndexOf('\n') + 1)) + 1
    return raise('JSONDecodeError', `${message}: line ${line} column ${column} (char ${countCodePoints(before)})`)
  }

  #peek(): string {
    return this.#text.charAt(this.#at)
  }

  #skipSpace(): void {
    while (/[ \t\n\r]/.test(this.#peek())) this.#at++
  }

  #value(): PyValue {
    const start = this.#at
    const character = this.#peek()
    if (character === '"') return withProvenance(this.#string(), this.#provenance)
    if (character === '{') return this.#nested(() => this.#object())
    if (character === '[') return this.#nested(() => this.#array())
    for (const [name, value] of constants) {
      if (!this.#text.startsWith(name, start)) continue
      this.#at += name.length
      return traceNumber(value, this.#provenance)
    }
    const number = /^-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/.exec(this.#text.slice(start, start + 5000))
    if (number === null) return this.#fail('Expecting value', start)
    const [written, fraction, exponent] = number
    this.#at += written.length
    const isInt = fraction === undefined && exponent === undefined
    return traceNumber(isInt ? parseInteger(written, 10) : new PyFloat(Number(written)), this.#provenance)
  }

  #nested(read: () => PyValue): PyValue {
    this.#depth++
    if (this.#depth > maxNesting) {
      raise('RecursionError', 'maximum recursion depth exceeded while decoding a JSON object')
    }
    this.#at++
    this.#skipSpace()
    const value = read()
    this.#depth--
    return value
  }

  #object(): PyValue {
    const dict = new PyDict()
    if (this.#peek() === '}') {
      this.#at++
      return dict
    }
    for (;;) {
      if (this.#peek() !== '"') this.#fail('Expecting property name enclosed in double quotes', this.#at)
      const key = withProvenance(this.#string(), this.#provenance)
      this.#skipSpace()
      if (this.#peek() !== ':') this.#fail("Expecting ':' delimiter", this.#at)
      this.#at++
      this.#skipSpace()
      dict.set(key, this.#value())
      if (this.#ends('}')) return dict
    }
  }

  #array(): PyValue {
    const list: PyValue[] = []
    if (this.#peek() === ']') {
      this.#at++
      return list
    }
    for (;;) {
      list.push(this.#value())
      if (this.#ends(']')) return list
    }
  }

  /** Whether the bracket closes here; passes the comma otherwise. */
  #ends(bracket: string): boolean {
    this.#skipSpace()
    const character = this.#peek()
    this.#at++
    if (character === bracket) return true
    if (character !== ',') this.#fail("Expecting ',' delimiter", this.#at - 1)
    this.#skipSpace()
    return false
  }

  #string(): string {
    const start = this.#at
    this.#at++
    let value = ''
    for (;;) {
      const plain = /[^"\\\x00-\x1f]*/y
      plain.lastIndex = this.#at
      value += plain.exec(this.#text)?.[0] ?? ''
      this.#at = plain.lastIndex
      const character = this.#peek()
      if (character === '"') break
      if (character === '') this.#fail('Unterminated string starting at', start)
      if (character !== '\\') this.#fail('Invalid control character at', this.#at)
      value += this.#escape(start)
    }
    this.#at++
    return value
  }

  #escape(stringStart: number): string {
    const start = this.#at
    const character = this.#text.charAt(start + 1)
    if (character === '') this.#fail('Unterminated string starting at', stringStart)
    this.#at += 2
    if (character !== 'u') return escapes.get(character) ?? this.#fail('Invalid \\escape', start)
    const digits = this.#text.slice(this.#at, this.#at + 4)
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.#fail('Invalid \\uXXXX escape', start + 1)
    this.#at += 4
    return String.fromCharCode(Number.parseInt(digits, 16))
  }
}
