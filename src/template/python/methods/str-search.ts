import { raise } from '../error.ts'
import { chargeLength } from '../limits.ts'
import { escapeHtml } from '../markup.ts'
import type { PyValue } from '../object.ts'
import { typeName } from '../show.ts'
import { isMarkup, isText, joinText, sliceText, type Text, textOf } from '../text.ts'
import { Tuple } from '../tuple.ts'
import { codePointIndex, countCodePoints } from '../unicode.ts'
import { countArgument, partOf, textArgument } from './argument.ts'
import { one, positional, tuple } from './table.ts'

const bounds = 'sub start=None end=None'

/** Methods of str that look for a part of it. Indices count code points. */
export const searchMethods = {
  find: tuple<Text>(bounds, (self, sub, start, end) => find(self, sub, start, end)),
  rfind: tuple<Text>(bounds, (self, sub, start, end) => findLast(self, sub, start, end)),
  index: tuple<Text>(bounds, (self, sub, start, end) => found(find(self, sub, start, end))),
  rindex: tuple<Text>(bounds, (self, sub, start, end) => found(findLast(self, sub, start, end))),
  count: tuple<Text>(bounds, (self, sub = null, start = null, end = null) => {
    const part = partOf(textOf(self), start, end)
    const wanted = textArgument(sub)
    return part.isNone ? 0 : countOf(textOf(self).slice(part.start, part.end), wanted)
  }),
  startswith: tuple<Text>('prefix start=None end=None', (self, prefix, start, end) =>
    matches('startswith', self, prefix, start, end, (text, part) => text.startsWith(part)),
  ),
  endswith: tuple<Text>('suffix start=None end=None', (self, suffix, start, end) =>
    matches('endswith', self, suffix, start, end, (text, part) => text.endsWith(part)),
  ),
  removeprefix: one<Text>((self, value) => {
    const prefix = textOf(textArgument(value, 'removeprefix() argument must'))
    return textOf(self).startsWith(prefix) ? sliceText(self, prefix.length) : self
  }),
  removesuffix: one<Text>((self, value) => {
    const suffix = textOf(textArgument(value, 'removesuffix() argument must'))
    return textOf(self).endsWith(suffix) ? sliceText(self, 0, textOf(self).length - suffix.length) : self
  }),
  replace: positional<Text>('old new count=-1', (self, before, after, count = -1) =>
    replace(
      self,
      textArgument(before, 'replace() argument 1 must'),
      // Markup escapes, and so makes a str of anything.
      isMarkup(self) ? escapeHtml(after ?? null) : textArgument(after, 'replace() argument 2 must'),
      countArgument(count),
    ),
  ),
}

function find(self: Text, sub: PyValue = null, start: PyValue = null, end: PyValue = null): number {
  const text = textOf(self)
  const part = partOf(text, start, end)
  const wanted = textOf(textArgument(sub))
  if (part.isNone) return -1
  const at = text.slice(0, part.end).indexOf(wanted, part.start)
  return at < 0 ? -1 : codePointIndex(text, at)
}

function findLast(self: Text, sub: PyValue = null, start: PyValue = null, end: PyValue = null): number {
  const text = textOf(self)
  const part = partOf(text, start, end)
  const wanted = textOf(textArgument(sub))
  if (part.isNone) return -1
  const at = text.slice(0, part.end).lastIndexOf(wanted)
  return at < part.start ? -1 : codePointIndex(text, at)
}

function found(index: number): number {
  return index < 0 ? raise('ValueError', 'substring not found') : index
}

function countOf(text: string, sub: Text): number {
  const wanted = textOf(sub)
  if (wanted === '') return countCodePoints(text) + 1
  let count = 0
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) count++
  return count
}

function matches(
  method: string,
  self: Text,
  wanted: PyValue = null,
  start: PyValue = null,
  end: PyValue = null,
  test: (text: string, part: string) => boolean,
): boolean {
  const part = partOf(textOf(self), start, end)
  const text = textOf(self).slice(part.start, part.end)
  const check = (item: Text): boolean => !part.isNone && test(text, textOf(item))
  if (isText(wanted)) return check(wanted)
  if (!(wanted instanceof Tuple)) {
    return raise('TypeError', `${method} first arg must be str or a tuple of str, not ${typeName(wanted)}`)
  }
  for (const item of wanted.items) {
    if (!isText(item)) raise('TypeError', `tuple for ${method} must only contain str, not ${typeName(item)}`)
    if (check(item)) return true
  }
  return false
}

/** `self.replace(before, after, count)`, spans kept. */
function replace(self: Text, before: Text, after: Text, count: number): Text {
  const text = textOf(self)
  const wanted = textOf(before)
  if (wanted === '') return joinPieces(self, spread(self, count), after)
  if (count === 0 || !text.includes(wanted)) return self
  if (typeof self === 'string' && typeof after === 'string' && count === Number.POSITIVE_INFINITY) {
    const pieces = self.split(wanted)
    chargeLength(text.length + (pieces.length - 1) * (after.length - wanted.length))
    return pieces.join(after)
  }
  const pieces: Text[] = []
  let from = 0
  for (let at = text.indexOf(wanted); at >= 0 && pieces.length < count; at = text.indexOf(wanted, from)) {
    pieces.push(sliceText(self, from, at))
    from = at + wanted.length
  }
  pieces.push(sliceText(self, from))
  return joinPieces(self, pieces, after)
}

/** What replacing the empty string puts something between: before the first character and after each. */
function spread(self: Text, count: number): Text[] {
  const text = textOf(self)
  const pieces: Text[] = count > 0 ? [''] : []
  let from = 0
  let at = 0
  while (at < text.length && pieces.length < count) {
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
    pieces.push(sliceText(self, from, at))
    from = at
  }
  pieces.push(sliceText(self, from))
  return pieces
}

function joinPieces(self: Text, pieces: readonly Text[], separator: Text): Text {
  chargeLength(textOf(self).length + (pieces.length - 1) * textOf(separator).length)
  return joinText(pieces, separator, isMarkup(self))
}
