import { raise } from './error.ts'
import { scale } from './float-scale.ts'
import { bitLength, type Int } from './integer.ts'
import { powerRounded } from './power.ts'

/** Float arithmetic of CPython's Objects/floatobject.c and the int divisions that give floats. */

/** `float(int)`. @throws PyError OverflowError beyond the largest double. */
export function toFloat(value: Int): number {
  if (typeof value === 'number') return value
  const result = Number(value)
  if (!Number.isFinite(result)) raise('OverflowError', 'int too large to convert to float')
  return result
}

/** `int / int`, correctly rounded (long_true_divide). */
export function trueDivideInts(left: Int, right: Int): number {
  if (right === 0) raise('ZeroDivisionError', 'division by zero')
  if (typeof left === 'number' && typeof right === 'number') return left / right
  const a = BigInt(left)
  const b = BigInt(right)
  const isNegative = a < 0n !== b < 0n
  const numerator = a < 0n ? -a : a
  const denominator = b < 0n ? -b : b
  // 66 bits of the quotient and a sticky last bit: Number() then rounds as the exact quotient would.
  const shift = 66 - (bitLength(numerator) - bitLength(denominator))
  const scaledUp = shift > 0 ? numerator << BigInt(shift) : numerator
  const scaledDown = shift < 0 ? denominator << BigInt(-shift) : denominator
  const quotient = (scaledUp / scaledDown) | (scaledUp % scaledDown === 0n ? 0n : 1n)
  const size = scale(quotient, -shift)
  if (!Number.isFinite(size)) raise('OverflowError', 'integer division result too large for a float')
  return isNegative ? -size : size
}

export function divideFloats(left: number, right: number): number {
  if (right === 0) raise('ZeroDivisionError', 'float division by zero')
  return left / right
}

/** float_rem */
export function moduloFloats(left: number, right: number): number {
  if (right === 0) raise('ZeroDivisionError', 'float modulo')
  const rest = left % right
  if (rest === 0) return right < 0 ? -0 : 0
  return rest < 0 !== right < 0 ? rest + right : rest
}

/** _float_div_mod */
export function floorDivideFloats(left: number, right: number): number {
  if (right === 0) raise('ZeroDivisionError', 'float floor division by zero')
  const rest = left % right
  let quotient = (left - rest) / right
  if (rest !== 0 && rest < 0 !== right < 0) quotient -= 1
  if (quotient === 0) return left / right < 0 ? -0 : Math.sign(left / right) * 0
  const floor = Math.floor(quotient)
  return quotient - floor > 0.5 ? floor + 1 : floor
}

/** float_pow */
export function powerFloats(base: number, exponent: number): number {
  if (exponent === 0 || base === 1) return 1
  if (Number.isNaN(base) || Number.isNaN(exponent)) return Number.NaN
  if (!Number.isFinite(exponent)) return powerInfinite(Math.abs(base), exponent)
  if (base === 0 && exponent < 0) raise('ZeroDivisionError', '0.0 cannot be raised to a negative power')
  if (base < 0 && Number.isFinite(base) && !Number.isInteger(exponent)) {
    raise('TypeError', 'a negative number to a fractional power is complex, which templates have no type for')
  }
  if (base === 0 || !Number.isFinite(base)) return base ** exponent
  const result = powerRounded(base, exponent)
  if (!Number.isFinite(result)) raise('OverflowError', "(34, 'Numerical result out of range')")
  return result
}

function powerInfinite(size: number, exponent: number): number {
  if (size === 1) return 1
  return exponent > 0 === size > 1 ? Number.POSITIVE_INFINITY : 0
}
