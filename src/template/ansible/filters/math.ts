import { defineFilter, type Filter } from '../../filters/filter.ts'
import { PyError, raise } from '../../python/error.ts'
import { PyFloat } from '../../python/float.ts'
import { powerFloats, toFloat } from '../../python/float-math.ts'
import { bitLength } from '../../python/integer.ts'
import { toFloatValue } from '../../python/numbers.ts'
import type { PyValue } from '../../python/object.ts'
import { eq } from '../../python/operators.ts'
import { asIndex } from '../../python/position.ts'
import { typeName } from '../../python/show.ts'
import { missing, signature } from '../../python/signature.ts'
import { explain } from '../values.ts'

/** Filters of logarithms and powers, as Python's math has them. */
export const mathFilters: readonly Filter[] = [
  /** The logarithm to a base, e by default (Ansible `log`). */
  defineFilter('log', signature('logarithm', 'x', 'base=missing'), (_frame, x = null, base = null) =>
    explain('log() can only be used on numbers', ['TypeError'], () => {
      if (base === missing) return new PyFloat(logarithm(x))
      if (eq(base, 10)) return new PyFloat(logarithm(x, Math.log10))
      const [dividend, divisor] = [logarithm(x), logarithm(base)]
      if (divisor === 0) raise('ZeroDivisionError', 'float division by zero')
      return new PyFloat(dividend / divisor)
    }),
  ),

  /** A power, always a float (Ansible `pow`, math.pow). */
  defineFilter('pow', signature('power', 'x', 'y'), (_frame, x = null, y = null) =>
    explain('pow() can only be used on numbers', ['TypeError'], () => new PyFloat(power(realOf(x), realOf(y)))),
  ),

  /** The root, of two by default (Ansible `root`). */
  defineFilter('root', signature('inversepower', 'x', 'base=2'), (_frame, x = null, base = null) =>
    explain('root() can only be used on numbers', ['TypeError', 'ValueError'], () => {
      if (!eq(base, 2)) {
        const degree = toFloatValue(base)
        if (degree === 0) raise('ZeroDivisionError', 'float division by zero')
        return new PyFloat(power(realOf(x), 1 / degree))
      }
      const value = realOf(x)
      return new PyFloat(value < 0 ? domainError() : Math.sqrt(value))
    }),
  ),
]

/** @throws PyError TypeError for what is no number */
function realOf(value: PyValue): number {
  if (value instanceof PyFloat) return value.value
  const int = asIndex(value)
  return int === undefined ? raise('TypeError', `must be real number, not ${typeName(value)}`) : toFloat(int)
}

/** Also of integers beyond any float. */
function logarithm(value: PyValue, log = Math.log): number {
  const int = asIndex(value)
  if (typeof int === 'bigint' && int > 0n) {
    const shift = Math.max(0, bitLength(int) - 64)
    return log(Number(int >> BigInt(shift))) + log(2) * shift
  }
  const real = realOf(value)
  return real > 0 || Number.isNaN(real) ? log(real) : domainError()
}

/** math.pow: its errors are of other classes than those of `**`. */
function power(base: number, exponent: number): number {
  try {
    return powerFloats(base, exponent)
  } catch (error) {
    if (!(error instanceof PyError)) throw error
    if (error.name === 'OverflowError') return raise('OverflowError', 'math range error')
    return domainError()
  }
}

function domainError(): never {
  return raise('ValueError', 'math domain error')
}
