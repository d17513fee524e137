import { isUtf8 } from 'node:buffer'
import { type Codec, findCodec } from './codec.ts'
import { raise } from './error.ts'
import { tick } from './limits.ts'

/** `data.decode(encoding, errors)`. @throws PyError LookupError, UnicodeDecodeError. */
export function decodeBytes(data: Uint8Array, encoding: string, errors: string): string {
  const codec = findCodec(encoding)
  const buffer = Buffer.from(data)
  if (codec === 'latin-1') return buffer.toString('latin1')
  if (codec === 'ascii') return decodeAscii(buffer, errors)
  if (codec === 'utf-8') return decodeUtf8(buffer, errors)
  if (codec === 'utf-8-sig') {
    return decodeUtf8(
      buffer.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? buffer.subarray(3) : buffer,
      errors,
    )
  }
  if (codec.startsWith('utf-16')) return decode16(buffer, codec)
  return decode32(buffer, codec)
}

function decode16(buffer: Buffer, codec: Codec): string {
  if (buffer.length % 2 !== 0) {
    raise(
      'UnicodeDecodeError',
      `'${codec}' codec can't decode byte 0x${hex(buffer.at(-1))} in position ${buffer.length - 1}: truncated data`,
    )
  }
  const isBig = codec === 'utf-16-be' || (codec === 'utf-16' && buffer[0] === 0xfe && buffer[1] === 0xff)
  const text = (isBig ? Buffer.from(buffer).swap16() : buffer).toString('utf16le')
  return codec === 'utf-16' && text.startsWith('\ufeff') ? text.slice(1) : text
}

function decode32(buffer: Buffer, codec: Codec): string {
  const isBig = codec === 'utf-32-be' || (codec === 'utf-32' && buffer.length >= 4 && buffer.readUInt32BE(0) === 0xfeff)
  let text = ''
  for (let at = 0; at + 4 <= buffer.length; at += 4) {
    const point = isBig ? buffer.readUInt32BE(at) : buffer.readUInt32LE(at)
    if (point > 0x10ffff) {
      raise(
        'UnicodeDecodeError',
        `'${codec}' codec can't decode bytes in position ${at}-${at + 3}: code point not in range(0x110000)`,
      )
    }
    text += String.fromCodePoint(point)
  }
  return codec === 'utf-32' && text.startsWith('\ufeff') ? text.slice(1) : text
}

function hex(byte: number | undefined): string {
  return (byte ?? 0).toString(16).padStart(2, '0')
}

function decodeAscii(buffer: Buffer, errors: string): string {
  let text = ''
  for (const [at, byte] of buffer.entries()) {
    text +=
      byte < 0x80
        ? String.fromCharCode(byte)
        : decodeWrong('ascii', buffer, at, at + 1, 'ordinal not in range(128)', errors)
  }
  return text
}

function decodeWrong(
  codec: string,
  buffer: Buffer,
  start: number,
  end: number,
  reason: string,
  errors: string,
): string {
  switch (errors) {
    case 'strict': {
      const what =
        end - start === 1
          ? `byte 0x${hex(buffer[start])} in position ${start}`
          : `bytes in position ${start}-${end - 1}`
      return raise('UnicodeDecodeError', `'${codec}' codec can't decode ${what}: ${reason}`)
    }
    case 'ignore':
      return ''
    case 'replace':
      return '\ufffd'
    case 'backslashreplace':
      return Array.from(buffer.subarray(start, end), (byte) => `\\x${hex(byte)}`).join('')
    case 'surrogateescape':
      return Array.from(buffer.subarray(start, end), (byte) => String.fromCharCode(0xdc00 + byte)).join('')
    default:
      return raise('LookupError', `unknown error handler name '${errors}'`)
  }
}

/** unicode_decode_utf8: the longest valid start of a sequence is one error. */
function decodeUtf8(buffer: Buffer, errors: string): string {
  if (isUtf8(buffer)) return buffer.toString('utf8')
  const parts: string[] = []
  let from = 0
  let at = 0
  while (at < buffer.length) {
    const length = sequenceAt(buffer, at)
    if (length > 0) {
      at += length
      continue
    }
    parts.push(buffer.toString('utf8', from, at))
    const [bad, reason] = wrongAt(buffer, at)
    tick()
    parts.push(decodeWrong('utf-8', buffer, at, at + bad, reason, errors))
    at += bad
    from = at
  }
  return parts.join('') + buffer.toString('utf8', from, at)
}

/** Bytes of the valid sequence at `at`; 0 for none. */
function sequenceAt(buffer: Buffer, at: number): number {
  const first = buffer[at] ?? 0
  if (first < 0x80) return 1
  const length = sequenceLength(first)
  return length > 0 && validPart(buffer, at, length) === length ? length : 0
}

function sequenceLength(first: number): number {
  if (first >= 0xc2 && first < 0xe0) return 2
  if (first >= 0xe0 && first < 0xf0) return 3
  return first >= 0xf0 && first < 0xf5 ? 4 : 0
}

/** How many bytes of a sequence of `length` are what they must be. */
function validPart(buffer: Buffer, at: number, length: number): number {
  const first = buffer[at] ?? 0
  for (let index = 1; index < length; index++) {
    const byte = buffer[at + index] ?? 0
    let low = 0x80
    let high = 0xbf
    if (index === 1) {
      if (first === 0xe0) low = 0xa0
      else if (first === 0xed) high = 0x9f
      else if (first === 0xf0) low = 0x90
      else if (first === 0xf4) high = 0x8f
    }
    if (byte < low || byte > high) return index
  }
  return length
}

function wrongAt(buffer: Buffer, at: number): [number, string] {
  const length = sequenceLength(buffer[at] ?? 0)
  if (length === 0) return [1, 'invalid start byte']
  const valid = validPart(buffer, at, length)
  return at + valid >= buffer.length ? [valid, 'unexpected end of data'] : [valid, 'invalid continuation byte']
}
