import { lazily } from '../../lazily.ts'
import { raise } from '../python/error.ts'
import { chargeLength, tick } from '../python/limits.ts'
import { countCodePoints, unitIndex } from '../python/unicode.ts'
import { wordClass } from './patterns.ts'

/** What textwrap.wrap is told; tabs and white space are left as they are, as `wordwrap` asks for. */
export interface Wrapping {
  /** Code points of a line, more than 0. */
  readonly width: number
  /** Whether the width is an int: no word can be cut at a float. */
  readonly isWhole: boolean
  /** `break_on_hyphens is True`: words are split at hyphens; other true values only cut long ones there. */
  readonly splitsAtHyphens: boolean
  /** Asked for when a word is too long. */
  readonly breakLongWords: () => boolean
  readonly breakOnHyphens: () => boolean
}

const space = '[\\t\\n\\v\\f\\r ]'
const notSpace = '[^\\t\\n\\v\\f\\r ]'
const letter = '[\\p{L}\\p{Nl}\\p{No}_]'
const punctuated = `[${wordClass}!"'&.,?]`

/** TextWrapper.wordsep_re: white space, em-dashes, and words that may end at a hyphen between letters. */
const breakable = lazily(
  () =>
    new RegExp(
      `(${space}+|(?<=${punctuated})-{2,}(?=[${wordClass}])|${notSpace}+?(?:` +
        `-(?:(?<=${letter}{2}-)|(?<=${letter}-${punctuated}-))(?=${letter}-?${letter})` +
        `|(?=${space}|(?![^]))|(?<=${punctuated})(?=-{2,}[${wordClass}])))`,
      'gu',
    ),
)

/** TextWrapper.wordsep_simple_re. */
const spaces = new RegExp(`${space}+`, 'gu')

const blank = /^[\s\x1c-\x1f\x85]*$/

/** Lines of one paragraph (CPython 3.11 `textwrap.wrap`, TextWrapper._wrap_chunks). */
export function wrapParagraph(text: string, wrapping: Wrapping): string[] {
  const { width } = wrapping
  const chunks = new Chunks(text, wrapping.splitsAtHyphens ? breakable() : spaces)
  const lines: string[] = []
  let written = 0
  for (let chunk = chunks.current; chunk !== undefined; chunk = chunks.current) {
    const line: string[] = []
    let length = 0
    if (lines.length > 0 && blank.test(chunk)) chunks.advance()
    for (let next = chunks.current; next !== undefined; next = chunks.current) {
      if (length + chunks.size > width) break
      line.push(next)
      length += chunks.size
      chunks.advance()
    }
    const long = chunks.current
    if (long !== undefined && chunks.size > width) breakWord(chunks, long, line, width - length, wrapping)
    if (line.length > 0 && blank.test(line.at(-1) ?? '')) line.pop()
    if (line.length === 0) continue
    const joined = line.join('')
    lines.push(joined)
    written += joined.length + 1
    chargeLength(written)
    tick()
  }
  return lines
}

/** Words and what stands between them, found as they are needed. */
class Chunks {
  /** What comes next; undefined at the end. */
  current: string | undefined
  /** Code points of it. */
  size = 0
  readonly #found: Iterator<string>

  constructor(text: string, separator: RegExp) {
    this.#found = split(text, separator)
    this.advance()
  }

  advance(): void {
    const { value, done } = this.#found.next()
    this.current = done ? undefined : value
    this.size = countCodePoints(this.current ?? '')
  }

  /** Takes the start of the current chunk off, which has so many code points. */
  cut(end: number, size: number): void {
    this.current = this.current?.slice(end)
    this.size -= size
    if (this.size <= 0) this.advance()
  }
}

/** What `text.split(separator)` gives, with the separators, but nothing empty. */
function* split(text: string, separator: RegExp): Generator<string, undefined> {
  let from = 0
  for (const match of text.matchAll(separator)) {
    tick()
    if (match.index > from) yield text.slice(from, match.index)
    yield match[0]
    from = match.index + match[0].length
  }
  if (from < text.length) yield text.slice(from)
}

/** TextWrapper._handle_long_word: puts as much of the word on the line as fits, or leaves it whole for a line of its own. */
function breakWord(chunks: Chunks, word: string, line: string[], room: number, wrapping: Wrapping): void {
  if (!wrapping.breakLongWords()) {
    if (line.length > 0) return
    line.push(word)
    chunks.advance()
    return
  }
  if (!wrapping.isWhole) {
    raise('TypeError', 'slice indices must be integers or None or have an __index__ method')
  }
  let end = unitIndex(word, room)
  if (chunks.size > room && wrapping.breakOnHyphens()) {
    const hyphen = end > 0 ? word.slice(0, end).lastIndexOf('-') : -1
    if (hyphen > 0 && /[^-]/.test(word.slice(0, hyphen))) end = hyphen + 1
  }
  const start = word.slice(0, end)
  line.push(start)
  chunks.cut(end, countCodePoints(start))
}
