/**
 * Exact decimal digits of doubles, as CPython's dtoa.c gives them: shortest repr, and correctly rounded
 * (half to even) digits for the formats e, f and g. JavaScript's toFixed and toPrecision round ties up.
 */

/** `repr(float)`: shortest digits that read back, exponent below 1e-4 and from 1e16. */
export function reprFloat(value: number): string {
  if (Number.isInteger(value)) {
    if (value < 1e16 && value > -1e16) return Object.is(value, -0) ? '-0.0' : `${value}.0`
  } else if (!Number.isFinite(value)) {
    return nonFinite(value)
  }
  const size = Math.abs(value)
  if (size >= 1e-4 && size < 1e16) return String(value)
  const [mantissa = '', exponent = ''] = value.toExponential().split('e')
  return `${mantissa}e${exponentText(Number(exponent))}`
}

/** `inf`, `-inf`, `nan`. */
export function nonFinite(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  return value > 0 ? 'inf' : '-inf'
}

/** An exponent as C prints it: a sign and two digits at least. */
export function exponentText(exponent: number): string {
  const digits = String(Math.abs(exponent))
  return (exponent < 0 ? '-' : '+') + (digits.length < 2 ? `0${digits}` : digits)
}

const view = new DataView(new ArrayBuffer(8))

/** A finite double as `mantissa * 2 ** exponent`, exactly; the sign is dropped. */
export function exactBinary(value: number): { mantissa: bigint; exponent: number } {
  view.setFloat64(0, Math.abs(value))
  const bits = view.getBigUint64(0)
  const biased = Number(bits >> 52n)
  const fraction = bits & 0xfffffffffffffn
  if (biased === 0) return { mantissa: fraction, exponent: -1074 }
  return { mantissa: fraction | 0x10000000000000n, exponent: biased - 1075 }
}

/** `numerator / denominator` rounded to the nearest integer, ties to even; both not negative. */
function divideRounded(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator
  const twice = (numerator - quotient * denominator) * 2n
  if (twice > denominator || (twice === denominator && (quotient & 1n) === 1n)) return quotient + 1n
  return quotient
}

/** `|value| * 10 ** places` as the nearest integer, ties to even; places may be negative. */
function scaled(value: number, places: number): bigint {
  const { mantissa, exponent } = exactBinary(value)
  let numerator = mantissa
  let denominator = 1n
  if (places >= 0) numerator *= 10n ** BigInt(places)
  else denominator *= 10n ** BigInt(-places)
  if (exponent >= 0) numerator <<= BigInt(exponent)
  else denominator <<= BigInt(-exponent)
  return divideRounded(numerator, denominator)
}

/** `'%.{places}f'` of a finite `|value|`, without a sign. */
export function fixedDigits(value: number, places: number): string {
  const size = Math.abs(value)
  if (places <= 100 && size < 1e21) {
    // A tie is an odd multiple of 2 ** -(places + 1); every other value toFixed rounds correctly.
    const doubled = size * 2 ** (places + 1)
    if (doubled % 2 !== 1) return size.toFixed(places)
  }
  // A double has at most 1074 decimals: the rest are zeros.
  const kept = Math.min(places, 1074)
  const digits = scaled(value, kept).toString()
  if (places === 0) return digits
  const padded = digits.padStart(kept + 1, '0')
  const point = padded.length - kept
  return `${padded.slice(0, point)}.${padded.slice(point)}${'0'.repeat(places - kept)}`
}

/** `count` significant digits (at least 1) of a finite `|value|`, and the decimal exponent of the first. */
export function significantDigits(value: number, count: number): { digits: string; exponent: number } {
  if (value === 0) return { digits: '0'.repeat(count), exponent: 0 }
  // A double has at most 767 significant digits: the rest are zeros.
  const kept = Math.min(count, 768)
  let exponent = Math.floor(Math.log10(Math.abs(value)))
  let digits = scaled(value, kept - 1 - exponent).toString()
  // log10 may be off by one, and rounding may carry into a new digit.
  while (digits.length !== kept) {
    exponent += digits.length > kept ? 1 : -1
    digits = scaled(value, kept - 1 - exponent).toString()
  }
  return { digits: digits + '0'.repeat(count - kept), exponent }
}

/** `round(value, places)` of a finite float: the double nearest to the correctly rounded decimal. */
export function roundDecimal(value: number, places: number): number {
  if (places > 323) return value
  if (places < -308) return value < 0 || Object.is(value, -0) ? -0 : 0
  const digits = places >= 0 ? fixedDigits(value, places) : `${scaled(value, places)}e${-places}`
  const rounded = Number(digits)
  return value < 0 || Object.is(value, -0) ? -rounded : rounded
}
