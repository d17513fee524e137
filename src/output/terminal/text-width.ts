import { stripVTControlCharacters } from 'node:util'
import { alignColumns } from '../../columns.ts'
import { lazily } from '../../lazily.ts'
import type { Shown } from '../../masking/shown.ts'
import { uncoloured } from './colour.ts'

/** Takes 10 ms, and plain ASCII does without. */
const segmenter = lazily(() => new Intl.Segmenter('en', { granularity: 'grapheme' }))

function graphemesOf(text: string): string[] {
  return Array.from(segmenter().segment(text), ({ segment }) => segment)
}

/** East Asian Wide and Fullwidth (UAX #11), by script and block: the regular expressions know no East_Asian_Width. */
const wide = lazily(
  () =>
    /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Yi}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u,
)

/** Halfwidth Katakana and Hangul are of those scripts, and narrow. */
const halfwidth = /^[\uff61-\uffdc]/u

/** Emoji that are one only by the variation selector or as a keycap. */
const emojiSequence = /\ufe0f|\u20e3/u

const invisible = lazily(() => /^[\p{Mark}\p{Format}]+$/u)

/** Columns of a terminal that a text without control characters takes; colour codes take none. */
export function widthOf(text: string): number {
  const plain = stripVTControlCharacters(uncoloured(text))
  if (/^[ -~]*$/.test(plain)) return plain.length
  return graphemesOf(plain).reduce((sum, grapheme) => sum + widthOfGrapheme(grapheme), 0)
}

function widthOfGrapheme(grapheme: string): number {
  if (invisible().test(grapheme)) return 0
  if (emojiSequence.test(grapheme)) return 2
  return wide().test(grapheme) && !halfwidth.test(grapheme) ? 2 : 1
}

/** The text cut at its end to `columns`, with an ellipsis where something was cut. Takes no colour codes. */
export function cutEnd(text: Shown, columns: number): Shown {
  if (widthOf(text) <= columns) return text
  return (columns < 1 ? '' : `${start(text, columns - 1)}…`) as Shown
}

/** The same in the middle: the end of a name often tells most. */
export function cutMiddle(text: Shown, columns: number): Shown {
  if (widthOf(text) <= columns) return text
  const head = Math.floor((columns - 1) / 2)
  return (columns < 1 ? '' : `${start(text, head)}…${end(text, columns - 1 - head)}`) as Shown
}

function start(text: string, columns: number): string {
  return fill(graphemesOf(text), columns).join('')
}

function end(text: string, columns: number): string {
  return fill(graphemesOf(text).reverse(), columns).reverse().join('')
}

function fill(segments: readonly string[], columns: number): string[] {
  let width = 0
  const over = segments.findIndex((segment) => {
    width += widthOfGrapheme(segment)
    return width > columns
  })
  return over < 0 ? [...segments] : segments.slice(0, over)
}

/** Fills with blanks at the end, or at the start. */
export function padEnd(text: Shown, columns: number): Shown {
  return (text + ' '.repeat(Math.max(0, columns - widthOf(text)))) as Shown
}

export function padStart(text: Shown, columns: number): Shown {
  return (' '.repeat(Math.max(0, columns - widthOf(text))) + text) as Shown
}

/** Rows as aligned columns, two blanks apart, each at least as wide as `least` says. */
export function tableOf(rows: readonly (readonly Shown[])[], least: readonly number[] = []): Shown[] {
  return alignColumns(rows, { widthOf, least }) as Shown[]
}

/** The text as lines of no more than so many columns, broken at blanks where it can be; the last of `most` lines is cut. */
export function wrap(text: Shown, columns: number, most: number): Shown[] {
  const lines: Shown[] = []
  let rest = text
  while (lines.length < most - 1 && widthOf(rest) > columns) {
    const head = start(rest, columns)
    const blank = rest.at(head.length) === ' ' ? head.length : head.lastIndexOf(' ')
    const end = blank > 0 ? blank : head.length
    lines.push(rest.slice(0, end) as Shown)
    rest = rest.slice(end).trimStart() as Shown
  }
  return [...lines, cutEnd(rest, columns)]
}
