import type { CallFrame } from '../call-frame.ts'
import { getItem } from '../python/access.ts'
import { raise } from '../python/error.ts'
import type { PyValue } from '../python/object.ts'
import { quote } from '../python/quote.ts'
import { isText, type Text, textOf } from '../python/text.ts'
import { carry } from '../python/traced.ts'
import { Undefined } from '../python/undefined.ts'
import { decimalValue, isDigit } from '../python/unicode.ts'
import { invoke, invokeText, texts } from './invoke.ts'

export type Getter = (item: PyValue) => PyValue

const itself: Getter = (item) => item

/**
 * Looks up `a.b.0` in an item with the environment's rules (Jinja2 3.1 `make_attrgetter`).
 * @param fallback replaces an undefined value, unless it is null
 */
export function attributeGetter(
  frame: CallFrame,
  attribute: PyValue,
  ignoresCase = false,
  fallback: PyValue = null,
): Getter {
  const parts = pathOf(attribute)
  if (parts.length === 0) return ignoresCase ? ignoreCase : itself
  const { undefinedKind } = frame
  return (item) => {
    let value = item
    for (const part of parts) {
      value = getItem(undefinedKind, value, part)
      if (fallback !== null && value instanceof Undefined) value = fallback
    }
    return ignoresCase ? ignoreCase(value) : value
  }
}

/** The values of `a,b.c` of an item, as a list (Jinja2 3.1 `make_multi_attrgetter`). */
export function attributesGetter(
  frame: CallFrame,
  attribute: PyValue,
  ignoresCase: boolean,
): (item: PyValue) => PyValue[] {
  const attributes = isText(attribute) ? splitAt(attribute, ',') : [attribute]
  const getters = attributes.map((path) => attributeGetter(frame, path, ignoresCase))
  return (item) => getters.map((get) => get(item))
}

/** A str in lower case, anything else as it is (Jinja2 3.1 `ignore_case`). */
export function ignoreCase(value: PyValue): PyValue {
  if (typeof value === 'string') return value.toLowerCase()
  return isText(value) ? invokeText(value, 'lower') : value
}

function pathOf(attribute: PyValue): PyValue[] {
  if (attribute === null) return []
  return isText(attribute) ? splitAt(attribute, '.').map(partOf) : [attribute]
}

/** `text.split(separator)` */
function splitAt(text: Text, separator: string): Text[] {
  return typeof text === 'string' ? text.split(separator) : texts(invoke(text, 'split', separator))
}

/** `int(x) if x.isdigit() else x` */
function partOf(name: Text): PyValue {
  const part = textOf(name)
  const codes = Array.from(part, (character) => character.codePointAt(0) ?? 0)
  if (codes.length === 0 || !codes.every(isDigit)) return name
  let digits = ''
  for (const code of codes) {
    const value = decimalValue(code)
    if (value < 0) raise('ValueError', `invalid literal for int() with base 10: ${quote(part)}`)
    digits += value
  }
  const number = Number(digits)
  return carry(Number.isSafeInteger(number) ? number : BigInt(digits), name)
}
