import { raise } from '../error.ts'
import { isIterable, toItems } from '../iterate.ts'
import { chargeLength } from '../limits.ts'
import { escapeHtml } from '../markup.ts'
import type { PyValue } from '../object.ts'
import { toCInt } from '../position.ts'
import { typeName } from '../show.ts'
import { isMarkup, isText, joinText, sliceText, type Text, textOf } from '../text.ts'
import { Tuple } from '../tuple.ts'
import { isSpace } from '../unicode.ts'
import { countArgument, textArgument } from './argument.ts'
import { keywords, one, positional } from './table.ts'

/** Methods of str that take it apart, trim it, or put parts together. All of them keep spans. */
export const splitMethods = {
  split: keywords<Text>('sep=None maxsplit=-1', (self, separator = null, most = -1) => {
    const count = countArgument(most)
    return separator === null ? splitSpace(self, count) : splitAt(self, separatorOf(separator), count)
  }),
  rsplit: keywords<Text>('sep=None maxsplit=-1', (self, separator = null, most = -1) => {
    const count = countArgument(most)
    return separator === null ? splitSpaceLast(self, count) : splitAtLast(self, separatorOf(separator), count)
  }),
  splitlines: keywords<Text>('keepends=False', (self, keep = false) => splitLines(self, toCInt(keep) !== 0)),
  partition: one<Text>((self, value) => {
    const separator = partitionSeparator(value)
    const at = textOf(self).indexOf(textOf(separator))
    return at < 0 ? new Tuple([self, empty(self), empty(self)]) : around(self, at, textOf(separator).length)
  }),
  rpartition: one<Text>((self, value) => {
    const separator = partitionSeparator(value)
    const at = textOf(self).lastIndexOf(textOf(separator))
    return at < 0 ? new Tuple([empty(self), empty(self), self]) : around(self, at, textOf(separator).length)
  }),
  strip: positional<Text>('chars=None', (self, characters = null) => strip(self, characters, 'strip')),
  lstrip: positional<Text>('chars=None', (self, characters = null) => strip(self, characters, 'lstrip')),
  rstrip: positional<Text>('chars=None', (self, characters = null) => strip(self, characters, 'rstrip')),
  join: one<Text>((self, value) => join(self, value)),
}

function separatorOf(value: PyValue): string {
  if (!isText(value)) return raise('TypeError', `must be str or None, not ${typeName(value)}`)
  return textOf(value) === '' ? raise('ValueError', 'empty separator') : textOf(value)
}

function partitionSeparator(value: PyValue): Text {
  const separator = textArgument(value)
  return textOf(separator) === '' ? raise('ValueError', 'empty separator') : separator
}

function empty(self: Text): Text {
  return sliceText(self, 0, 0)
}

function around(self: Text, at: number, width: number): Tuple {
  return new Tuple([sliceText(self, 0, at), sliceText(self, at, at + width), sliceText(self, at + width)])
}

function splitAt(self: Text, separator: string, most: number): Text[] {
  if (typeof self === 'string' && most === Number.POSITIVE_INFINITY) return self.split(separator)
  const text = textOf(self)
  const parts: Text[] = []
  let from = 0
  for (let at = text.indexOf(separator); at >= 0 && parts.length < most; at = text.indexOf(separator, from)) {
    parts.push(sliceText(self, from, at))
    from = at + separator.length
  }
  parts.push(sliceText(self, from))
  return parts
}

function splitAtLast(self: Text, separator: string, most: number): Text[] {
  const text = textOf(self)
  const parts: Text[] = []
  let end = text.length
  while (parts.length < most && end >= separator.length) {
    const at = text.lastIndexOf(separator, end - separator.length)
    if (at < 0) break
    parts.push(sliceText(self, at + separator.length, end))
    end = at
  }
  parts.push(sliceText(self, 0, end))
  return parts.reverse()
}

function splitSpace(self: Text, most: number): Text[] {
  const text = textOf(self)
  const parts: Text[] = []
  let at = 0
  for (;;) {
    while (at < text.length && isSpace(text.charCodeAt(at))) at++
    if (at >= text.length) return parts
    if (parts.length >= most) {
      parts.push(sliceText(self, at))
      return parts
    }
    const from = at
    while (at < text.length && !isSpace(text.charCodeAt(at))) at++
    parts.push(sliceText(self, from, at))
  }
}

function splitSpaceLast(self: Text, most: number): Text[] {
  const text = textOf(self)
  const parts: Text[] = []
  let end = text.length
  for (;;) {
    while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--
    if (end === 0) return parts.reverse()
    if (parts.length >= most) {
      parts.push(sliceText(self, 0, end))
      return parts.reverse()
    }
    const to = end
    while (end > 0 && !isSpace(text.charCodeAt(end - 1))) end--
    parts.push(sliceText(self, end, to))
  }
}

function trimmedStart(text: string): number {
  let start = 0
  while (start < text.length && isSpace(text.charCodeAt(start))) start++
  return start
}

function trimmedEnd(text: string): number {
  let end = text.length
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--
  return end
}

/** Where `str.splitlines()` ends a line: more than newlines. */
const lineEnd = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g

/** `self.splitlines(keepends)` */
function splitLines(self: Text, keepEnds: boolean): Text[] {
  const text = textOf(self)
  const lines: Text[] = []
  let from = 0
  for (const match of text.matchAll(lineEnd)) {
    const end = match.index + match[0].length
    lines.push(sliceText(self, from, keepEnds ? end : match.index))
    from = end
  }
  if (from < text.length) lines.push(sliceText(self, from))
  return lines
}

/** `strip`, `lstrip` or `rstrip`: white space, or the characters of a str. */
function strip(self: Text, characters: PyValue, method: 'strip' | 'lstrip' | 'rstrip'): Text {
  const text = textOf(self)
  let start = 0
  let end = text.length
  if (characters === null) {
    if (method !== 'rstrip') start = trimmedStart(text)
    if (method !== 'lstrip') end = Math.max(start, trimmedEnd(text))
    return start === 0 && end === text.length ? self : sliceText(self, start, end)
  }
  if (!isText(characters)) raise('TypeError', `${method} arg must be None or str`)
  const set = new Set(textOf(characters))
  if (method !== 'rstrip') {
    for (const character of text) {
      if (!set.has(character)) break
      start += character.length
    }
  }
  if (method !== 'lstrip') {
    while (end > start) {
      const width = end - 2 >= start && (text.codePointAt(end - 2) ?? 0) > 0xffff ? 2 : 1
      if (!set.has(text.slice(end - width, end))) break
      end -= width
    }
  }
  return sliceText(self, start, end)
}

function join(self: Text, value: PyValue): Text {
  const isSafe = isMarkup(self)
  // Markup maps the items first, which has a message of its own for what can't be iterated.
  if (!isSafe && !isIterable(value)) raise('TypeError', 'can only join an iterable')
  const items = toItems(value)
  const parts: Text[] = []
  let size = textOf(self).length * Math.max(0, items.length - 1)
  for (const [index, item] of items.entries()) {
    // Markup's join escapes, and so makes a str of anything.
    const part = isSafe ? escapeHtml(item) : item
    if (!isText(part)) {
      return raise('TypeError', `sequence item ${index}: expected str instance, ${typeName(part)} found`)
    }
    size += textOf(part).length
    parts.push(part)
  }
  chargeLength(size)
  return joinText(parts, self, isSafe)
}
