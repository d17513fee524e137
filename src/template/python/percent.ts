import { PyDict } from './dict.ts'
import { raise } from './error.ts'
import { inheritText } from './inherit.ts'
import { itemOf } from './item.ts'
import { PyObject, type PyValue } from './object.ts'
import { type Directive, formatArgument } from './percent-value.ts'
import { asIndex } from './position.ts'
import { isMarkup, isText, joinText, sliceText, type Text, textOf } from './text.ts'
import { Tuple } from './tuple.ts'
import { countCodePoints, unitsAt } from './unicode.ts'

/** The arguments not used yet. */
interface Arguments {
  items: readonly PyValue[]
  next: number
  /** What `%(name)s` looks names up in; a value that has items counts as mapping even where it is a list. */
  readonly mapping: PyValue | undefined
  /** Whether the template is Markup: what goes in is escaped. */
  readonly isSafe: boolean
  /** Widths and precisions of the directive at hand. */
  stars: PyValue[]
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
    stars: [],
  }
  const parts: Text[] = []
  let at = 0
  for (;;) {
    const mark = text.indexOf('%', at)
    if (mark < 0) break
    if (mark > at) parts.push(sliceText(template, at, mark))
    if (text.charAt(mark + 1) === '%') {
      parts.push(sliceText(template, mark, mark + 1))
      at = mark + 2
    } else {
      args.stars = []
      const [formatted, end] = formatOne(text, mark + 1, args)
      parts.push(inheritText(formatted, sliceText(template, mark, end), ...args.stars))
      at = end
    }
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

/** Formats by the directive after the `%` at `start - 1`; returns that, and where the template goes on. */
function formatOne(text: string, start: number, args: Arguments): readonly [Text, number] {
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
    width = starArgument(args, 'ssize_t')
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
      precision = Math.max(0, starArgument(args, 'int'))
      at++
    } else {
      ;[precision, at] = readInteger(text, at, 'precision')
      precision = Math.max(0, precision)
    }
  }
  if (at < text.length && 'hlL'.includes(text.charAt(at))) at++
  if (at >= text.length) raise('ValueError', 'incomplete format')
  const type = text.slice(at, at + unitsAt(text, at))
  const directive = { isLeft, sign, isAlternate, isZeroFilled, width, precision, type }
  const index = (): number => countCodePoints(text.slice(0, at))
  return [formatArgument(nextArgument(args), directive, args.isSafe, index), at + type.length]
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

/** A width or precision given as `*`, which C holds in a type of its own. */
function starArgument(args: Arguments, type: 'int' | 'ssize_t'): number {
  const value = nextArgument(args)
  args.stars.push(value)
  const index = args.isSafe ? undefined : asIndex(value)
  if (index === undefined) return raise('TypeError', '* wants int')
  const most = type === 'int' ? 2n ** 31n : 2n ** 63n
  if (index >= most || index < -most) {
    raise('OverflowError', `Python int too large to convert to C ${type}`)
  }
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
