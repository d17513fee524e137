import { fixedDigits, nonFinite } from '../python/decimal.ts'
import { PyError, raise } from '../python/error.ts'
import { PyFloat } from '../python/float.ts'
import { hashKey } from '../python/hash.ts'
import { isNumber, roundHalfEven, toFloatValue, toInt, truncate } from '../python/numbers.ts'
import type { PyValue } from '../python/object.ts'
import { div, ge, lt, mul, neg, pow, truthy } from '../python/operators.ts'
import { asIndex, toIndex } from '../python/position.ts'
import { typeName } from '../python/show.ts'
import { declare, missing, signature } from '../python/signature.ts'
import { derive, isText, textOf } from '../python/text.ts'
import { carry } from '../python/traced.ts'
import { Undefined } from '../python/undefined.ts'
import { defineFilter, type Filter } from './filter.ts'

/** Filters of numbers. */
export const numberFilters: readonly Filter[] = [
  /** builtins `abs` */
  defineFilter('abs', declare('one', undefined, 'abs', ['x']), (_frame, x = null) => {
    if (x instanceof PyFloat) return carry(new PyFloat(Math.abs(x.value)), x)
    const int = asIndex(x)
    if (int !== undefined) return carry(int < 0 ? neg(int) : int, x)
    return raise('TypeError', `bad operand type for abs(): '${typeName(x)}'`)
  }),

  /** `int(value, base)`, else through float, else the default (Jinja2 3.1 `do_int`). */
  defineFilter(
    'int',
    signature('do_int', 'value', 'default=0', 'base=10'),
    (_frame, value = null, fallback = null, base = null) => {
      try {
        return carry(isText(value) ? toInt(value, toIndex(base)) : toInt(value), value)
      } catch (error) {
        if (!isError(error, 'TypeError', 'ValueError')) throw error
      }
      try {
        return carry(truncate(toFloatValue(value)), value)
      } catch (error) {
        if (isError(error, 'TypeError', 'ValueError', 'OverflowError')) return fallback
        throw error
      }
    },
  ),

  /** `float(value)`, else the default (Jinja2 3.1 `do_float`). */
  defineFilter('float', signature('do_float', 'value', 'default=missing'), (_frame, value = null, fallback = null) => {
    try {
      return carry(new PyFloat(toFloatValue(value)), value)
    } catch (error) {
      if (!isError(error, 'TypeError', 'ValueError')) throw error
      return fallback === missing ? new PyFloat(0) : fallback
    }
  }),

  /** Rounded half to even, up or down, to a precision (Jinja2 3.1 `do_round`). */
  defineFilter(
    'round',
    signature('do_round', 'value', 'precision=0', "method='common'"),
    (_frame, value = null, precision = null, method = null) => {
      hashKey(method)
      const how = isText(method) ? textOf(method) : undefined
      if (how === 'common') {
        if (!isNumber(value)) raise('TypeError', `type ${typeName(value)} doesn't define __round__ method`)
        return roundHalfEven(value, precision)
      }
      if (how !== 'ceil' && how !== 'floor') {
        return raise('FilterArgumentError', 'method must be common, ceil or floor')
      }
      const unit = pow(10, precision)
      return div(toWhole(mul(value, unit), how), unit)
    },
  ),

  /** A size in bytes for people: `13.0 kB` (Jinja2 3.1 `do_filesizeformat`). */
  defineFilter(
    'filesizeformat',
    signature('do_filesizeformat', 'value', 'binary=False'),
    (_frame, value = null, binary = null) => derive(formatFileSize(toFloatValue(value), truthy(binary)), value),
  ),
]

function isError(error: unknown, ...names: readonly string[]): boolean {
  return error instanceof PyError && names.includes(error.name)
}

/** `math.ceil(value)` or `math.floor(value)` */
function toWhole(value: PyValue, how: 'ceil' | 'floor'): PyValue {
  const int = asIndex(value)
  if (int !== undefined) return carry(int, value)
  if (value instanceof Undefined) return value.fail()
  if (!(value instanceof PyFloat)) return raise('TypeError', `must be real number, not ${typeName(value)}`)
  return carry(truncate(Number.isFinite(value.value) ? Math[how](value.value) : value.value), value)
}

const letters = ['k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y']

function formatFileSize(bytes: number, isBinary: boolean): string {
  const base = isBinary ? 1024 : 1000
  if (bytes === 1) return '1 Byte'
  if (bytes < base) return `${truncate(bytes)} Bytes`
  for (const [index, letter] of letters.entries()) {
    const unit = pow(base, index + 2)
    if (index < letters.length - 1 && !lt(new PyFloat(bytes), unit)) continue
    const size = toFloatValue(div(new PyFloat(base * bytes), unit))
    return `${fixed(size)} ${isBinary ? `${letter.toUpperCase()}iB` : `${letter}B`}`
  }
  return ''
}

/** `'%.1f'` */
function fixed(value: number): string {
  if (!Number.isFinite(value)) return nonFinite(value)
  return (ge(new PyFloat(value), 0) ? '' : '-') + fixedDigits(value, 1)
}
