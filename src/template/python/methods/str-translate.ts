import { PyDict } from '../dict.ts'
import { raise } from '../error.ts'
import { PyFloat } from '../float.ts'
import { findItem } from '../item.ts'
import { chargeLength } from '../limits.ts'
import type { PyValue } from '../object.ts'
import { asIndex } from '../position.ts'
import { typeName } from '../show.ts'
import { missing } from '../signature.ts'
import { derive, isMarkup, isText, joinText, sliceText, type Text, textOf } from '../text.ts'
import { TracedInt } from '../traced.ts'
import { one, positional } from './table.ts'

/** str.translate and str.maketrans. */
export const translateMethods = {
  translate: one<Text>((self, table) => translate(self, table)),
  maketrans: positional<Text>('x y=missing z=missing', (_self, x = null, y = missing, z = missing) =>
    makeTable(x, y, z),
  ),
}

function translate(self: Text, table: PyValue): Text {
  const text = textOf(self)
  const parts: Text[] = []
  let length = 0
  let at = 0
  for (const character of text) {
    const part = translateOne(self, at, character, table)
    at += character.length
    length += textOf(part).length
    chargeLength(length)
    parts.push(part)
  }
  return joinText(parts, '', isMarkup(self))
}

function translateOne(self: Text, at: number, character: string, table: PyValue): Text {
  const own = sliceText(self, at, at + character.length)
  if (table === null || typeof table !== 'object' || table instanceof PyFloat || table instanceof TracedInt) {
    if (isText(table)) return translated(findItem(table, character.codePointAt(0) ?? 0), own)
    return raise('TypeError', `'${typeName(table)}' object is not subscriptable`)
  }
  return translated(findItem(table, character.codePointAt(0) ?? 0), own)
}

function translated(found: PyValue | undefined, own: Text): Text {
  if (found === undefined) return own
  if (found === null) return ''
  if (isText(found)) return found
  const code = smallInt(found)
  if (code !== undefined) {
    if (code < 0 || code > 0x10ffff) raise('ValueError', 'character mapping must be in range(0x110000)')
    return derive(String.fromCodePoint(code), found)
  }
  return raise('TypeError', 'character mapping must return integer, None or str')
}

/** An int that is no bigint; undefined for anything else. */
function smallInt(value: PyValue): number | undefined {
  const index = asIndex(value)
  return typeof index === 'number' ? index : undefined
}

function makeTable(x: PyValue, y: PyValue, z: PyValue): PyDict {
  const table = new PyDict()
  if (y === missing) return copyTable(x, table)
  if (!isText(y)) return raise('TypeError', `maketrans() argument 2 must be str, not ${argument(y)}`)
  if (z !== missing && !isText(z)) raise('TypeError', `maketrans() argument 3 must be str, not ${argument(z)}`)
  if (!isText(x)) return raise('TypeError', 'first maketrans argument must be a string if there is a second argument')
  const from = Array.from(textOf(x))
  const to = Array.from(textOf(y))
  if (from.length !== to.length) {
    raise('ValueError', 'the first two maketrans arguments must have equal length')
  }
  for (const [index, character] of from.entries()) {
    table.set(character.codePointAt(0) ?? 0, to[index]?.codePointAt(0) ?? 0)
  }
  if (!isText(z)) return table
  for (const character of textOf(z)) table.set(character.codePointAt(0) ?? 0, null)
  return table
}

function argument(value: PyValue): string {
  return value === null ? 'None' : typeName(value)
}

function copyTable(source: PyValue, table: PyDict): PyDict {
  if (!(source instanceof PyDict)) {
    return raise('TypeError', 'if you give only one argument to maketrans it must be a dict')
  }
  for (const [key, value] of source.entries()) {
    if (isText(key)) {
      const characters = Array.from(textOf(key))
      if (characters.length !== 1) raise('ValueError', 'string keys in translate table must be of length 1')
      table.set(characters[0]?.codePointAt(0) ?? 0, value)
    } else if (smallInt(key) !== undefined) table.set(key, value)
    else raise('TypeError', 'keys in translate table must be strings or integers')
  }
  return table
}
