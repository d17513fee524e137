import { attributeOf } from './attribute.ts'
import { raise } from './error.ts'
import { formatValue } from './format-value.ts'
import { inheritText } from './inherit.ts'
import { itemOf } from './item.ts'
import { escapeHtml } from './markup.ts'
import type { PyValue } from './object.ts'
import { asciiOnly } from './quote.ts'
import { repr, str, typeName } from './show.ts'
import { derive, isMarkup, joinText, sliceText, type Text, textOf } from './text.ts'
import { decimalValue, unitsAt } from './unicode.ts'

/** What fields name: positional arguments (null for format_map), and keyword arguments by name. */
export interface FormatArguments {
  readonly positional: readonly PyValue[] | null
  /** @returns undefined where there is no such key. */
  readonly keyword: (name: string) => PyValue | undefined
}

/** How automatic numbers go on through one call, its nested fields included. */
interface Numbering {
  mode: 'automatic' | 'manual' | undefined
  next: number
  /** Whether Markup is formatted: then Python's string.Formatter is what numbers and looks up. */
  readonly isSafe: boolean
}

/** `template.format(*args, **kwargs)` of a str, or of Markup, which escapes. Objects/stringlib/unicode_format.h. */
export function formatText(template: Text, args: FormatArguments): Text {
  const isSafe = isMarkup(template)
  // string.Formatter, which Markup formats by, allows one level more.
  return build(template, args, { mode: undefined, next: 0, isSafe }, isSafe ? 3 : 2)
}

function build(template: Text, args: FormatArguments, numbering: Numbering, depth: number): Text {
  const { isSafe } = numbering
  if (depth <= 0) raise('ValueError', 'Max string recursion exceeded')
  const text = textOf(template)
  const parts: Text[] = []
  let at = 0
  while (at < text.length) {
    const brace = nextBrace(text, at)
    if (brace < 0) {
      parts.push(sliceText(template, at))
      break
    }
    const character = text.charAt(brace)
    if (text.charAt(brace + 1) === character) {
      parts.push(sliceText(template, at, brace + 1))
      at = brace + 2
      continue
    }
    if (character === '}' || brace + 1 === text.length) {
      raise('ValueError', `Single '${character}' encountered in format string`)
    }
    if (brace > at) parts.push(sliceText(template, at, brace))
    const field = parseField(template, brace + 1)
    at = field.end
    parts.push(formatField(field, args, numbering, depth))
  }
  return joinText(parts, '', isSafe)
}

function nextBrace(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x7b || code === 0x7d) return at
  }
  return -1
}

interface Field {
  readonly name: string
  readonly conversion: Text
  readonly spec: Text
  /** Where the template goes on. */
  readonly end: number
}

/** parse_field: from after the `{`. */
function parseField(template: Text, start: number): Field {
  const text = textOf(template)
  let at = start
  let character = ''
  while (at < text.length) {
    character = text.charAt(at++)
    if (character === '{') raise('ValueError', "unexpected '{' in field name")
    if (character === '[') while (at < text.length && text.charAt(at) !== ']') at++
    else if (character === '}' || character === ':' || character === '!') break
  }
  if (character !== '}' && character !== ':' && character !== '!') {
    raise('ValueError', "expected '}' before end of string")
  }
  const name = text.slice(start, at - 1)
  if (character === '}') return { name, conversion: '', spec: '', end: at }
  let conversion: Text = ''
  if (character === '!') {
    if (at >= text.length) raise('ValueError', 'end of string while looking for conversion specifier')
    conversion = sliceText(template, at, at + unitsAt(text, at))
    at += textOf(conversion).length
    if (at < text.length) {
      const after = text.charAt(at++)
      if (after === '}') return { name, conversion, spec: '', end: at }
      if (after !== ':') raise('ValueError', "expected ':' after conversion specifier")
    }
  }
  const from = at
  let open = 1
  while (at < text.length) {
    const next = text.charAt(at++)
    if (next === '{') open++
    else if (next === '}' && --open === 0) return { name, conversion, spec: sliceText(template, from, at - 1), end: at }
  }
  return raise('ValueError', "unmatched '{' in format spec")
}

function formatField(field: Field, args: FormatArguments, numbering: Numbering, depth: number): Text {
  const { isSafe } = numbering
  const value = convert(lookUp(field.name, args, numbering), textOf(field.conversion), isSafe)
  const hasFields = nextBrace(textOf(field.spec), 0) >= 0
  const spec = hasFields ? build(field.spec, args, numbering, depth - 1) : field.spec
  return inheritText(layOut(value, textOf(spec), isSafe), field.conversion, spec)
}

function layOut(value: PyValue, spec: string, isSafe: boolean): Text {
  if (!isSafe) return formatValue(value, spec)
  // markupsafe.EscapeFormatter.format_field
  if (!isMarkup(value)) return escapeHtml(formatValue(value, spec))
  if (spec !== '') raise('ValueError', 'Unsupported format specification for Markup.')
  return value
}

function convert(value: PyValue, conversion: string, isSafe: boolean): PyValue {
  switch (conversion) {
    case '':
      return value
    case 's':
      return str(value)
    case 'r':
      return derive(repr(value), value)
    case 'a':
      return derive(asciiOnly(repr(value)), value)
    default: {
      const code = conversion.codePointAt(0) ?? 0
      const shown = isSafe || (code > 32 && code < 127) ? conversion : `\\x${code.toString(16)}`
      return raise('ValueError', `Unknown conversion specifier ${shown}`)
    }
  }
}

/** get_field_object: `name`, `0`, or nothing, then `.attribute` and `[item]`. */
function lookUp(name: string, args: FormatArguments, numbering: Numbering): PyValue {
  const end = pathStart(name)
  const first = end < 0 ? name : name.slice(0, end)
  let value = firstValue(first, name, args, numbering)
  let at = end < 0 ? name.length : end
  while (at < name.length) {
    const mark = name.charAt(at++)
    if (mark === '.') {
      const stop = indexFrom(name, at, '.[')
      value = attribute(value, part(name, at, stop))
      at = stop
    } else if (mark === '[') {
      const stop = name.indexOf(']', at)
      if (stop < 0) raise('ValueError', "Missing ']' in format string")
      const key = part(name, at, stop)
      const index = parseIndex(key)
      value = itemOf(value, index < 0 ? key : index)
      at = stop + 1
    } else {
      raise('ValueError', "Only '.' or '[' may follow ']' in format field specifier")
    }
  }
  return value
}

/** Where the first `.` or `[` is; -1 for none. */
function pathStart(name: string): number {
  const at = indexFrom(name, 0, '.[')
  return at < name.length ? at : -1
}

function indexFrom(text: string, from: number, set: string): number {
  let at = from
  while (at < text.length && !set.includes(text.charAt(at))) at++
  return at
}

function part(name: string, from: number, to: number): string {
  return from === to ? raise('ValueError', 'Empty attribute in format string') : name.slice(from, to)
}

function attribute(value: PyValue, name: string): PyValue {
  const found = name.startsWith('__') ? undefined : attributeOf(value, name)
  if (found !== undefined) return found
  return raise('AttributeError', `'${typeName(value)}' object has no attribute '${name}'`)
}

function firstValue(first: string, name: string, args: FormatArguments, numbering: Numbering): PyValue {
  const written = parseIndex(first)
  // string.Formatter numbers and checks only what is nothing but a number.
  const isWhole = !numbering.isSafe || first === name
  if (written < 0 && (first !== '' || !isWhole)) {
    const named = args.keyword(first)
    return named === undefined ? raise('KeyError', repr(first)) : named
  }
  if (isWhole) setMode(numbering, first === '' ? 'automatic' : 'manual')
  const index = first === '' ? numbering.next++ : written
  if (args.positional === null) raise('ValueError', 'Format string contains positional fields')
  const value = args.positional[index]
  if (value !== undefined) return value
  const message = `Replacement index ${index} out of range for positional args tuple`
  return raise('IndexError', numbering.isSafe ? 'tuple index out of range' : message)
}

function setMode(numbering: Numbering, mode: 'automatic' | 'manual'): void {
  // string.Formatter forgets automatic numbers that haven't counted yet.
  if (numbering.mode === undefined || (numbering.isSafe && numbering.next === 0 && mode === 'manual'))
    numbering.mode = mode
  if (numbering.mode === mode) return
  if (mode === 'automatic' || numbering.isSafe) {
    raise('ValueError', 'cannot switch from manual field specification to automatic field numbering')
  }
  raise('ValueError', 'cannot switch from automatic field numbering to manual field specification')
}

/** A number of decimal digits; -1 for anything else. */
function parseIndex(text: string): number {
  let value = text === '' ? -1 : 0
  for (const character of text) {
    const digit = decimalValue(character.codePointAt(0) ?? 0)
    if (digit < 0) return -1
    value = value * 10 + digit
    if (value >= 2 ** 63) raise('ValueError', 'Too many decimal digits in format string')
  }
  return value
}
