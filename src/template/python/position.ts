import { raise } from './error.ts'
import type { PyValue } from './object.ts'
import { typeName } from './show.ts'
import { TracedInt } from './traced.ts'

/** An int where Python wants `__index__` (bool counts); undefined for anything else. */
export function asIndex(value: PyValue): number | bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value
  if (typeof value === 'boolean') return Number(value)
  return value instanceof TracedInt ? asIndex(value.value) : undefined
}

/** An argument that must be an int, clamped to safe integers. @throws PyError TypeError as PyNumber_Index. */
export function toIndex(value: PyValue): number {
  if (typeof value === 'number') return value
  const index = asIndex(value)
  if (index === undefined) raise('TypeError', `'${typeName(value)}' object cannot be interpreted as an integer`)
  return typeof index === 'number' ? index : toSize(index)
}

/** An argument that C holds as an int. @throws PyError TypeError, OverflowError. */
export function toCInt(value: PyValue): number {
  const index = asIndex(value) ?? toIndex(value)
  if (index > 0x7fffffff || index < -0x80000000) raise('OverflowError', 'Python int too large to convert to C int')
  return Number(index)
}

/** A bigint as C's Py_ssize_t. @throws PyError OverflowError where it doesn't fit. */
function toSize(index: bigint): number {
  if (index > 9223372036854775807n || index < -9223372036854775808n) {
    raise('OverflowError', 'Python int too large to convert to C ssize_t')
  }
  return Number(index)
}

/**
 * The index of an item, counted from the end where negative.
 * @param type the sequence as messages name it: `list`, `tuple`, `string`, `range object`.
 * @throws PyError IndexError, or TypeError where the key is no int.
 */
export function itemIndex(key: PyValue, length: number, type: string): number {
  const index = asIndex(key)
  if (index === undefined) {
    if (type === 'string') raise('TypeError', `string indices must be integers, not '${typeName(key)}'`)
    const subject = type === 'range object' ? 'range' : type
    raise('TypeError', `${subject} indices must be integers or slices, not ${typeName(key)}`)
  }
  const at = Number(index) < 0 ? Number(index) + length : Number(index)
  if (at < 0 || at >= length) {
    if (typeof index === 'bigint') raise('IndexError', "cannot fit 'int' into an index-sized integer")
    raise('IndexError', `${type} index out of range`)
  }
  return at
}

const sliceError = 'slice indices must be integers or None or have an __index__ method'

/** A bound of a search (`find(sub, start, end)`) or slice: clamped to 0 … length, from the end where negative. */
export function clampBound(value: PyValue, length: number, fallback: number): number {
  if (value === null) return fallback
  const index = asIndex(value)
  if (index === undefined) raise('TypeError', sliceError)
  const at = Number(index)
  return at < 0 ? Math.max(at + length, 0) : Math.min(at, length)
}
