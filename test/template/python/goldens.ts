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
import type { PyValue } from '../../../src/template/python/object.ts'
import * as operators from '../../../src/template/python/operators.ts'
import { Range } from '../../../src/template/python/range.ts'
import { repr, str } from '../../../src/template/python/show.ts'
import { markup, textOf } from '../../../src/template/python/text.ts'
import { Tuple } from '../../../src/template/python/tuple.ts'
import { makeUndefined, Undefined, type UndefinedKind } from '../../../src/template/python/undefined.ts'

/** One case of test/golden/jinja/python: operation, inputs, keyword arguments, the result's repr or [class, message]. */
export type Case = readonly [
  string,
  readonly unknown[],
  Readonly<Record<string, unknown>> | null,
  string | [string, string],
]

/** What the dialect makes of a case, in the form of its expectation. */
export function evaluate([operation, inputs, keywords]: Case): string | [string, string] {
  try {
    const values = inputs.map(decode)
    if (operation.startsWith('.')) return callMethod(operation.slice(1), values, keywords)
    return operate(operation, values)
  } catch (error) {
    if (error instanceof PyError) return [error.name, error.message]
    throw error
  }
}

function callMethod(name: string, [self = null, ...args]: PyValue[], keywords: Case[2]): string {
  const kwargs = keywords === null ? undefined : new Map(Object.entries(keywords).map(([k, v]) => [k, decode(v)]))
  const method = attributeOf(self, name)
  if (method === undefined) return `no method ${name}`
  const result = shown(call(method, args, kwargs))
  return Array.isArray(self) || self instanceof PyDict ? `${result} ${repr(self)}` : result
}

function operate(operation: string, [left = null, right = null, ...rest]: PyValue[]): string {
  switch (operation) {
    case 'repr':
      return repr(left)
    case 'format':
      return textOf(formatValue(left, String(right)))
    case 'escape':
      return shown(escapeHtml(left))
    case 'getattr':
      return shown(getAttribute('default', left, String(right)))
    case 'getitem':
      return shown(getItem('default', left, right))
    case 'slice':
      return shown(slice(left, right, rest[0] ?? null, rest[1] ?? null))
    default:
      return shown(arithmetic(operation, left, right))
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
      return toInt(left, right === null ? undefined : Number(right))
    case 'float':
      return new PyFloat(toFloatValue(left))
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

function decode(value: unknown): PyValue {
  if (Array.isArray(value)) return value.map(decode)
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number')
    return value
  const [[kind, content] = ['', null]] = Object.entries(value as Record<string, unknown>)
  return decoders.get(kind)?.(content) ?? null
}

const decoders: ReadonlyMap<string, (content: unknown) => PyValue> = new Map<string, (content: unknown) => PyValue>([
  ['float', (content) => new PyFloat(toFloatValue(String(content)))],
  ['int', (content) => decodeInt(String(content))],
  ['tuple', (content) => new Tuple((content as unknown[]).map(decode))],
  ['dict', (content) => PyDict.of((content as [unknown, unknown][]).map(([k, v]) => [decode(k), decode(v)] as const))],
  ['markup', (content) => markup(String(content))],
  ['bytes', (content) => new Bytes(Buffer.from(String(content), 'hex'))],
  ['range', (content) => new Range(...(content as [number, number, number]))],
  ['undefined', (content) => decodeUndefined(content as [UndefinedKind, unknown])],
  ['view', (content) => decodeView(content as ['keys' | 'values' | 'items', unknown])],
])

function decodeInt(text: string): PyValue {
  return normalize(text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text))
}

function decodeUndefined([kind, name]: [UndefinedKind, unknown]): PyValue {
  return makeUndefined(kind, { name: decode(name) })
}

function decodeView([kind, data]: ['keys' | 'values' | 'items', unknown]): PyValue {
  const dict = decode(data)
  if (!(dict instanceof PyDict)) throw new Error('a view is of a dict')
  return new DictView(dict, kind)
}
