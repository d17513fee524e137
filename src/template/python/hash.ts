import { PyError, raise } from './error.ts'
import { PyFloat } from './float.ts'
import { chargeLength, maxNesting, tick } from './limits.ts'
import { PyObject, type PyValue } from './object.ts'
import { RichText } from './text.ts'
import { TracedInt } from './traced.ts'

/**
 * What a dict is keyed by: two values have one key exactly where Python finds them equal, so 1, 1.0 and True
 * share one. A string is its own key; everything that is neither string, number nor null is a string that
 * starts with NUL, and a string that starts with NUL itself is escaped.
 */
export type DictKey = string | number | null

/** The key of a value. @throws PyError TypeError "unhashable type: 'list'". */
export function hashKey(value: PyValue): DictKey {
  switch (typeof value) {
    case 'string':
      return value.charCodeAt(0) === 0 ? `\0s${value}` : value
    case 'number':
      return value
    case 'boolean':
      return value ? 1 : 0
    case 'bigint':
      return `\0i${value}`
    default:
      return value === null ? null : hashObject(value)
  }
}

function hashObject(value: PyValue[] | PyObject): DictKey {
  if (value instanceof RichText) return hashKey(value.text)
  if (value instanceof PyFloat) return hashFloat(value)
  if (value instanceof TracedInt) return hashKey(value.value)
  if (value instanceof PyObject) {
    if (value.pyHashKey !== undefined) return nested(value)
    // As a class of Python that defines no __eq__.
    if (value.pyEquals === undefined) return identityKey(value)
  }
  return raise('TypeError', `unhashable type: '${Array.isArray(value) ? 'list' : value.typeName}'`)
}

let depth = 0

function nested(value: PyObject): DictKey {
  if (depth > maxNesting) raise('RecursionError', 'maximum recursion depth exceeded')
  depth++
  try {
    tick()
    const key = value.pyHashKey?.() ?? null
    if (typeof key === 'string') chargeLength(key.length)
    return key
  } finally {
    depth--
  }
}

function hashFloat(float: PyFloat): DictKey {
  const { value } = float
  if (Number.isSafeInteger(value)) return value + 0
  if (Number.isInteger(value)) return `\0i${BigInt(value)}`
  return Number.isNaN(value) ? identityKey(float) : value
}

const identities = new WeakMap<object, string>()
let nextIdentity = 0

/** The key of an object that is equal to nothing but itself: functions, macros, namespaces. */
export function identityKey(value: object): string {
  let key = identities.get(value)
  if (key === undefined) {
    key = `\0o${nextIdentity++}`
    identities.set(value, key)
  }
  return key
}

/** A key as a part of a composite one: no two sequences of keys have the same text. */
export function keyText(key: DictKey): string {
  if (typeof key === 'string') return `s${key.length}:${key}`
  return key === null ? 'n' : `i${key};`
}

/** Whether the value may be a dict's key. */
export function isHashable(value: PyValue): boolean {
  try {
    hashKey(value)
    return true
  } catch (error) {
    if (error instanceof PyError && error.name === 'TypeError') return false
    throw error
  }
}
