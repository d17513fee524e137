import { exponentText, fixedDigits, nonFinite, reprFloat, significantDigits } from './decimal.ts'

/** How PyOS_double_to_string writes a double. */
export interface DoubleFormat {
  /** `r` is the shortest repr; `g` may be asked for a `.0` as str() adds it. */
  readonly type: 'e' | 'f' | 'g' | 'r'
  readonly precision: number
  /** `#`: always a decimal point, and no zeros dropped. */
  readonly isAlternate?: boolean
  readonly addPointZero?: boolean
  readonly isUpper?: boolean
  /** `z`: a result of zero loses its sign. */
  readonly dropsNegativeZero?: boolean
}

/** Python/pystrtod.c's format_float_short: a sign where negative, then the digits. */
export function formatDouble(value: number, format: DoubleFormat): string {
  const isNegative = value < 0 || Object.is(value, -0)
  const digits = Number.isFinite(value) ? finiteDigits(value, format) : nonFinite(Math.abs(value))
  const isZero = format.dropsNegativeZero === true && !/[1-9a-z]/.test(digits)
  const text = isNegative && !isZero ? `-${digits}` : digits
  return format.isUpper ? text.toUpperCase() : text
}

function finiteDigits(value: number, format: DoubleFormat): string {
  const { type, precision, isAlternate = false } = format
  if (type === 'r') return reprDigits(value, isAlternate)
  if (type === 'f') return fixedDigits(value, precision) + (isAlternate && precision === 0 ? '.' : '')
  if (type === 'e') return exponential(significantDigits(value, precision + 1), isAlternate)
  return general(value, format)
}

/** repr() adds `.0` itself; the alternate form adds a point to what has an exponent only. */
function reprDigits(value: number, isAlternate: boolean): string {
  const shown = reprFloat(Math.abs(value))
  return isAlternate && !shown.includes('.') ? shown.replace('e', '.e') : shown
}

function exponential({ digits, exponent }: { digits: string; exponent: number }, hasPoint: boolean): string {
  const rest = digits.slice(1)
  const point = rest !== '' || hasPoint ? '.' : ''
  return `${digits.charAt(0)}${point}${rest}e${exponentText(exponent)}`
}

function general(value: number, format: DoubleFormat): string {
  const { isAlternate = false, addPointZero = false } = format
  const precision = Math.max(1, format.precision)
  const found = significantDigits(value, precision)
  const digits = isAlternate ? found.digits : found.digits.replace(/0+$/, '') || '0'
  const { exponent } = found
  if (exponent < -4 || exponent + 1 > precision - (addPointZero ? 1 : 0)) {
    return exponential({ digits, exponent }, isAlternate)
  }
  const whole = exponent < 0 ? '0' : digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  const fraction = exponent < 0 ? '0'.repeat(-exponent - 1) + (value === 0 ? '' : digits) : digits.slice(exponent + 1)
  if (fraction !== '') return `${whole}.${fraction}`
  if (addPointZero) return `${whole}.0`
  return isAlternate ? `${whole}.` : whole
}
