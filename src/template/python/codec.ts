import { raise } from './error.ts'

/** The text encodings of CPython that templates meet, with its error handlers. */

export type Codec =
  | 'utf-8'
  | 'utf-8-sig'
  | 'ascii'
  | 'latin-1'
  | 'utf-16'
  | 'utf-16-le'
  | 'utf-16-be'
  | 'utf-32'
  | 'utf-32-le'
  | 'utf-32-be'

/** Names as encodings.normalize_encoding leaves them, in lower case. */
const codecs: ReadonlyMap<string, Codec> = new Map([
  ...names('utf-8', 'utf_8 utf8 u8 utf utf8_ucs2 utf8_ucs4 cp65001'),
  ...names('utf-8-sig', 'utf_8_sig'),
  ...names(
    'ascii',
    'ascii 646 ansi_x3.4_1968 ansi_x3_4_1968 ansi_x3.4_1986 cp367 csascii ibm367 iso646_us iso_646.irv_1991 iso_ir_6 us us_ascii',
  ),
  ...names(
    'latin-1',
    'latin_1 latin1 8859 cp819 csisolatin1 ibm819 iso8859 iso8859_1 iso_8859_1 iso_8859_1_1987 iso_ir_100 l1 latin',
  ),
  ...names('utf-16', 'utf_16 utf16 u16'),
  ...names('utf-16-le', 'utf_16_le unicodelittleunmarked utf_16le'),
  ...names('utf-16-be', 'utf_16_be unicodebigunmarked utf_16be'),
  ...names('utf-32', 'utf_32 utf32 u32'),
  ...names('utf-32-le', 'utf_32_le utf_32le'),
  ...names('utf-32-be', 'utf_32_be utf_32be'),
])

function names(codec: Codec, aliases: string): [string, Codec][] {
  return aliases.split(' ').map((alias) => [alias, codec])
}

/** @throws PyError LookupError for an encoding that isn't listed. */
export function findCodec(encoding: string): Codec {
  const name = encoding
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '_')
    .replace(/^_|_$/g, '')
  return codecs.get(name) ?? raise('LookupError', `unknown encoding: ${encoding}`)
}
