import { raise } from '../error.ts'
import type { PyValue } from '../object.ts'
import { asIndex, clampBound, toIndex } from '../position.ts'
import { typeName } from '../show.ts'
import { isText, type Text, textOf } from '../text.ts'
import { countCodePoints, hasSurrogates, unitIndex } from '../unicode.ts'

/** An argument that must be a str; `subject` starts the error: `must`, `replace() argument 1 must`. */
export function textArgument(value: PyValue | undefined, subject = 'must'): Text {
  if (value !== undefined && isText(value)) return value
  return raise(
    'TypeError',
    `${subject} be str, not ${subject === 'must' ? typeName(value ?? null) : argumentType(value ?? null)}`,
  )
}

/** The type of a wrong argument: CPython prints None as itself here. */
function argumentType(value: PyValue): string {
  return value === null ? 'None' : typeName(value)
}

/** A part of a text between the bounds of find(), count(), startswith() and their like. */
export interface Part {
  /** In UTF-16 units. */
  readonly start: number
  readonly end: number
  /** Whether the start is beyond the end, where not even the empty string is found. */
  readonly isNone: boolean
}

/** PyUnicode's ADJUST_INDICES. */
export function partOf(text: string, start: PyValue, stop: PyValue): Part {
  if (start === null && stop === null) return { start: 0, end: text.length, isNone: false }
  const isAstral = hasSurrogates(text)
  const length = isAstral ? countCodePoints(text) : text.length
  const to = clampBound(stop, length, length)
  const from = clampStart(start, length)
  if (from > to) return { start: 0, end: 0, isNone: true }
  return isAstral
    ? { start: unitIndex(text, from), end: unitIndex(text, to), isNone: false }
    : { start: from, end: to, isNone: false }
}

function clampStart(start: PyValue, length: number): number {
  // Unlike a slice's, a start beyond the end stays there.
  const index = asIndex(start)
  if (index !== undefined && index > length) return Number(index)
  return clampBound(start, length, 0)
}

/** A one-character argument such as a fill character. */
export function fillArgument(value: PyValue): Text {
  if (!isText(value)) {
    raise('TypeError', `The fill character must be a unicode character, not ${typeName(value)}`)
  }
  if (countCodePoints(textOf(value)) !== 1) {
    raise('TypeError', 'The fill character must be exactly one character long')
  }
  return value
}

/** An argument that limits how often: negative for without limit. */
export function countArgument(value: PyValue): number {
  const count = toIndex(value)
  return count < 0 ? Number.POSITIVE_INFINITY : count
}
