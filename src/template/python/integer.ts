import { raise } from './error.ts'
import { chargeBits } from './limits.ts'

/** A Python int: a number wherever it is a safe integer. */
export type Int = number | bigint

/** The number where it is a safe integer, so that every int has one form. */
export function normalize(value: bigint): Int {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value
}

/** CPython 3.11's default limit on digits of an int in text (PEP-less change of CVE-2020-10735). */
export const maxDigits = 4300

const tooManyDigits = 10n ** BigInt(maxDigits)

/** `str(int)`. @throws PyError ValueError beyond 4300 digits. */
export function reprInt(value: Int): string {
  if (typeof value === 'bigint' && (value >= tooManyDigits || value <= -tooManyDigits)) {
    raise(
      'ValueError',
      `Exceeds the limit (${maxDigits} digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit`,
    )
  }
  return String(value)
}

/** Bits of the magnitude, as int.bit_length(). */
export function bitLength(value: Int): number {
  const size = value < 0 ? -value : value
  return size === 0 || size === 0n
    ? 0
    : typeof size === 'number' && size < 0x80000000
      ? 32 - Math.clz32(size)
      : bits(size)
}

function bits(size: Int): number {
  const hex = size.toString(16)
  return (hex.length - 1) * 4 + 32 - Math.clz32(Number.parseInt(hex.charAt(0), 16))
}

/** A quick upper bound of the bits, for limits. */
function roughBits(value: Int): number {
  return typeof value === 'number' ? 53 : value.toString(16).length * 4
}

export function addInts(left: Int, right: Int): Int {
  if (typeof left === 'number' && typeof right === 'number') {
    const sum = left + right
    if (Number.isSafeInteger(sum)) return sum
  }
  return normalize(BigInt(left) + BigInt(right))
}

export function subtractInts(left: Int, right: Int): Int {
  if (typeof left === 'number' && typeof right === 'number') {
    const difference = left - right
    if (Number.isSafeInteger(difference)) return difference
  }
  return normalize(BigInt(left) - BigInt(right))
}

export function multiplyInts(left: Int, right: Int): Int {
  if (typeof left === 'number' && typeof right === 'number') {
    // + 0 turns -0 into the only zero that an int has.
    const product = left * right + 0
    if (Number.isSafeInteger(product)) return product
  } else {
    chargeBits(roughBits(left) + roughBits(right))
  }
  return normalize(BigInt(left) * BigInt(right))
}

/** `left // right`, rounding down. */
export function floorDivideInts(left: Int, right: Int): Int {
  if (typeof left === 'number' && typeof right === 'number') {
    if (right === 0) raise('ZeroDivisionError', 'integer division or modulo by zero')
    // The remainder is exact, the quotient of what it leaves is too.
    const rest = left % right
    const quotient = (left - rest) / right
    if (Number.isSafeInteger(left - rest)) return (rest !== 0 && rest < 0 !== right < 0 ? quotient - 1 : quotient) + 0
  }
  if (right === 0) raise('ZeroDivisionError', 'integer division or modulo by zero')
  const a = BigInt(left)
  const b = BigInt(right)
  const rest = a % b
  return normalize(rest !== 0n && rest < 0n !== b < 0n ? a / b - 1n : a / b)
}

/** `left % right`, with the sign of `right`. */
export function moduloInts(left: Int, right: Int): Int {
  if (right === 0) raise('ZeroDivisionError', 'integer modulo by zero')
  if (typeof left === 'number' && typeof right === 'number') {
    const rest = left % right
    return (rest !== 0 && rest < 0 !== right < 0 ? rest + right : rest) + 0
  }
  const b = BigInt(right)
  const rest = BigInt(left) % b
  return normalize(rest !== 0n && rest < 0n !== b < 0n ? rest + b : rest)
}

/** `base ** exponent` for an exponent that isn't negative. */
export function powerInts(base: Int, exponent: Int): Int {
  if (base === 0 || base === 1) return exponent === 0 ? 1 : base
  if (base === -1) return typeof exponent === 'number' ? (exponent % 2 === 0 ? 1 : -1) : exponent % 2n === 0n ? 1 : -1
  if (typeof base === 'number' && typeof exponent === 'number' && exponent < 54) {
    let power = 1
    for (let count = 0; count < exponent; count++) power *= base
    if (Number.isSafeInteger(power)) return power
  }
  chargeBits(bitLength(base) * Number(exponent))
  return normalize(BigInt(base) ** BigInt(exponent))
}
