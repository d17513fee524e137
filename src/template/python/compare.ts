import { raise } from './error.ts'
import { PyFloat } from './float.ts'
import { maxNesting, tick } from './limits.ts'
import { PyObject, type PyValue } from './object.ts'
import { typeName } from './show.ts'
import { RichText } from './text.ts'
import { TracedInt, untraced } from './traced.ts'
import { hasSurrogates } from './unicode.ts'

/** A comparison as Python spells it. */
export type Comparison = '<' | '<=' | '>' | '>='

/** `left == right`. */
export function eq(left: PyValue, right: PyValue): boolean {
  if (typeof left === 'string' && typeof right === 'string') return left === right
  if (typeof left === 'number' && typeof right === 'number') return left === right
  return equals(left, right)
}

export function ne(left: PyValue, right: PyValue): boolean {
  return !eq(left, right)
}

/** Equality as containers use it: an object is equal to itself, even nan. */
export function equalsOrSame(left: PyValue, right: PyValue): boolean {
  return left === right || eq(left, right)
}

function equals(left: PyValue, right: PyValue): boolean {
  const a = comparable(left)
  const b = comparable(right)
  if (Array.isArray(a) && Array.isArray(b)) return a === b || sequencesEqual(a, b)
  if (a instanceof PyObject) {
    const result = a.pyEquals?.(b)
    if (result !== undefined) return result
  }
  if (b instanceof PyObject) {
    const result = b.pyEquals?.(a)
    if (result !== undefined) return result
  }
  // biome-ignore lint/suspicious/noDoubleEquals: an int may be a number or a bigint, and both compare exactly.
  if (isReal(a) && isReal(b)) return a == b
  return a === b && !(typeof a === 'number' && Number.isNaN(a))
}

/** Numbers and strings as primitives: a float as its number, so that only int against float needs no care. */
function comparable(value: PyValue): PyValue {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value instanceof PyFloat) return value.value
  if (value instanceof TracedInt) return comparable(value.value)
  return value instanceof RichText ? value.text : value
}

function isReal(value: PyValue): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint'
}

let depth = 0

/** Runs a comparison of nested containers, bounded in depth and time. */
function nested<T>(compare: () => T): T {
  if (depth > maxNesting) raise('RecursionError', 'maximum recursion depth exceeded in comparison')
  depth++
  try {
    tick()
    return compare()
  } finally {
    depth--
  }
}

export function sequencesEqual(left: readonly PyValue[], right: readonly PyValue[]): boolean {
  if (left.length !== right.length) return false
  return nested(() => left.every((item, index) => equalsOrSame(item, right[index] ?? null)))
}

/** `left < right` (or another of the four). @throws PyError TypeError where the types have no order. */
function compare(left: PyValue, right: PyValue, operator: Comparison): boolean {
  if (typeof left === 'number' && typeof right === 'number') return decide(left - right, operator)
  const a = comparable(left)
  const b = comparable(right)
  if (typeof a === 'string' && typeof b === 'string') return decide(compareStrings(a, b), operator)
  if (isReal(a) && isReal(b)) return compareReal(a, b, operator)
  if (Array.isArray(a) && Array.isArray(b)) return compareSequences(a, b, operator)
  const result =
    (a instanceof PyObject ? a.pyCompare?.(b, operator) : undefined) ??
    (b instanceof PyObject ? b.pyCompare?.(a, mirrored[operator]) : undefined)
  if (result !== undefined) return result
  return raise(
    'TypeError',
    `'${operator}' not supported between instances of '${typeName(left)}' and '${typeName(right)}'`,
  )
}

const mirrored = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const

function decide(order: number, operator: Comparison): boolean {
  switch (operator) {
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    default:
      return order >= 0
  }
}

function compareReal(left: number | bigint, right: number | bigint, operator: Comparison): boolean {
  switch (operator) {
    case '<':
      return left < right
    case '<=':
      return left <= right
    case '>':
      return left > right
    default:
      return left >= right
  }
}

/** The order of two strings by code point: negative, 0 or positive. */
export function compareStrings(left: string, right: string): number {
  if (left === right) return 0
  if (!hasSurrogates(left) && !hasSurrogates(right)) return left < right ? -1 : 1
  let at = 0
  while (at < left.length && at < right.length && left.charCodeAt(at) === right.charCodeAt(at)) at++
  // The units before are the same, so a low surrogate here has the same high one before it on both sides.
  const isInPair = at > 0 && (left.charCodeAt(at - 1) & 0xfc00) === 0xd800
  const first = left.codePointAt(isInPair ? at - 1 : at) ?? -1
  const second = right.codePointAt(isInPair ? at - 1 : at) ?? -1
  return first - second
}

/** Lexicographic order of two lists or two tuples. */
export function compareSequences(left: readonly PyValue[], right: readonly PyValue[], operator: Comparison): boolean {
  return nested(() => {
    const length = Math.min(left.length, right.length)
    for (let index = 0; index < length; index++) {
      const a = left[index] ?? null
      const b = right[index] ?? null
      if (!equalsOrSame(a, b)) return compare(a, b, operator)
    }
    return decide(left.length - right.length, operator)
  })
}

export function lt(left: PyValue, right: PyValue): boolean {
  return compare(left, right, '<')
}

export function le(left: PyValue, right: PyValue): boolean {
  return compare(left, right, '<=')
}

export function gt(left: PyValue, right: PyValue): boolean {
  return compare(left, right, '>')
}

export function ge(left: PyValue, right: PyValue): boolean {
  return compare(left, right, '>=')
}

/** `left is right`: small ints and interned strings are one object in CPython, as primitives are here. */
export function same(left: PyValue, right: PyValue): boolean {
  return left === right || identity(left) === identity(right)
}

/** What carries provenance is the primitive that it would be without. */
function identity(value: PyValue): PyValue {
  return value instanceof RichText && !value.markup ? value.text : untraced(value)
}
