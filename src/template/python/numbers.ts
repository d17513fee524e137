import { roundDecimal } from './decimal.ts'
import { raise } from './error.ts'
import { PyFloat } from './float.ts'
import { toFloat } from './float-math.ts'
import { type Int, maxDigits, normalize } from './integer.ts'
import { chargeBits } from './limits.ts'
import { PyObject, type PyValue } from './object.ts'
import { asIndex, toIndex } from './position.ts'
import { quote } from './quote.ts'
import { repr, typeName } from './show.ts'
import { isText, textOf } from './text.ts'
import { carry } from './traced.ts'
import { Undefined } from './undefined.ts'
import { decimalValue, isSpace } from './unicode.ts'

export {} from './decimal.ts'

/** `int(value)` or `int(text, base)`. @throws PyError TypeError, ValueError, OverflowError. */
export function toInt(value: PyValue, base?: number): Int {
  const index = asIndex(value)
  if (base !== undefined && !isText(value)) raise('TypeError', "int() can't convert non-string with explicit base")
  if (index !== undefined) return index
  if (value instanceof PyFloat) return truncate(value.value)
  if (isText(value)) return parseInteger(textOf(value), base ?? 10, repr(value))
  if (value instanceof Undefined) return value.fail()
  return raise(
    'TypeError',
    `int() argument must be a string, a bytes-like object or a real number, not '${typeName(value)}'`,
  )
}

/** The float without its fraction, as an int. */
export function truncate(value: number): Int {
  if (Number.isNaN(value)) raise('ValueError', 'cannot convert float NaN to integer')
  if (!Number.isFinite(value)) raise('OverflowError', 'cannot convert float infinity to integer')
  const whole = Math.trunc(value) + 0
  return Number.isSafeInteger(whole) ? whole : BigInt(whole)
}

/** `int(text, base)`: signs, white space around, single underscores between digits, digits of any script. */
export function parseInteger(text: string, base: number, shown = quote(text)): Int {
  if (base !== 0 && (base < 2 || base > 36)) raise('ValueError', 'int() base must be >= 2 and <= 36, or 0')
  const fail = (): never => raise('ValueError', `invalid literal for int() with base ${base}: ${shown.slice(0, 200)}`)
  const body = toAscii(text)
  const match = /^([+-]?)(0[xX]_?|0[oO]_?|0[bB]_?)?([0-9a-zA-Z]+(?:_[0-9a-zA-Z]+)*)$/.exec(body)
  if (match === null) return parsePrefixless(body, base) ?? fail()
  const [, sign = '', prefix = '', rest = ''] = match
  const prefixBase = prefix === '' ? 0 : { x: 16, o: 8, b: 2 }[prefix.charAt(1).toLowerCase() as 'x' | 'o' | 'b']
  if (prefixBase !== 0 && (base === 0 || base === prefixBase)) return digitsToInt(sign, rest, prefixBase) ?? fail()
  return parsePrefixless(body, base) ?? fail()
}

function parsePrefixless(body: string, base: number): Int | undefined {
  const match = /^([+-]?)([0-9a-zA-Z]+(?:_[0-9a-zA-Z]+)*)$/.exec(body)
  if (match === null) return undefined
  const [, sign = '', digits = ''] = match
  if (base === 0 && /^0/.test(digits) && !/^[0_]+$/.test(digits)) return undefined
  return digitsToInt(sign, digits, base === 0 ? 10 : base)
}

function digitsToInt(sign: string, written: string, base: number): Int | undefined {
  const digits = written.replaceAll('_', '').toLowerCase()
  for (let at = 0; at < digits.length; at++) {
    const code = digits.charCodeAt(at)
    const value = code < 0x3a ? code - 0x30 : code - 0x57
    if (value >= base) return undefined
  }
  // Bases that are powers of two convert in linear time: only the others have the limit.
  if (digits.length > maxDigits && (base & (base - 1)) !== 0) {
    raise(
      'ValueError',
      `Exceeds the limit (${maxDigits} digits) for integer string conversion: value has ${digits.length} digits; use sys.set_int_max_str_digits() to increase the limit`,
    )
  }
  chargeBits(digits.length * Math.log2(base))
  const size = digits.length <= 10 ? Number.parseInt(digits, base) : bigintOf(digits, base)
  return typeof size === 'number' ? (sign === '-' ? 0 - size : size) : normalize(sign === '-' ? -size : size)
}

function bigintOf(digits: string, base: number): bigint {
  if (base === 10) return BigInt(digits)
  if (base === 16) return BigInt(`0x${digits}`)
  if (base === 8) return BigInt(`0o${digits}`)
  if (base === 2) return BigInt(`0b${digits}`)
  let value = 0n
  for (const digit of digits) value = value * BigInt(base) + BigInt(Number.parseInt(digit, base))
  return value
}

/** Without white space around, decimal digits of any script as ASCII (_PyUnicode_TransformDecimalAndSpaceToASCII). */
function toAscii(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isSpace(text.charCodeAt(start))) start++
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--
  const body = text.slice(start, end)
  if (/^[\x21-\x7e]*$/.test(body)) return body
  return Array.from(body, (character) => {
    const value = decimalValue(character.codePointAt(0) ?? 0)
    return value < 0 ? character : String(value)
  }).join('')
}

const floatForm = /^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+(?:_\d+)*)?$/

/** `float(value)`. @throws PyError TypeError, ValueError, OverflowError. */
export function toFloatValue(value: PyValue): number {
  if (value instanceof PyFloat) return value.value
  const index = asIndex(value)
  if (index !== undefined) return toFloat(index)
  if (isText(value)) return parseFloatText(textOf(value), repr(value))
  if (value instanceof Undefined) return value.fail()
  return raise('TypeError', `float() argument must be a string or a real number, not '${typeName(value)}'`)
}

/** `float(text)` */
export function parseFloatText(text: string, shown = quote(text)): number {
  const body = toAscii(text)
  if (floatForm.test(body)) return Number(body.replaceAll('_', ''))
  const special = /^([+-]?)(inf|infinity|nan)$/i.exec(body)
  if (special === null) raise('ValueError', `could not convert string to float: ${shown}`)
  const [, sign = '', name = ''] = special
  const size = name.toLowerCase() === 'nan' ? Number.NaN : Number.POSITIVE_INFINITY
  return sign === '-' ? -size : size
}

/** `round(value)` or `round(value, places)`, half to even. */
export function roundHalfEven(value: PyValue, places?: PyValue): PyValue {
  const digits = places === undefined || places === null ? undefined : toIndex(places)
  const index = asIndex(value)
  if (index !== undefined) {
    return carry(digits === undefined || digits >= 0 ? index : roundInt(index, -digits), value)
  }
  if (value instanceof Undefined) return raise('TypeError', `type ${typeName(value)} doesn't define __round__ method`)
  if (!(value instanceof PyFloat)) {
    return raise('TypeError', `type ${typeName(value)} doesn't define __round__ method`)
  }
  return carry(digits === undefined ? roundToInt(value.value) : new PyFloat(roundFloat(value.value, digits)), value)
}

function roundToInt(value: number): Int {
  if (!Number.isFinite(value)) return truncate(value)
  const floor = Math.floor(value)
  const rest = value - floor
  return truncate(rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor)
}

/** `round(float, places)`. @throws PyError OverflowError where the result is no double. */
function roundFloat(value: number, places: number): number {
  if (!Number.isFinite(value) || value === 0) return value
  const rounded = roundDecimal(value, places)
  if (!Number.isFinite(rounded)) raise('OverflowError', 'rounded value too large to represent')
  return rounded
}

function roundInt(value: Int, zeros: number): Int {
  if (zeros > maxDigits * 80) return 0
  const unit = 10n ** BigInt(zeros)
  const whole = BigInt(value)
  let rest = whole % unit
  if (rest < 0n) rest += unit
  const down = whole - rest
  const isUp = rest * 2n > unit || (rest * 2n === unit && (down / unit) % 2n !== 0n)
  return normalize(isUp ? down + unit : down)
}

/** Whether the value is an int, float or bool. */
export function isNumber(value: PyValue): boolean {
  return asIndex(value) !== undefined || (value instanceof PyObject && value instanceof PyFloat)
}
