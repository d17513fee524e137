import { raise } from '../error.ts'
import { chargeLength } from '../limits.ts'
import { escapeHtml } from '../markup.ts'
import type { PyValue } from '../object.ts'
import { toCInt, toIndex } from '../position.ts'
import { repeatText } from '../repeat.ts'
import { isMarkup, joinText, sliceText, type Text, textOf } from '../text.ts'
import { countCodePoints } from '../unicode.ts'
import { fillArgument } from './argument.ts'
import { keywords, one, positional } from './table.ts'

const parameters = "width fillchar=' '"

/** Methods of str that fill it up to a width, in code points. Spans are kept. */
export const padMethods = {
  center: positional<Text>(parameters, (self, width = 0, fill = ' ') => {
    const [wanted, missing] = missingWidth(self, width)
    // CPython puts the odd one to the left where the width is odd too.
    const left = Math.floor(missing / 2) + (missing & wanted & 1)
    return pad(self, fill, left, missing - left)
  }),
  ljust: positional<Text>(parameters, (self, width = 0, fill = ' ') =>
    pad(self, fill, 0, missingWidth(self, width)[1]),
  ),
  rjust: positional<Text>(parameters, (self, width = 0, fill = ' ') =>
    pad(self, fill, missingWidth(self, width)[1], 0),
  ),
  zfill: one<Text>((self, value) => {
    const zeros = missingWidth(self, value)[1]
    if (zeros === 0) return self
    const hasSign = /^[+-]/.test(textOf(self))
    const parts = [sliceText(self, 0, hasSign ? 1 : 0), '0'.repeat(zeros), sliceText(self, hasSign ? 1 : 0)]
    return joinText(parts, '', isMarkup(self))
  }),
  expandtabs: keywords<Text>('tabsize=8', (self, size = 8) => expandTabs(self, toCInt(size))),
}

/** The width, and how many characters are missing from it. */
function missingWidth(self: Text, width: PyValue): [number, number] {
  const wanted = toIndex(width)
  const missing = Math.max(0, wanted - countCodePoints(textOf(self)))
  if (missing > 0) chargeLength(wanted)
  return [wanted, missing]
}

function pad(self: Text, fill: PyValue, left: number, right: number): Text {
  const character = fillArgument(isMarkup(self) ? escapeHtml(fill) : fill)
  if (left + right === 0) return self
  if (typeof self === 'string' && typeof character === 'string') {
    return character.repeat(left) + self + character.repeat(right)
  }
  return joinText([repeatText(character, left), self, repeatText(character, right)], '', isMarkup(self))
}

function expandTabs(self: Text, size: number): Text {
  const text = textOf(self)
  if (!text.includes('\t')) return self
  const parts: Text[] = []
  let column = 0
  let from = 0
  let length = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x0a || code === 0x0d) column = 0
    else if (code !== 0x09) column += (code & 0xfc00) === 0xdc00 ? 0 : 1
    else {
      const blanks = size > 0 ? size - (column % size) : 0
      length += blanks + at - from
      if (length > Number.MAX_SAFE_INTEGER) raise('OverflowError', 'new string is too long')
      chargeLength(length)
      parts.push(sliceText(self, from, at), ' '.repeat(blanks))
      column += blanks
      from = at + 1
    }
  }
  parts.push(sliceText(self, from))
  return joinText(parts, '', isMarkup(self))
}
