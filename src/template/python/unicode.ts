import { lazily } from '../../lazily.ts'
import { assignedLater, digitsBeyondDecimal, numericIdeographs } from './unicode-data.ts'

/**
 * Characters as CPython 3.11 (Unicode 14) classifies them. JavaScript's property escapes know a newer Unicode;
 * unicode-data.ts has what differs. Text is measured and indexed by code point, as Python does.
 */

const surrogate = /[\ud800-\udfff]/

/** Whether UTF-16 units and code points may differ in number. */
export function hasSurrogates(text: string): boolean {
  return surrogate.test(text)
}

/** `len(text)`. */
export function countCodePoints(text: string): number {
  if (!surrogate.test(text)) return text.length
  let count = 0
  for (const _ of text) count++
  return count
}

/** The UTF-16 index of code point `index`; the length of the text where that is beyond its end. */
export function unitIndex(text: string, index: number): number {
  let at = 0
  for (let count = 0; count < index && at < text.length; count++) at += unitsAt(text, at)
  return at
}

/** The code point index of UTF-16 index `at`. */
export function codePointIndex(text: string, at: number): number {
  return countCodePoints(text.slice(0, at))
}

/** How many units the character at `at` has. */
export function unitsAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
}

/** Whether `code` is in one of the pairs of first and last, which are ordered. */
function inRanges(ranges: readonly number[], code: number): boolean {
  let low = 0
  let high = ranges.length / 2 - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    if (code < (ranges[middle * 2] ?? 0)) high = middle - 1
    else if (code > (ranges[middle * 2 + 1] ?? 0)) low = middle + 1
    else return true
  }
  return false
}

/** Whether Unicode 14 has no such character, though a newer one may. */
export function isUnassigned(code: number): boolean {
  return code > 0x7f && inRanges(assignedLater, code)
}

const control = lazily(() => /[\p{C}\p{Z}]/u)

/** `str.isprintable()` of one character: not Other and not a separator, but for the space. */
export function isPrintable(code: number): boolean {
  if (code < 0x7f) return code >= 0x20
  return !control().test(String.fromCodePoint(code)) && !isUnassigned(code)
}

const letter = lazily(() => /\p{L}/u)
const decimal = lazily(() => /\p{Nd}/u)
const number = lazily(() => /\p{N}/u)
const space = /[\s\x1c-\x1f\x85]/
const identifierStart = lazily(() => /[\p{XID_Start}_]/u)
const identifierPart = lazily(() => /\p{XID_Continue}/u)
const lower = lazily(() => /\p{Lowercase}/u)
const upper = lazily(() => /\p{Uppercase}/u)
const numericSet = lazily(() => new Set(numericIdeographs))
const titleCase = lazily(() => /\p{Lt}/u)

export function isLetter(code: number): boolean {
  if (code < 0x80) return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a)
  return letter().test(String.fromCodePoint(code)) && !isUnassigned(code)
}

export function isDecimal(code: number): boolean {
  if (code < 0x80) return code >= 0x30 && code <= 0x39
  return decimal().test(String.fromCodePoint(code)) && !isUnassigned(code)
}

export function isDigit(code: number): boolean {
  return isDecimal(code) || inRanges(digitsBeyondDecimal, code)
}

export function isNumeric(code: number): boolean {
  if (code < 0x80) return code >= 0x30 && code <= 0x39
  const character = String.fromCodePoint(code)
  return (number().test(character) && !isUnassigned(code)) || numericSet().has(character)
}

/** White space of str.split(), strip() and isspace(): bidirectional WS, B or S, or category Zs. */
export function isSpace(code: number): boolean {
  if (code < 0x80) return code === 0x20 || (code >= 0x09 && code <= 0x0d) || (code >= 0x1c && code <= 0x1f)
  return code !== 0xfeff && space.test(String.fromCodePoint(code))
}

export function isIdentifierStart(code: number): boolean {
  return identifierStart().test(String.fromCodePoint(code)) && !isUnassigned(code)
}

const identifierLater = [0x200c, 0x200d, 0x30fb, 0xff65]

export function isIdentifierPart(code: number): boolean {
  return identifierPart().test(String.fromCodePoint(code)) && !isUnassigned(code) && !identifierLater.includes(code)
}

const lowerLater = [0x10fc, 0xa7f2, 0xa7f3, 0xa7f4, 0xab69]

export function isLower(code: number): boolean {
  if (code < 0x80) return code >= 0x61 && code <= 0x7a
  if (code === 0x295) return true
  return lower().test(String.fromCodePoint(code)) && !isUnassigned(code) && !lowerLater.includes(code)
}

export function isUpper(code: number): boolean {
  if (code < 0x80) return code >= 0x41 && code <= 0x5a
  return upper().test(String.fromCodePoint(code)) && !isUnassigned(code)
}

export function isTitle(code: number): boolean {
  return code > 0x7f && titleCase().test(String.fromCodePoint(code))
}

/** Cased as str.title() and istitle() mean it. */
export function isCased(code: number): boolean {
  return isLower(code) || isUpper(code) || isTitle(code)
}

/** The value 0 to 9 of a decimal digit of any script; -1 for other characters. */
export function decimalValue(code: number): number {
  if (code < 0x80) return code >= 0x30 && code <= 0x39 ? code - 0x30 : -1
  if (!isDecimal(code)) return -1
  // Decimal digits come in runs of ten from zero to nine; the mathematical ones are five such runs in a row.
  if (code >= 0x1d7ce && code <= 0x1d7ff) return (code - 0x1d7ce) % 10
  let value = 0
  while (value < 9 && isDecimal(code - value - 1)) value++
  return value
}

/** `text.split()` */
export function splitSpaces(text: string): string[] {
  const words: string[] = []
  let from = -1
  for (let at = 0; at <= text.length; at++) {
    const isBreak = at === text.length || isSpace(text.charCodeAt(at))
    if (isBreak && from >= 0) words.push(text.slice(from, at))
    if (isBreak) from = -1
    else if (from < 0) from = at
  }
  return words
}
