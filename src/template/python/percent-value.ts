import { formatDouble } from './double-format.ts'
import { raise } from './error.ts'
import { PyFloat } from './float.ts'
import { cutText } from './format-value.ts'
import { type Int, reprInt } from './integer.ts'
import { chargeLength } from './limits.ts'
import { escapeHtml } from './markup.ts'
import { toFloatValue, toInt } from './numbers.ts'
import type { PyValue } from './object.ts'
import { asIndex } from './position.ts'
import { asciiOnly } from './quote.ts'
import { repr, str, typeName } from './show.ts'
import { derive, isText, joinText, type Text, textOf } from './text.ts'
import { Undefined } from './undefined.ts'
import { countCodePoints } from './unicode.ts'

/** One `%…` of a template, parsed. */
export interface Directive {
  readonly isLeft: boolean
  readonly sign: '' | '+' | ' '
  readonly isAlternate: boolean
  readonly isZeroFilled: boolean
  /** -1 for none, as the precision. */
  readonly width: number
  readonly precision: number
  readonly type: string
}

/** One value as its directive wants it; `isSafe` where the template is Markup, which escapes it. */
export function formatArgument(value: PyValue, directive: Directive, isSafe: boolean, index: () => number): Text {
  const { type } = directive
  chargeLength(Math.max(directive.width, 0))
  switch (type) {
    case 's':
      return padText(isSafe ? escapeHtml(value) : str(value), directive)
    case 'r':
      return padText(safe(derive(repr(value), value), isSafe), directive)
    case 'a':
      return padText(safe(derive(asciiOnly(repr(value)), value), isSafe), directive)
    case 'c':
      return padText(isSafe ? raise('TypeError', '%c requires int or char') : character(value), {
        ...directive,
        precision: -1,
      })
    case 'd':
    case 'i':
    case 'u':
      return derive(padNumber(intDigits(decimalArgument(value, type, isSafe), directive, ''), '', directive), value)
    case 'o':
    case 'x':
    case 'X':
      return derive(formatBase(value, directive, isSafe), value)
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
      return derive(formatReal(value, directive, isSafe), value)
    default: {
      const code = type.codePointAt(0) ?? 0
      const shown = code > 31 && code < 127 ? type : '?'
      return raise('ValueError', `unsupported format character '${shown}' (0x${code.toString(16)}) at index ${index()}`)
    }
  }
}

function safe(text: Text, isSafe: boolean): Text {
  return isSafe ? escapeHtml(text) : text
}

function padText(value: Text, directive: Directive): Text {
  const cut = cutText(value, directive.precision)
  const missing = directive.width - countCodePoints(textOf(cut))
  if (missing <= 0) return cut
  const padding = ' '.repeat(missing)
  return joinText(directive.isLeft ? [cut, padding] : [padding, cut])
}

function character(value: PyValue): Text {
  if (isText(value)) {
    return countCodePoints(textOf(value)) === 1 ? value : raise('TypeError', '%c requires int or char')
  }
  const code = asIndex(value)
  if (code === undefined) return raise('TypeError', '%c requires int or char')
  if (code < 0 || code > 0x10ffff) raise('OverflowError', '%c arg not in range(0x110000)')
  return derive(String.fromCodePoint(Number(code)), value)
}

/** The int of `%d`: a float loses its fraction. Markup's wrapper also takes what int() takes. */
function decimalArgument(value: PyValue, type: string, isSafe: boolean): Int {
  if (isSafe && (isText(value) || asIndex(value) !== undefined)) return toInt(value)
  if (value instanceof PyFloat || value instanceof Undefined) return toInt(value)
  return (
    asIndex(value) ??
    raise(
      'TypeError',
      `%${type} format: a real number is required, not ${isSafe ? '_MarkupEscapeHelper' : typeName(value)}`,
    )
  )
}

/** Sign and digits, filled with zeros up to the precision. */
function intDigits(value: Int, directive: Directive, digits: string): string {
  const size = value < 0 ? -value : value
  const shown = digits === '' ? reprInt(size) : digits
  chargeLength(Math.max(0, directive.precision))
  return (value < 0 ? '-' : '') + shown.padStart(directive.precision, '0')
}

function formatBase(value: PyValue, directive: Directive, isSafe: boolean): string {
  const { type } = directive
  const int = isSafe ? undefined : asIndex(value)
  if (int === undefined) {
    const owner = isSafe ? '_MarkupEscapeHelper' : typeName(value)
    return raise('TypeError', `%${type} format: an integer is required, not ${owner}`)
  }
  const size = int < 0 ? -int : int
  const digits = size.toString(type === 'o' ? 8 : 16)
  const shown = intDigits(int, directive, type === 'X' ? digits.toUpperCase() : digits)
  return padNumber(shown, directive.isAlternate ? `0${type}` : '', directive)
}

function formatReal(value: PyValue, directive: Directive, isSafe: boolean): string {
  const { type } = directive
  const precision = directive.precision < 0 ? 6 : directive.precision
  chargeLength(precision)
  if (!isSafe && asIndex(value) === undefined && !(value instanceof PyFloat) && !(value instanceof Undefined)) {
    raise('TypeError', `must be real number, not ${typeName(value)}`)
  }
  const shown = formatDouble(toFloatValue(value), {
    type: type.toLowerCase() as 'e' | 'f' | 'g',
    precision,
    isAlternate: directive.isAlternate,
    isUpper: type === 'E' || type === 'F' || type === 'G',
  })
  return padNumber(shown, '', directive)
}

/** Sign, prefix and digits, filled: zeros go between, blanks around. */
function padNumber(shown: string, prefix: string, directive: Directive): string {
  const isNegative = shown.startsWith('-')
  const sign = isNegative ? '-' : directive.sign
  const digits = isNegative ? shown.slice(1) : shown
  const missing = Math.max(0, directive.width - sign.length - prefix.length - digits.length)
  if (directive.isLeft) return sign + prefix + digits + ' '.repeat(missing)
  return directive.isZeroFilled
    ? sign + prefix + '0'.repeat(missing) + digits
    : ' '.repeat(missing) + sign + prefix + digits
}
