import { findCodec } from './codec.ts'
import { raise } from './error.ts'
import { escapeCode } from './quote.ts'

const loneSurrogate = /\p{Surrogate}/u

/** `text.encode(encoding, errors)`. @throws PyError LookupError, UnicodeEncodeError. */
export function encodeText(text: string, encoding: string, errors: string): Uint8Array {
  const codec = findCodec(encoding)
  if (codec === 'ascii') return encodeBytes(text, 'ascii', 128, errors)
  if (codec === 'latin-1') return encodeBytes(text, 'latin-1', 256, errors)
  const checked = !loneSurrogate.test(text) ? text : replaceSurrogates(text, codec, errors)
  if (codec === 'utf-8') return Buffer.from(checked, 'utf8')
  if (codec === 'utf-8-sig') return Buffer.from(`\ufeff${checked}`, 'utf8')
  const marked = codec === 'utf-16' || codec === 'utf-32' ? `\ufeff${checked}` : checked
  return codec.startsWith('utf-16') ? encode16(marked, codec.endsWith('be')) : encode32(marked, codec.endsWith('be'))
}

function encode16(text: string, isBigEndian: boolean): Uint8Array {
  const data = Buffer.from(text, 'utf16le')
  return isBigEndian ? data.swap16() : data
}

function encode32(text: string, isBigEndian: boolean): Uint8Array {
  const points = Array.from(text, (character) => character.codePointAt(0) ?? 0)
  const data = Buffer.alloc(points.length * 4)
  for (const [index, point] of points.entries()) {
    if (isBigEndian) data.writeUInt32BE(point, index * 4)
    else data.writeUInt32LE(point, index * 4)
  }
  return data
}

/** Lone surrogates, which no UTF encodes, handled. */
function replaceSurrogates(text: string, codec: string, errors: string): string {
  const points = Array.from(text)
  const isWrong = (character: string | undefined): boolean => character !== undefined && loneSurrogate.test(character)
  let result = ''
  for (let at = 0; at < points.length; at++) {
    const character = points[at] ?? ''
    if (!isWrong(character)) {
      result += character
      continue
    }
    let end = at + 1
    while (isWrong(points[end])) end++
    if (errors === 'strict') encodeError(codec, points, at, end, 'surrogates not allowed')
    result += replacement(character, errors)
  }
  return result
}

function encodeBytes(text: string, codec: string, limit: number, errors: string): Uint8Array {
  const points = Array.from(text)
  const bytes: number[] = []
  const isWrong = (character: string | undefined): boolean => (character?.codePointAt(0) ?? 0) >= limit
  for (let at = 0; at < points.length; at++) {
    const character = points[at] ?? ''
    if (!isWrong(character)) {
      bytes.push(character.charCodeAt(0))
      continue
    }
    let end = at + 1
    while (end < points.length && isWrong(points[end])) end++
    if (errors === 'strict') encodeError(codec, points, at, end, `ordinal not in range(${limit})`)
    for (const replaced of replacement(character, errors)) bytes.push(replaced.charCodeAt(0))
  }
  return Uint8Array.from(bytes)
}

function encodeError(codec: string, points: readonly string[], start: number, end: number, reason: string): never {
  const what =
    end - start === 1
      ? `character '${escapeCode(points[start]?.codePointAt(0) ?? 0)}' in position ${start}`
      : `characters in position ${start}-${end - 1}`
  return raise('UnicodeEncodeError', `'${codec}' codec can't encode ${what}: ${reason}`)
}

function replacement(character: string, errors: string): string {
  const code = character.codePointAt(0) ?? 0
  switch (errors) {
    case 'ignore':
      return ''
    case 'replace':
      return '?'
    case 'backslashreplace':
      return escapeCode(code)
    case 'xmlcharrefreplace':
      return `&#${code};`
    default:
      return raise('LookupError', `unknown error handler name '${errors}'`)
  }
}
