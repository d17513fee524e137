import { lt } from '../python/compare.ts'
import { PyDict } from '../python/dict.ts'
import { PyError, raise } from '../python/error.ts'
import { chargeLength, maxNesting, tick } from '../python/limits.ts'
import { PyObject, type PyValue } from '../python/object.ts'
import { address, repr, typeName } from '../python/show.ts'
import { isMarkup, isText, textOf } from '../python/text.ts'
import { Tuple } from '../python/tuple.ts'
import { countCodePoints } from '../python/unicode.ts'
import { sortBy } from './order.ts'
import { spaceClass } from './patterns.ts'

const width = 80
const words = new RegExp(`[^${spaceClass}]*[${spaceClass}]*`, 'gu')

/** `pprint.pformat(value)` of CPython 3.11 with its defaults: width 80, indent 1, dicts sorted by key. */
export function prettyFormat(value: PyValue): string {
  const printer = new Printer()
  printer.format(value, 0, 0, 0)
  return printer.text
}

class Printer {
  text = ''
  readonly #open: object[] = []

  /** PrettyPrinter._format: on one line where it fits between `indent` and what `allowance` reserves. */
  format(value: PyValue, indent: number, allowance: number, level: number): void {
    tick()
    if (isOpen(value, this.#open)) {
      this.#write(recursion(value))
      return
    }
    const shown = this.#repr(value)
    if (countCodePoints(shown) <= width - indent - allowance) {
      this.#write(shown)
      return
    }
    if (isText(value) && !isMarkup(value)) {
      this.#string(textOf(value), shown, indent, allowance, level + 1)
      return
    }
    const write = this.#writerOf(value, indent, allowance, level + 1)
    if (write === undefined || typeof value !== 'object' || value === null) {
      this.#write(shown)
      return
    }
    this.#open.push(value)
    write()
    this.#open.pop()
  }

  #writerOf(value: PyValue, indent: number, allowance: number, level: number): (() => void) | undefined {
    if (value instanceof PyDict) return () => this.#dict(value, indent, allowance, level)
    if (Array.isArray(value)) return () => this.#items(value, '[', ']', indent, allowance, level)
    if (value instanceof Tuple && value.typeName === 'tuple') {
      return () => this.#items(value.items, '(', value.items.length === 1 ? ',)' : ')', indent, allowance, level)
    }
    return undefined
  }

  #write(text: string): void {
    this.text += text
    chargeLength(this.text.length)
  }

  #dict(dict: PyDict, indent: number, allowance: number, level: number): void {
    this.#write('{')
    const items = sortedEntries(dict)
    items.forEach(([key, value], index) => {
      const isLast = index === items.length - 1
      const shown = this.#repr(key)
      this.#write(`${shown}: `)
      this.format(value, indent + 1 + countCodePoints(shown) + 2, isLast ? allowance + 1 : 1, level)
      if (!isLast) this.#write(`,\n${' '.repeat(indent + 1)}`)
    })
    this.#write('}')
  }

  #items(
    items: readonly PyValue[],
    open: string,
    close: string,
    indent: number,
    allowance: number,
    level: number,
  ): void {
    this.#write(open)
    items.forEach((item, index) => {
      if (index > 0) this.#write(`,\n${' '.repeat(indent + 1)}`)
      this.format(item, indent + 1, index === items.length - 1 ? allowance + close.length : 1, level)
    })
    this.#write(close)
  }

  /** PrettyPrinter._pprint_str: adjacent literals, one a line, broken after white space. */
  #string(text: string, whole: string, outerIndent: number, outerAllowance: number, level: number): void {
    if (text === '') {
      this.#write(whole)
      return
    }
    const indent = level === 1 ? outerIndent + 1 : outerIndent
    const allowance = level === 1 ? outerAllowance + 1 : outerAllowance
    const chunks: string[] = []
    const lines = splitKeepingEnds(text)
    let shown = ''
    lines.forEach((line, lineIndex) => {
      const isLastLine = lineIndex === lines.length - 1
      shown = repr(line)
      if (countCodePoints(shown) <= width - indent - (isLastLine ? allowance : 0)) {
        chunks.push(shown)
        return
      }
      const parts = (line.match(words) ?? []).slice(0, -1)
      let current = ''
      parts.forEach((part, index) => {
        const reserved = isLastLine && index === parts.length - 1 ? allowance : 0
        if (countCodePoints(repr(current + part)) > width - indent - reserved) {
          if (current !== '') chunks.push(repr(current))
          current = part
        } else {
          current += part
        }
      })
      if (current !== '') chunks.push(repr(current))
    })
    if (chunks.length === 1) {
      this.#write(shown)
      return
    }
    const joined = chunks.join(`\n${' '.repeat(indent)}`)
    this.#write(level === 1 ? `(${joined})` : joined)
  }

  /** PrettyPrinter._safe_repr: as repr, but dicts sorted and recursion named. */
  #repr(value: PyValue): string {
    const open = this.#open
    if (typeof value !== 'object' || value === null) return repr(value)
    const isTuple = value instanceof Tuple && value.typeName === 'tuple'
    if (!(value instanceof PyDict) && !Array.isArray(value) && !isTuple) return repr(value)
    if (isOpen(value, open)) return recursion(value)
    if (open.length > maxNesting) {
      raise('RecursionError', 'maximum recursion depth exceeded while getting the repr of an object')
    }
    open.push(value)
    let shown: string
    if (value instanceof PyDict) {
      shown = `{${sortedEntries(value)
        .map(([key, item]) => `${this.#repr(key)}: ${this.#repr(item)}`)
        .join(', ')}}`
    } else if (Array.isArray(value)) {
      shown = `[${value.map((item) => this.#repr(item)).join(', ')}]`
    } else {
      const items = value.items.map((item) => this.#repr(item))
      shown = `(${items.join(', ')}${items.length === 1 ? ',' : ''})`
    }
    open.pop()
    chargeLength(shown.length)
    return shown
  }
}

function isOpen(value: PyValue, open: readonly object[]): boolean {
  return typeof value === 'object' && value !== null && open.includes(value)
}

/** `pprint._recursion`; the id is what stands for the address here. */
function recursion(value: PyValue): string {
  const id = typeof value === 'object' && value !== null ? BigInt(address(value)) : 0n
  return `<Recursion on ${typeName(value)} with id=${id}>`
}

/** Entries in the order of pprint's _safe_tuple: by key, keys without an order by their types. */
function sortedEntries(dict: PyDict): [PyValue, PyValue][] {
  return sortBy([...dict.entries()], ([key]) => new SafeKey(key))
}

/** `pprint._safe_key`. What is neither comparable nor of another type keeps its place. */
class SafeKey extends PyObject {
  readonly typeName = '_safe_key'
  readonly key: PyValue

  constructor(key: PyValue) {
    super()
    this.key = key
  }

  override pyCompare(other: PyValue): boolean | undefined {
    if (!(other instanceof SafeKey)) return undefined
    try {
      return lt(this.key, other.key)
    } catch (error) {
      if (!(error instanceof PyError) || error.name !== 'TypeError') throw error
      return typeText(this.key) < typeText(other.key)
    }
  }
}

/** `str(type(value))` */
function typeText(value: PyValue): string {
  return `<class '${typeName(value)}'>`
}

/** `str.splitlines(True)`. */
function splitKeepingEnds(text: string): string[] {
  return (
    text.match(
      /[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])|[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+$/g,
    ) ?? []
  )
}
