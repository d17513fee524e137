import { isCased, isLower, isUnassigned, isUpper } from './unicode.ts'

/** str.upper, lower, title, capitalize, swapcase and casefold as CPython 3.11 (Unicode 14) maps characters. */

const ascii = /^[\0-\x7f]*$/

/** Characters whose case mapping is newer than Unicode 14, between the pieces of a split. */
const mappedLater =
  /([\u019b\u0264\u1c89\u1c8a\ua7cb-\ua7dc]|[\u{10d50}-\u{10d65}\u{10d70}-\u{10d85}\u{16ea0}-\u{16eb8}\u{16ebb}-\u{16ed3}])/u

function mapCase(text: string, map: (text: string) => string): string {
  if (ascii.test(text) || !mappedLater.test(text)) return map(text)
  return text
    .split(mappedLater)
    .map((piece, index) => (index % 2 === 1 && isMappedLater(piece, map) ? piece : map(piece)))
    .join('')
}

function isMappedLater(character: string, map: (text: string) => string): boolean {
  const code = character.codePointAt(0) ?? 0
  return isUnassigned(code) || isUnassigned(map(character).codePointAt(0) ?? 0)
}

export function toUpper(text: string): string {
  return mapCase(text, (piece) => piece.toUpperCase())
}

export function toLower(text: string): string {
  return mapCase(text, (piece) => piece.toLowerCase())
}

/** `str.capitalize()` */
export function capitalize(text: string): string {
  const first = text.codePointAt(0)
  if (first === undefined) return ''
  const character = String.fromCodePoint(first)
  return titleCharacter(character) + toLower(text).slice(toLower(character).length)
}

/** `str.title()`: a letter after one that isn't cased in title case, the others in lower case. */
export function toTitle(text: string): string {
  const lowered = text.includes('Σ') ? lowerSigmas(text) : text
  let result = ''
  let isAfterCased = false
  for (const character of lowered) {
    result += isAfterCased ? toLower(character) : titleCharacter(character)
    isAfterCased = isCased(character.codePointAt(0) ?? 0)
  }
  return result
}

/** Final sigmas, which only the whole string tells apart, lowered; other characters as they are. */
function lowerSigmas(text: string): string {
  // Each character of a piece lowers alone but for the sigmas, so the lowered whole is walked beside the text.
  const lowered = text.toLowerCase()
  let result = ''
  let at = 0
  for (const character of text) {
    result += character === 'Σ' && lowered.charAt(at) === 'ς' ? 'ς' : character
    at += character === 'Σ' ? 1 : character.toLowerCase().length
  }
  return result
}

/** `str.swapcase()` */
export function swapCase(text: string): string {
  const source = text.includes('Σ') ? lowerSigmas(text) : text
  let result = ''
  let index = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (isUpper(code)) result += source.startsWith('ς', index) ? 'ς' : toLower(character)
    else result += isLower(code) ? toUpper(character) : character
    index += character.length
  }
  return result
}

/** A character in title case: its first letter upper, the rest of an expansion lower. */
function titleCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x80) return character.toUpperCase()
  if (code >= 0x1c4 && code <= 0x1cc) return 'ǅǈǋ'.charAt(Math.floor((code - 0x1c4) / 3))
  if (code >= 0x1f1 && code <= 0x1f3) return 'ǲ'
  if (code >= 0x10d0 && code <= 0x10ff) return character
  if (code >= 0x1f80 && code <= 0x1faf) return String.fromCharCode(code | 8)
  if (code === 0x1fb3 || code === 0x1fc3 || code === 0x1ff3) return String.fromCharCode(code + 9)
  if (code === 0x1fbc || code === 0x1fcc || code === 0x1ffc) return character
  const upper = toUpper(character)
  if (code >= 0x1fb0 && code <= 0x1fff) return upper.replaceAll('\u0399', (match, at) => (at > 0 ? '\u0345' : match))
  if (code === 0x149) return upper
  const first = upper.codePointAt(0) ?? 0
  const length = first > 0xffff ? 2 : 1
  return upper.length === length ? upper : upper.slice(0, length) + upper.slice(length).toLowerCase()
}

/** Characters whose full case folding is the lower case of their upper case, not their lower case. */
const foldedOverUpper =
  /[\xb5\xdf\u0149\u017f\u01f0\u0390\u03b0\u03c2\u03d0\u03d1\u03d5\u03d6\u03f0\u03f1\u03f5\u0587\u1c80-\u1c88\u1e96-\u1e9b\u1f50\u1f52\u1f54\u1f56\u1f80-\u1faf\u1fb2-\u1fb4\u1fb6\u1fb7\u1fbc\u1fbe\u1fc2-\u1fc4\u1fc6\u1fc7\u1fcc\u1fd2\u1fd3\u1fd6\u1fd7\u1fe2-\u1fe4\u1fe6\u1fe7\u1ff2-\u1ff4\u1ff6\u1ff7\u1ffc\ufb00-\ufb06\ufb13-\ufb17]/

/** `str.casefold()`: full case folding. */
export function caseFold(text: string): string {
  if (ascii.test(text)) return text.toLowerCase()
  let result = ''
  for (const character of text) result += foldCharacter(character)
  return result
}

function foldCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x80) return character.toLowerCase()
  // Cherokee folds to upper case.
  if (code >= 0x13a0 && code <= 0x13f5) return character
  if ((code >= 0x13f8 && code <= 0x13fd) || (code >= 0xab70 && code <= 0xabbf)) return character.toUpperCase()
  if (code === 0x1e9e) return 'ss'
  if (code !== 0x345 && !foldedOverUpper.test(character)) return toLower(character)
  // One letter after the other, so that no sigma counts as final.
  return Array.from(character.toUpperCase(), (letter) => letter.toLowerCase()).join('')
}
