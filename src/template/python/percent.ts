import { PyDict } from './dict.ts'
import { formatDouble } from './double-format.ts'
import { raise } from './error.ts'
import { PyFloat } from './float.ts'
import { cutText } from './format-value.ts'
import { type Int, reprInt } from './integer.ts'
import { itemOf } from './item.ts'
import { chargeLength } from './limits.ts'
import { escapeHtml } from './markup.ts'
import { toFloatValue, toInt } from './numbers.ts'
import { PyObject, type PyValue } from './object.ts'
import { asIndex } from './position.ts'
import { asciiOnly } from './quote.ts'
import { repr, str, typeName } from './show.ts'
import { derive, isMarkup, isText, joinText, sliceText, type Text, textOf } from './text.ts'
import { Tuple } from './tuple.ts'
import { Undefined } from './undefined.ts'
import { countCodePoints, unitsAt } from './unicode.ts'

/** One `%…` of a template, parsed. */
interface Directive {
  readonly isLeft: boolean
  readonly sign: '' | '+' | ' '
  readonly isAlternate: boolean
  readonly isZeroFilled: boolean
  /** -1 for none, as the precision. */
  readonly width: number
  readonly precision: number
  readonly type: string
}

/** The arguments not used yet. */
interface Arguments {
  items: readonly PyValue[]
  next: number
  /** What `%(name)s` looks names up in; a value that has items counts as mapping even where it is a list. */
  readonly mapping: PyValue | undefined
  /** Whether the template is Markup: what goes in is escaped. */
  readonly isSafe: boolean
}

/** `template % values` of a str, or of Markup. Objects/unicodeobject.c, PyUnicode_Format. */
export function formatPercent(template: Text, values: PyValue): Text {
  const text = textOf(template)
  const isTuple = values instanceof Tuple
  const args: Arguments = {
    items: isTuple ? values.items : [values],
    next: 0,
    mapping: !isTuple && !isText(values) && hasItems(values) ? values : undefined,
    isSafe: isMarkup(template),
  }
  const parts: Text[] = []
  let at = 0
  for (;;) {
    const mark = text.indexOf('%', at)
    if (mark < 0) break
    if (mark > at) parts.push(sliceText(template, at, mark))
    at = formatOne(text, mark + 1, args, parts)
  }
  parts.push(sliceText(template, at))
  if (args.next < args.items.length && args.mapping === undefined) {
    raise('TypeError', 'not all arguments converted during string formatting')
  }
  return joinText(parts, '', args.isSafe)
}

function hasItems(value: PyValue): boolean {
  return Array.isArray(value) || value instanceof PyDict || (value instanceof PyObject && value.pyGetItem !== undefined)
}

function nextArgument(args: Arguments): PyValue {
  const index = args.next
  if (index >= args.items.length) raise('TypeError', 'not enough arguments for format string')
  args.next = index + 1
  return args.items[index] ?? null
}

/** Formats the directive after the `%` at `start - 1`; returns where the template goes on. */
function formatOne(text: string, start: number, args: Arguments, parts: Text[]): number {
  let at = start
  if (text.charAt(at) === '(') {
    const end = keyEnd(text, at + 1, args)
    args.items = [itemOf(args.mapping ?? null, text.slice(at + 1, end))]
    args.next = 0
    at = end + 1
  }
  let isLeft = false
  let isZeroFilled = false
  let isAlternate = false
  let sign: Directive['sign'] = ''
  for (let flag = text.charAt(at); flag !== '' && '-+ #0'.includes(flag); flag = text.charAt(++at)) {
    if (flag === '-') isLeft = true
    else if (flag === '+') sign = '+'
    else if (flag === ' ') sign = sign === '+' ? '+' : ' '
    else if (flag === '#') isAlternate = true
    else isZeroFilled = true
  }
  let width = -1
  if (text.charAt(at) === '*') {
    width = starArgument(args)
    if (width < 0) {
      isLeft = true
      width = -width
    }
    at++
  } else {
    ;[width, at] = readInteger(text, at, 'width')
  }
  let precision = -1
  if (text.charAt(at) === '.') {
    at++
    if (text.charAt(at) === '*') {
      precision = Math.max(0, starArgument(args))
      at++
    } else {
      ;[precision, at] = readInteger(text, at, 'precision')
      precision = Math.max(0, precision)
    }
  }
  if (at < text.length && 'hlL'.includes(text.charAt(at))) at++
  if (at >= text.length) raise('ValueError', 'incomplete format')
  const type = text.slice(at, at + unitsAt(text, at))
  if (type === '%' && at === start) parts.push('%')
  else {
    const directive = { isLeft, sign, isAlternate, isZeroFilled, width, precision, type }
    parts.push(formatArgument(nextArgument(args), directive, args.isSafe, () => countCodePoints(text.slice(0, at))))
  }
  return at + type.length
}

/** Where the key of `%(key)s` ends: parentheses within it are counted. */
function keyEnd(text: string, start: number, args: Arguments): number {
  if (args.mapping === undefined) raise('TypeError', 'format requires a mapping')
  let open = 1
  for (let at = start; at < text.length; at++) {
    if (text.charAt(at) === '(') open++
    else if (text.charAt(at) === ')' && --open === 0) return at
  }
  return raise('ValueError', 'incomplete format key')
}

function starArgument(args: Arguments): number {
  const value = nextArgument(args)
  const index = args.isSafe ? undefined : asIndex(value)
  if (index === undefined) return raise('TypeError', '* wants int')
  if (Math.abs(Number(index)) >= 2 ** 63) raise('OverflowError', 'Python int too large to convert to C ssize_t')
  return Number(index)
}

function readInteger(text: string, start: number, what: 'width' | 'precision'): [number, number] {
  let at = start
  let value = -1
  for (let code = text.charCodeAt(at); code >= 0x30 && code <= 0x39; code = text.charCodeAt(++at)) {
    value = Math.max(0, value) * 10 + code - 0x30
    const most = what === 'width' ? Number.MAX_SAFE_INTEGER : 0x7fffffff
    if (value > most) raise('ValueError', what === 'width' ? 'width too big' : 'precision too big')
  }
  return [value, at]
}

function formatArgument(value: PyValue, directive: Directive, isSafe: boolean, index: () => number): Text {
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
      return padNumber(intDigits(decimalArgument(value, type, isSafe), directive, ''), '', directive)
    case 'o':
    case 'x':
    case 'X':
      return formatBase(value, directive, isSafe)
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
      return formatReal(value, directive, isSafe)
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
  return String.fromCodePoint(Number(code))
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

function formatBase(value: PyValue, directive: Directive, isSafe: boolean): Text {
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

function formatReal(value: PyValue, directive: Directive, isSafe: boolean): Text {
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
