import { getAttribute, getItem, slice } from '../../../src/template/python/access.ts'
import { attributeOf } from '../../../src/template/python/attribute.ts'
import { Bytes } from '../../../src/template/python/bytes.ts'
import { PyDict } from '../../../src/template/python/dict.ts'
import { DictView } from '../../../src/template/python/dict-view.ts'
import { PyError } from '../../../src/template/python/error.ts'
import { PyFloat } from '../../../src/template/python/float.ts'
import { formatValue } from '../../../src/template/python/format-value.ts'
import { call } from '../../../src/template/python/function.ts'
import { normalize } from '../../../src/template/python/integer.ts'
import { length, toList } from '../../../src/template/python/iterate.ts'
import { escapeHtml } from '../../../src/template/python/markup.ts'
import { roundHalfEven, toFloatValue, toInt } from '../../../src/template/python/numbers.ts'
import type { KwArgs, PyValue } from '../../../src/template/python/object.ts'
import * as operators from '../../../src/template/python/operators.ts'
import { asIndex } from '../../../src/template/python/position.ts'
import { Range } from '../../../src/template/python/range.ts'
import { repr, str, strText } from '../../../src/template/python/show.ts'
import { derive, markup } from '../../../src/template/python/text.ts'
import { carry } from '../../../src/template/python/traced.ts'
import { Tuple } from '../../../src/template/python/tuple.ts'
import { makeUndefined, Undefined, type UndefinedKind } from '../../../src/template/python/undefined.ts'

/** One case of test/golden/jinja/python: operation, inputs, keyword arguments, the result's repr or [class, message]. */
export type Case = readonly [
  string,
  readonly unknown[],
  Readonly<Record<string, unknown>> | null,
  string | [string, string],
]

/** What is done to each str, number and bytes of a case before it is used. */
export type Dress = (value: PyValue) => PyValue

const asGiven: Dress = (value) => value

/** What the dialect makes of a case, in the form of its expectation. */
export function evaluate(golden: Case, dress: Dress = asGiven): string | [string, string] {
  const [operation] = golden
  try {
    const [result, self] = compute(golden, dress)
    if (operation === 'repr' || operation === 'format') return strText(result)
    if (operation.startsWith('.') && (Array.isArray(self) || self instanceof PyDict)) {
      return `${shown(result)} ${repr(self)}`
    }
    return shown(result)
  } catch (error) {
    if (error instanceof PyError) return [error.name, error.message]
    throw error
  }
}

/** The result of a case, and its first input, which a method may have changed. @throws PyError */
export function compute([operation, inputs, keywords]: Case, dress: Dress): readonly [PyValue, PyValue] {
  const values = inputs.map((input) => decode(input, dress))
  const [self = null] = values
  if (!operation.startsWith('.')) return [operate(operation, values), self]
  const kwargs = keywords && new Map(Object.entries(keywords).map(([name, value]) => [name, decode(value, dress)]))
  return [callMethod(operation.slice(1), values, kwargs ?? undefined), self]
}

function callMethod(name: string, [self = null, ...args]: PyValue[], kwargs: KwArgs | undefined): PyValue {
  const method = attributeOf(self, name)
  if (method === undefined) throw new Error(`no method ${name}`)
  return call(method, args, kwargs)
}

function operate(operation: string, [left = null, right = null, ...rest]: PyValue[]): PyValue {
  switch (operation) {
    case 'repr':
      return derive(repr(left), left)
    case 'format':
      return formatValue(left, strText(right))
    case 'escape':
      return escapeHtml(left)
    case 'getattr':
      return getAttribute('default', left, strText(right))
    case 'getitem':
      return getItem('default', left, right)
    case 'slice':
      return slice(left, right, rest[0] ?? null, rest[1] ?? null)
    default:
      return arithmetic(operation, left, right)
  }
}

function arithmetic(operation: string, left: PyValue, right: PyValue): PyValue {
  switch (operation) {
    case 'str':
      return str(left)
    case 'bool':
      return operators.truthy(left)
    case 'len':
      return length(left)
    case 'list':
      return toList(left)
    case 'int':
      return carry(toInt(left, right === null ? undefined : Number(asIndex(right))), left)
    case 'float':
      return carry(new PyFloat(toFloatValue(left)), left)
    case 'round':
      return roundHalfEven(left, right)
    default: {
      const operator = table.get(operation)
      if (operator === undefined) throw new Error(`no operation ${operation}`)
      return operator(left, right)
    }
  }
}

const table: ReadonlyMap<string, (left: PyValue, right: PyValue) => PyValue> = new Map([
  ['+', operators.add],
  ['-', operators.sub],
  ['*', operators.mul],
  ['/', operators.div],
  ['//', operators.floordiv],
  ['%', operators.mod],
  ['**', operators.pow],
  ['neg', operators.neg],
  ['pos', operators.pos],
  ['==', operators.eq],
  ['!=', operators.ne],
  ['<', operators.lt],
  ['<=', operators.le],
  ['>', operators.gt],
  ['>=', operators.ge],
  ['in', operators.contains],
])

function shown(value: PyValue): string {
  return value instanceof Undefined ? `undefined: ${value.message}` : repr(value)
}

function decode(value: unknown, dress: Dress): PyValue {
  if (value === null) return null
  if (Array.isArray(value)) return value.map((item) => decode(item, dress))
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') return dress(value)
  const [[kind, content] = ['', null]] = Object.entries(value as Record<string, unknown>)
  return decoders.get(kind)?.(content, dress) ?? null
}

const decoders: ReadonlyMap<string, (content: unknown, dress: Dress) => PyValue> = new Map<
  string,
  (content: unknown, dress: Dress) => PyValue
>([
  ['float', (content, dress) => dress(new PyFloat(toFloatValue(String(content))))],
  ['int', (content, dress) => dress(decodeInt(String(content)))],
  ['tuple', (content, dress) => new Tuple((content as unknown[]).map((item) => decode(item, dress)))],
  ['dict', (content, dress) => decodeDict(content as [unknown, unknown][], dress)],
  ['markup', (content, dress) => dress(markup(String(content)))],
  ['bytes', (content, dress) => dress(new Bytes(Buffer.from(String(content), 'hex')))],
  ['range', (content) => new Range(...(content as [number, number, number]))],
  ['undefined', (content) => decodeUndefined(content as [UndefinedKind, unknown])],
  ['view', (content, dress) => decodeView(content as ['keys' | 'values' | 'items', unknown], dress)],
])

function decodeInt(text: string): PyValue {
  return normalize(text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text))
}

function decodeDict(entries: readonly [unknown, unknown][], dress: Dress): PyDict {
  return PyDict.of(entries.map(([key, value]) => [decode(key, dress), decode(value, dress)] as const))
}

function decodeUndefined([kind, name]: [UndefinedKind, unknown]): PyValue {
  return makeUndefined(kind, { name: decode(name, asGiven) })
}

function decodeView([kind, data]: ['keys' | 'values' | 'items', unknown], dress: Dress): PyValue {
  const dict = decode(data, dress)
  if (!(dict instanceof PyDict)) throw new Error('a view is of a dict')
  return new DictView(dict, kind)
}
