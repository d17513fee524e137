import { raise } from './error.ts'
import { chargeLength } from './limits.ts'
import { countCodePoints, decimalValue, unitsAt } from './unicode.ts'

/** A parsed format spec: `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`. */
export interface FormatSpec {
  readonly fill: string
  readonly align: '<' | '>' | '^' | '='
  readonly sign: '' | '+' | '-' | ' '
  readonly dropsNegativeZero: boolean
  readonly isAlternate: boolean
  readonly width: number
  readonly grouping: '' | ',' | '_'
  /** Digits of a group: 4 with `_` and the types b, o, x, X. */
  readonly groupSize: number
  /** -1 for none. */
  readonly precision: number
  /** Empty for none. */
  readonly type: string
}

const aligns = '<>=^'

/** parse_internal_render_format_spec of Python/formatter_unicode.c. @throws PyError ValueError. */
export function parseFormatSpec(text: string, typeName: string, defaultType: string, isNumber: boolean): FormatSpec {
  let at = 0
  const next = (set: string): string => {
    const character = text.charAt(at)
    if (character === '' || !set.includes(character)) return ''
    at++
    return character
  }
  const fillLength = text === '' ? 0 : unitsAt(text, 0)
  let fill = ' '
  let align: string = isNumber ? '>' : '<'
  const isFilled = text.length > fillLength && fillLength > 0 && aligns.includes(text.charAt(fillLength))
  const isAligned = isFilled || (text !== '' && aligns.includes(text.charAt(0)))
  if (isFilled) {
    fill = text.slice(0, fillLength)
    align = text.charAt(fillLength)
    at = fillLength + 1
  } else if (isAligned) {
    align = next(aligns)
  }
  const sign = next('+- ') as FormatSpec['sign']
  const dropsNegativeZero = next('z') !== ''
  const isAlternate = next('#') !== ''
  if (!isFilled && next('0') !== '') {
    fill = '0'
    if (!isAligned && isNumber) align = '='
  }
  const width = readInteger()
  let grouping = next(',') as FormatSpec['grouping']
  if (next('_') !== '') {
    if (grouping !== '') raise('ValueError', "Cannot specify both ',' and '_'.")
    grouping = '_'
  }
  if (grouping === '_' && text.charAt(at) === ',') raise('ValueError', "Cannot specify both ',' and '_'.")
  let precision = -1
  if (next('.') !== '') {
    precision = readInteger()
    if (precision < 0) raise('ValueError', 'Format specifier missing precision')
  }
  const rest = text.slice(at)
  if (countCodePoints(rest) > 1) {
    raise('ValueError', `Invalid format specifier '${text}' for object of type '${typeName}'`)
  }
  const type = rest === '' ? defaultType : rest
  if (grouping !== '') checkGrouping(grouping, type)
  const groupSize = grouping === '_' && 'boxX'.includes(type) && type !== '' ? 4 : 3
  if (width > 0) chargeLength(width)
  const spec = { fill, align: align as FormatSpec['align'], sign, dropsNegativeZero, isAlternate, width, grouping }
  return { ...spec, groupSize, precision, type }

  function readInteger(): number {
    let value = -1
    for (let digit = decimalAt(); digit >= 0; digit = decimalAt()) {
      value = Math.max(value, 0) * 10 + digit
      if (value >= 2 ** 63) raise('ValueError', 'Too many decimal digits in format string')
      at += unitsAt(text, at)
    }
    return value
  }

  function decimalAt(): number {
    const code = text.codePointAt(at)
    return code === undefined ? -1 : decimalValue(code)
  }
}

function checkGrouping(grouping: string, type: string): void {
  if (type === '' || 'defgEG%F'.includes(type) || (grouping === '_' && 'boxX'.includes(type))) return
  raise('ValueError', `Cannot specify '${grouping}' with ${typeCode(type)}.`)
}

/** A type as errors print it. */
function typeCode(type: string): string {
  const code = type.codePointAt(0) ?? 0
  return code > 32 && code < 128 ? `'${type}'` : `'\\x${code.toString(16)}'`
}

/** "Unknown format code 'q' for object of type 'int'" */
export function unknownType(type: string, typeName: string): never {
  return raise('ValueError', `Unknown format code ${typeCode(type)} for object of type '${typeName}'`)
}
