import { noteSensitive, noteWhole } from '../sensitive.ts'
import { PyDict } from './dict.ts'
import { raise } from './error.ts'
import { PyFloat } from './float.ts'
import { PyFunction } from './function.ts'
import { normalize } from './integer.ts'
import { iterate } from './iterate.ts'
import { PyObject, type PyValue } from './object.ts'
import { repr, str, strText } from './show.ts'
import { signature } from './signature.ts'
import { RichText, textOf } from './text.ts'
import { TracedInt } from './traced.ts'
import { Tuple } from './tuple.ts'
import { Undefined } from './undefined.ts'

const maxDepth = 500

/**
 * A caller's value as a template's: JSON-like data, Maps, functions and what is a template's value already.
 * An integer is an int (from 1e21 on, where JavaScript writes an exponent, a float), other numbers are floats;
 * a plain object is a dict of its own enumerable keys. Lists and dicts are copied.
 * @throws PyError TypeError for anything else, and for data that contains itself.
 */
export function toPython(value: unknown): PyValue {
  return convert(value, 0)
}

function convert(value: unknown, depth: number): PyValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return convertNumber(value)
    case 'bigint':
      return normalize(value)
    case 'function':
      return convertFunction(value as (...args: unknown[]) => unknown)
    case 'undefined':
      return null
    case 'object':
      return value === null ? null : convertObject(value, depth)
    default:
      return raise('TypeError', `a ${typeof value} is no value for a template`)
  }
}

function convertNumber(value: number): PyValue {
  if (!Number.isInteger(value)) return new PyFloat(value)
  if (Number.isSafeInteger(value)) return value + 0
  return Math.abs(value) < 1e21 ? BigInt(value) : new PyFloat(value)
}

function convertObject(value: object, depth: number): PyValue {
  if (value instanceof PyObject) {
    noteGiven(value)
    return value
  }
  if (depth > maxDepth) raise('TypeError', 'data for a template is nested too deeply or contains itself')
  if (Array.isArray(value)) return value.map((item) => convert(item, depth + 1))
  const dict = new PyDict()
  if (value instanceof Map) {
    for (const [key, item] of value) dict.set(convert(key, depth + 1), convert(item, depth + 1))
    return dict
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    raise('TypeError', `a ${className(value)} is no value for a template`)
  }
  for (const [key, item] of Object.entries(value)) {
    if (item !== undefined) dict.set(key, convert(item, depth + 1))
  }
  return dict
}

/** What was made before the render has not been noted by it. */
function noteGiven(value: PyObject): void {
  if (value instanceof RichText) noteSensitive(value.text, value.spans ?? [])
  else if (value.pyProvenance?.()?.taints.length) noteWhole(strText(value))
}

function className(value: object): string {
  const { name } = value.constructor
  return typeof name === 'string' && name !== '' ? name : 'JavaScript object'
}

/** Keyword arguments come last, as one object, where a template gives any. */
function convertFunction(callback: (...args: unknown[]) => unknown): PyFunction {
  return new PyFunction(callback.name, signature(callback.name, '*args', '**kwargs'), (args, kwargs) => {
    const given = args instanceof Tuple ? args.items.map(fromPython) : []
    if (kwargs instanceof PyDict && kwargs.size > 0) given.push(fromPython(kwargs))
    return toPython(callback(...given))
  })
}

/**
 * A template's value as JSON-like data: floats as numbers, tuples and other sequences as arrays, a dict as a Map
 * where a key is no str, else as an object without prototype; a bigint stays one.
 */
function fromPython(value: PyValue): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(fromPython)
  if (value instanceof RichText) return value.text
  if (value instanceof PyFloat || value instanceof TracedInt) return value.value
  if (value instanceof Tuple) return value.items.map(fromPython)
  if (value instanceof PyDict) return fromDict(value)
  if (value instanceof Undefined) return undefined
  if (value.pyIterate !== undefined) {
    const items: unknown[] = []
    const iterator = iterate(value)
    for (let step = iterator.next(); !step.done; step = iterator.next()) items.push(fromPython(step.value))
    return items
  }
  return value.pyStr === undefined ? repr(value) : textOf(str(value))
}

function fromDict(dict: PyDict): unknown {
  const entries = [...dict.entries()].map(([key, item]) => [fromPython(key), fromPython(item)] as const)
  if (entries.some(([key]) => typeof key !== 'string')) return new Map(entries)
  const object = Object.create(null) as Record<string, unknown>
  for (const [key, item] of entries) object[String(key)] = item
  return object
}
