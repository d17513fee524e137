import { exactBinary } from './decimal.ts'
import { scale } from './float-scale.ts'
import { bitLength } from './integer.ts'

/**
 * Powers of doubles, correctly rounded. JavaScript's `**` is often one unit off in the last place (1e10 ** -2.0 gives
 * 1.0000000000000001e-20), C's pow(), which Python uses, all but never.
 */

/** Fraction bits of the fixed-point numbers here: 53 for the result, 64 for a large exponent, the rest to spare. */
const fraction = 256n
const unit = 1n << fraction

/** `base ** exponent` of finite doubles; base neither 0 nor, with an exponent that is no integer, negative. */
export function powerRounded(base: number, exponent: number): number {
  if (exponent === 1) return base
  if (exponent === 2) return base * base
  if (exponent === -1) return 1 / base
  if (exponent === 0.5) return Math.sqrt(base)
  const isNegative = base < 0 && Math.abs(exponent % 2) === 1
  const size = Math.abs(base)
  const rough = exponent * Math.log2(size)
  if (rough > 1025) return isNegative ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  if (rough < -1080) return isNegative ? -0 : 0
  const power =
    Number.isInteger(exponent) && Math.abs(exponent) <= 64
      ? powerExact(size, exponent)
      : powerByLogarithm(size, exponent)
  return isNegative ? -power : power
}

/** By multiplication of the whole mantissa. */
function powerExact(size: number, count: number): number {
  const { mantissa, exponent } = exactBinary(size)
  const times = Math.abs(count)
  const power = mantissa ** BigInt(times)
  if (count > 0) return scale(power, exponent * times)
  // Enough bits of the quotient, and a sticky last one.
  const shift = bitLength(power) + 70
  const quotient = (1n << BigInt(shift)) / power
  return scale((quotient << 1n) | 1n, -exponent * times - shift - 1)
}

/** exp(exponent * log(size)) in fixed-point numbers. */
function powerByLogarithm(size: number, exponent: number): number {
  const { mantissa, exponent: binary } = exactBinary(exponent)
  const product = (exponent < 0 ? -logarithm(size) : logarithm(size)) * mantissa
  const log = binary >= 0 ? product << BigInt(binary) : product >> BigInt(-binary)
  const two = logOfTwo()
  let twos = log / two
  let rest = log - twos * two
  if (rest < 0n) {
    rest += two
    twos -= 1n
  }
  return scale((exponential(rest) << 1n) | 1n, Number(twos - fraction) - 1)
}

/** The natural logarithm of a positive double. */
function logarithm(size: number): bigint {
  const { mantissa, exponent } = exactBinary(size)
  const bits = bitLength(mantissa)
  // size = m * 2 ** twos, m from 1 (included) to 2
  let m = mantissa << (fraction - BigInt(bits - 1))
  let twos = exponent + bits - 1
  if (m > unit + (unit >> 1n)) {
    m >>= 1n
    twos++
  }
  return 2n * areaTangent(((m - unit) << fraction) / (m + unit)) + BigInt(twos) * logOfTwo()
}

let two: bigint | undefined

function logOfTwo(): bigint {
  two ??= 2n * areaTangent(unit / 3n)
  return two
}

/** artanh(z) = z + z³/3 + z⁵/5 + … */
function areaTangent(z: bigint): bigint {
  const square = (z * z) >> fraction
  let term = z
  let sum = 0n
  for (let divisor = 1n; term !== 0n && term !== -1n; divisor += 2n) {
    sum += term / divisor
    term = (term * square) >> fraction
  }
  return sum
}

/** exp(x) of 0 ≤ x < 1. */
function exponential(x: bigint): bigint {
  const halvings = 8n
  const small = x >> halvings
  let term = unit
  let sum = 0n
  for (let divisor = 1n; term !== 0n; divisor++) {
    sum += term
    term = ((term * small) >> fraction) / divisor
  }
  for (let count = 0n; count < halvings; count++) sum = (sum * sum) >> fraction
  return sum
}
