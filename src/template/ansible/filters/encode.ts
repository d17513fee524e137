import { defineFilter, type Filter } from '../../filters/filter.ts'
import { Bytes } from '../../python/bytes.ts'
import { decodeBytes } from '../../python/decode.ts'
import { raise } from '../../python/error.ts'
import { tick } from '../../python/limits.ts'
import type { PyValue } from '../../python/object.ts'
import { truthy } from '../../python/operators.ts'
import { str, strText } from '../../python/show.ts'
import { signature } from '../../python/signature.ts'
import { derive, textOf } from '../../python/text.ts'
import { countCodePoints } from '../../python/unicode.ts'

/** Filters that encode text for somewhere else. */
export const encodeFilters: readonly Filter[] = [
  /** Base64 of the text's bytes (Ansible `b64encode`). */
  defineFilter(
    'b64encode',
    signature('b64encode', 'string', "encoding='utf-8'", 'urlsafe=False'),
    (_frame, value = null, encoding = null, urlsafe = null) => {
      const plain = Buffer.from(bytesOf(value, encoding)).toString('base64')
      return derive(truthy(urlsafe) ? plain.replaceAll('+', '-').replaceAll('/', '_') : plain, value)
    },
  ),

  /** The text that Base64 holds (Ansible `b64decode`). @throws PyError Error (binascii) for wrong padding */
  defineFilter(
    'b64decode',
    signature('b64decode', 'string', "encoding='utf-8'", 'urlsafe=False'),
    (_frame, value = null, encoding = null, urlsafe = null) => {
      const text = strText(value)
      const plain = truthy(urlsafe) ? text.replaceAll('-', '+').replaceAll('_', '/') : text
      return derive(decodeBytes(decodeBase64(plain), strText(encoding), 'surrogateescape'), value)
    },
  ),

  /** Quoted for a POSIX shell; None is '' (Ansible `quote`, Python's shlex.quote). */
  defineFilter('quote', signature('quote', 'a'), (_frame, value = null) => {
    const source = value === null ? '' : str(value)
    const text = textOf(source)
    if (text === '') return "''"
    return /^[\w@%+=:,./-]+$/.test(text) ? source : derive(`'${text.replaceAll("'", `'"'"'`)}'`, source)
  }),
]

/** Ansible's `to_bytes(value, encoding)`; a lone surrogate from U+DC80 stands for a byte. */
export function bytesOf(value: PyValue, encoding: PyValue): Uint8Array {
  if (value instanceof Bytes) return value.data
  const text = strText(value)
  const name = normalized(strText(encoding))
  if (name === 'utf8') return encodeUtf8(text)
  const limit = name === 'latin1' ? 0xff : name === 'ascii' ? 0x7f : undefined
  if (limit !== undefined) {
    const wrong = Array.from(text).findIndex((character) => (character.codePointAt(0) ?? 0) > limit)
    if (wrong >= 0) {
      const codec = name === 'latin1' ? 'latin-1' : 'ascii'
      const character = Array.from(text)[wrong] ?? ''
      raise(
        'UnicodeEncodeError',
        `'${codec}' codec can't encode character '${escapeCharacter(character)}' in position ${wrong}: ordinal not in range(${limit + 1})`,
      )
    }
    return Buffer.from(text, 'latin1')
  }
  if (name === 'utf16le') return Buffer.from(text, 'utf16le')
  if (name === 'utf16') return Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])
  return raise('LookupError', `unknown encoding: ${strText(encoding)}`)
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`
}

function normalized(encoding: string): string {
  const name = encoding.toLowerCase().replace(/[-_ ]/g, '')
  if (name === 'usascii') return 'ascii'
  return name === 'iso88591' || name === 'l1' ? 'latin1' : name
}

/** UTF-8 with `surrogateescape`. */
function encodeUtf8(text: string): Uint8Array {
  if (!loneSurrogate.test(text)) return Buffer.from(text)
  const parts: Uint8Array[] = []
  let position = 0
  for (const part of text.split(loneSurrogates)) {
    tick()
    const code = part.charCodeAt(0)
    if (part.length === 1 && code >= 0xd800 && code <= 0xdfff) {
      if (code < 0xdc80 || code > 0xdcff) {
        const message = `'utf-8' codec can't encode character '\\u${code.toString(16)}' in position ${position}: surrogates not allowed`
        raise('UnicodeEncodeError', message)
      }
      parts.push(Uint8Array.of(code - 0xdc00))
    } else {
      parts.push(Buffer.from(part))
    }
    position += countCodePoints(part)
  }
  return Buffer.concat(parts)
}

const loneSurrogate = /\p{Surrogate}/u
const loneSurrogates = /(\p{Surrogate})/u

/** `base64.b64decode(text)`: other characters are skipped, and what follows the padding (CPython's binascii.a2b_base64). */
function decodeBase64(text: string): Uint8Array {
  const known = text.replace(/[^A-Za-z0-9+/=]+/g, '')
  const parts: string[] = []
  let digits = 0
  let pads = 0
  for (let from = 0; ; ) {
    const pad = known.indexOf('=', from)
    const run = known.slice(from, pad < 0 ? known.length : pad)
    tick()
    if (run !== '') pads = 0
    parts.push(run)
    digits += run.length
    if (pad < 0) break
    if (digits % 4 >= 2 && (digits % 4) + ++pads >= 4) return Buffer.from(parts.join(''), 'base64')
    from = pad + 1
  }
  if (digits % 4 === 1) {
    raise(
      'Error',
      `Invalid base64-encoded string: number of data characters (${digits}) cannot be 1 more than a multiple of 4`,
    )
  }
  if (digits % 4 !== 0) raise('Error', 'Incorrect padding')
  return Buffer.from(parts.join(''), 'base64')
}
