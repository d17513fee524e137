import { type DoubleFormat, formatDouble } from './double-format.ts'
import { raise } from './error.ts'
import { PyFloat } from './float.ts'
import { toFloat } from './float-math.ts'
import { type FormatSpec, parseFormatSpec, unknownType } from './format-spec.ts'
import { type Int, reprInt } from './integer.ts'
import { chargeLength } from './limits.ts'
import type { PyValue } from './object.ts'
import { str, typeName } from './show.ts'
import { derive, isText, joinText, sliceText, type Text, textOf } from './text.ts'
import { TracedInt } from './traced.ts'
import { Undefined } from './undefined.ts'
import { countCodePoints, unitIndex } from './unicode.ts'

/** `format(value, spec)`. A str keeps its spans. @throws PyError ValueError, TypeError, OverflowError. */
export function formatValue(value: PyValue, spec: string): Text {
  if (spec === '') return str(value)
  if (isText(value)) return formatText(value, spec)
  if (typeof value === 'number' || typeof value === 'bigint') return formatInt(value, spec, 'int')
  if (typeof value === 'boolean') return formatInt(Number(value), spec, 'bool')
  if (value instanceof PyFloat) return derive(formatFloat(value.value, spec), value)
  if (value instanceof TracedInt) return derive(textOf(formatValue(value.value, spec)), value)
  return raise('TypeError', `unsupported format string passed to ${formatOwner(value)}.__format__`)
}

function formatOwner(value: PyValue): string {
  return value instanceof Undefined ? value.typeName : typeName(value)
}

function formatText(value: Text, text: string): Text {
  const spec = parseFormatSpec(text, typeName(value), 's', false)
  if (spec.type !== 's') unknownType(spec.type, typeName(value))
  if (spec.sign === ' ') raise('ValueError', 'Space not allowed in string format specifier')
  if (spec.sign !== '') raise('ValueError', 'Sign not allowed in string format specifier')
  if (spec.dropsNegativeZero) {
    raise('ValueError', 'Negative zero coercion (z) not allowed in string format specifier')
  }
  if (spec.isAlternate) raise('ValueError', 'Alternate form (#) not allowed in string format specifier')
  if (spec.align === '=') raise('ValueError', "'=' alignment not allowed in string format specifier")
  const cut = cutText(str(value) as Text, spec.precision)
  return alignText(cut, spec)
}

/** At most `length` characters; -1 for all. */
export function cutText(value: Text, length: number): Text {
  if (length < 0) return value
  const text = textOf(value)
  return length >= text.length ? value : sliceText(value, 0, unitIndex(text, length))
}

function alignText(value: Text, spec: FormatSpec): Text {
  const missing = spec.width - countCodePoints(textOf(value))
  if (missing <= 0) return value
  const left = spec.align === '>' ? missing : spec.align === '^' ? Math.floor(missing / 2) : 0
  return joinText([spec.fill.repeat(left), value, spec.fill.repeat(missing - left)])
}

const bases: ReadonlyMap<string, number> = new Map([
  ['b', 2],
  ['o', 8],
  ['x', 16],
  ['X', 16],
  ['d', 10],
  ['n', 10],
])

function formatInt(value: Int, text: string, owner: string): string {
  const spec = parseFormatSpec(text, owner, 'd', true)
  const base = bases.get(spec.type)
  if (base === undefined && spec.type !== 'c') {
    if ('eEfFgG%'.includes(spec.type)) return formatDoubleSpec(toFloat(value), spec)
    return unknownType(spec.type, owner)
  }
  if (spec.precision >= 0) raise('ValueError', 'Precision not allowed in integer format specifier')
  if (spec.dropsNegativeZero) {
    raise('ValueError', 'Negative zero coercion (z) not allowed in integer format specifier')
  }
  if (base === undefined) return formatCharacter(value, spec)
  const size = value < 0 ? -value : value
  const digits = base === 10 ? reprInt(size) : size.toString(base)
  const shown = spec.type === 'X' ? digits.toUpperCase() : digits
  const prefix = spec.isAlternate && base !== 10 ? `0${spec.type}` : ''
  return layOut({ isNegative: value < 0, prefix, digits: shown, rest: '' }, spec)
}

function formatCharacter(value: Int, spec: FormatSpec): string {
  if (spec.sign !== '') raise('ValueError', "Sign not allowed with integer format specifier 'c'")
  if (spec.isAlternate) raise('ValueError', "Alternate form (#) not allowed with integer format specifier 'c'")
  if (typeof value === 'bigint' && value !== BigInt.asIntN(64, value)) {
    raise('OverflowError', 'Python int too large to convert to C long')
  }
  if (value < 0 || value > 0x10ffff) raise('OverflowError', '%c arg not in range(0x110000)')
  return layOut({ isNegative: false, prefix: '', digits: '', rest: String.fromCodePoint(Number(value)) }, spec)
}

function formatFloat(value: number, text: string): string {
  const spec = parseFormatSpec(text, 'float', '', true)
  if (spec.type !== '' && !'eEfFgGn%'.includes(spec.type)) return unknownType(spec.type, 'float')
  return formatDoubleSpec(value, spec)
}

/** format_float_internal */
function formatDoubleSpec(value: number, spec: FormatSpec): string {
  if (spec.precision > 0x7fffffff) raise('ValueError', 'precision too big')
  const precision = spec.precision >= 0 ? spec.precision : 6
  chargeLength(precision)
  const isPercent = spec.type === '%'
  const shown = formatDouble(isPercent ? value * 100 : value, doubleFormat(spec, precision))
  const isNegative = shown.startsWith('-')
  const body = isNegative ? shown.slice(1) : shown
  const digits = /^\d*/.exec(body)?.[0] ?? ''
  return layOut({ isNegative, prefix: '', digits, rest: body.slice(digits.length) + (isPercent ? '%' : '') }, spec)
}

function doubleFormat(spec: FormatSpec, precision: number): DoubleFormat {
  const common = { precision, isAlternate: spec.isAlternate, dropsNegativeZero: spec.dropsNegativeZero }
  if (spec.type === '') return { ...common, type: spec.precision < 0 ? 'r' : 'g', addPointZero: true }
  const type = spec.type === '%' ? 'f' : spec.type === 'n' ? 'g' : (spec.type.toLowerCase() as 'e' | 'f' | 'g')
  return { ...common, type, isUpper: 'EFG'.includes(spec.type) }
}

interface NumberParts {
  readonly isNegative: boolean
  /** `0x` and its like. */
  readonly prefix: string
  readonly digits: string
  /** What follows the digits that are grouped: a fraction, an exponent, `inf`, a character. */
  readonly rest: string
}

/** calc_number_widths and fill_number */
function layOut(parts: NumberParts, spec: FormatSpec): string {
  const sign = parts.isNegative ? '-' : spec.sign === '-' ? '' : spec.sign
  const others = countCodePoints(sign + parts.prefix + parts.rest)
  const isZeroFilled = spec.fill === '0' && spec.align === '='
  const digits =
    parts.digits === '' ? '' : group(parts.digits, spec, isZeroFilled ? Math.max(0, spec.width - others) : 0)
  const missing = Math.max(0, spec.width - others - digits.length)
  const padding = spec.fill.repeat(missing)
  const body = digits + parts.rest
  switch (spec.align) {
    case '<':
      return sign + parts.prefix + body + padding
    case '=':
      return sign + parts.prefix + padding + body
    case '^': {
      const left = spec.fill.repeat(Math.floor(missing / 2))
      return left + sign + parts.prefix + body + spec.fill.repeat(missing - Math.floor(missing / 2))
    }
    default:
      return padding + sign + parts.prefix + body
  }
}

/** _PyUnicode_InsertThousandsGrouping: zeros fill up to the width, and are grouped as digits are. */
function group(digits: string, spec: FormatSpec, minWidth: number): string {
  if (spec.grouping === '') return digits.padStart(minWidth, '0')
  const groups: string[] = []
  let end = digits.length
  let width = minWidth
  do {
    const length = Math.min(spec.groupSize, Math.max(end, width, 1))
    groups.push(digits.slice(Math.max(0, end - length), end).padStart(length, '0'))
    end = Math.max(0, end - length)
    width -= length + 1
  } while (end > 0 || width >= 0)
  return groups.reverse().join(spec.grouping)
}
