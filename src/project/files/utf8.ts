import { isUtf8 } from 'node:buffer'
import type { KdeployError } from '../../errors.ts'

/** Where bytes cease to be UTF-8. */
export interface BrokenText {
  /** From 1. */
  readonly line: number
  /** In bytes, from 1. */
  readonly column: number
  /** For people; shows no byte of what may be secret. */
  readonly reason: string
}

const byteOrderMark = '\ufeff'

/** Bytes as text, a byte order mark included. Throws what `refuse` makes of it where they aren't UTF-8, instead of U+FFFD. */
export function decodeUtf8(bytes: Uint8Array, refuse: (broken: BrokenText) => KdeployError): string {
  if (!isUtf8(bytes)) throw refuse(brokenText(bytes))
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}

/** A text of a format that doesn't count a byte order mark as its content. */
export function withoutMark(text: string): string {
  return text.startsWith(byteOrderMark) ? text.slice(1) : text
}

function brokenText(bytes: Uint8Array): BrokenText {
  // Decoding puts U+FFFD in place of what is broken; up to there both are the same.
  const replaced = Buffer.from(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))
  const offset = bytes.findIndex((byte, index) => byte !== replaced[index])
  const before = Buffer.from(bytes.buffer, bytes.byteOffset, offset)
  const line = before.filter((byte) => byte === 0x0a).length + 1
  const column = offset - (before.lastIndexOf(0x0a) + 1) + 1
  return { line, column, reason: `it is not UTF-8 (byte ${offset + 1} of line ${line})` }
}
