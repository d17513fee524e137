import { lazily } from './lazily.ts'
import { hasNonce, nonce } from './nonce.ts'

/**
 * A long value in a message is cut where the message is shown, not where it is written: half of a sensitive value would not be
 * found any more. Until then marks stand around it. They hold a number of this process, so that no text from outside can forge
 * one.
 */
interface Marks {
  readonly begin: string
  readonly next: string
  readonly end: string
  /** Those that are left over, with their limits. */
  readonly remains: RegExp
}

const marks = lazily((): Marks => {
  const [begin, next, end] = [`\ufdd0${nonce()}`, `\ufdd1${nonce()}`, `\ufdd2${nonce()}`]
  return { begin, next, end, remains: new RegExp(`${begin}[\\d,]*|${next}|${end}`, 'g') }
})

/** What is left of a text; unlimited where it isn't given. */
export interface Limits {
  /** Characters. */
  readonly most?: number
  /** Lines from its beginning. */
  readonly firstLines?: number
  /** Lines from its end. */
  readonly lastLines?: number
}

/** The text, to be cut where it is shown; without a mark where it is within the limits. */
export function shorten(text: string, { most, firstLines, lastLines }: Limits): string {
  const lines = text.split('\n').length
  if (!isLonger(text, most ?? text.length) && lines <= (firstLines ?? lastLines ?? lines)) return text
  const { begin, next, end } = marks()
  return `${begin}${most ?? ''},${firstLines ?? ''},${lastLines ?? ''}${next}${text}${end}`
}

/** A line of source as an excerpt shows it. */
export interface ExcerptLine {
  /** What stands before it, `12` for example. */
  readonly gutter: string
  readonly before: string
  readonly after: string
  /** Columns; a longer line is cut around the caret. */
  readonly width: number
}

/** The line with a caret under the first character of `after`; where it is too long, or has tabs, to be cut where it is shown. */
export function excerpt({ gutter, before, after, width }: ExcerptLine): string {
  const line = before + after
  if ([...line].length <= width && visible(line) === line)
    return `${gutter} | ${cutExcerpt(line, before, width, gutter.length)}`
  const { begin, next, end } = marks()
  return `${gutter} | ${begin}${width}${next}${before}${after}${next}${before}${next}${gutter.length}${end}`
}

/** Cuts what `shorten` and `excerpt` marked; for a text that was masked. */
export function cutMarked(text: string): string {
  if (!hasNonce(text)) return text
  const { begin, next, end, remains } = marks()
  let shown = text
  for (let start = shown.lastIndexOf(begin); start >= 0; start = shown.lastIndexOf(begin, start - 1)) {
    const body = shown.indexOf(next, start)
    const stop = shown.indexOf(end, body)
    if (body >= 0 && stop >= 0) {
      const limits = shown.slice(start + begin.length, body)
      const cut = cutPart(limits, shown.slice(body + next.length, stop).split(next))
      shown = shown.slice(0, start) + cut + shown.slice(stop + end.length)
    }
    if (start === 0) break
  }
  return hasNonce(shown) ? shown.replace(remains, '') : shown
}

function cutPart(limits: string, [text = '', before, gutter]: readonly string[]): string {
  if (before !== undefined) return cutExcerpt(text, before, Number(limits), Number(gutter))
  const [most, first, last] = limits.split(',').map((limit) => (limit === '' ? undefined : Number(limit)))
  const lines = text.split('\n')
  const kept = last === undefined ? lines.slice(0, first) : lines.slice(-last)
  const rest = first !== undefined && kept.length < lines.length
  return cutTo(kept.join('\n'), most ?? Number.POSITIVE_INFINITY, rest)
}

/** Of a mask, in characters. */
const longestToken = 20

/** Counts characters, of two units at most, and no more than needed: an answer may be megabytes long. */
function isLonger(text: string, most: number): boolean {
  return text.length > most && (text.length > 2 * most || [...text].length > most)
}

/** `…` where something is missing; no mask is cut in two. */
function cutTo(text: string, most: number, isCut: boolean): string {
  if (!isLonger(text, most)) return isCut ? `${text}…` : text
  const head = text.slice(0, 2 * most + longestToken)
  return `${[...head].slice(0, outsideMask(head, most)).join('')}…`
}

function cutExcerpt(text: string, before: string, width: number, gutter: number): string {
  const line = visible(text)
  const at = Math.min([...before].length, [...line].length)
  const from = at > width * 0.75 ? outsideMask(line, at - Math.floor(width / 2)) : 0
  const to = outsideMask(line, from + width)
  const characters = [...line]
  const [start, stop] = [from > 0 ? '…' : '', to < characters.length ? '…' : '']
  const shown = characters.slice(from, to).join('')
  return `${start}${shown}${stop}\n${' '.repeat(gutter)} | ${' '.repeat(start.length + Math.max(0, at - from))}^`
}

/** The place, or the end of the mask that it is in. In characters. */
function outsideMask(text: string, at: number): number {
  for (const { 0: mask, index } of text.matchAll(/\(masked(?: \d+)?\)/g)) {
    const start = [...text.slice(0, index)].length
    if (start < at && at < start + mask.length) return start + mask.length
  }
  return at
}

/** One column a character: a tab would shift the caret. */
function visible(text: string): string {
  return text.replaceAll('\t', '→').replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, '·')
}
