import { raise } from '../python/error.ts'
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
const breakable = new RegExp(
  `(${space}+|(?<=${punctuated})-{2,}(?=[${wordClass}])|${notSpace}+?(?:` +
    `-(?:(?<=${letter}{2}-)|(?<=${letter}-${punctuated}-))(?=${letter}-?${letter})` +
    `|(?=${space}|(?![^]))|(?<=${punctuated})(?=-{2,}[${wordClass}])))`,
  'u',
)

/** TextWrapper.wordsep_simple_re. */
const spaces = new RegExp(`(${space}+)`, 'u')

const blank = /^[\s\x1c-\x1f\x85]*$/

/** Lines of one paragraph (CPython 3.11 `textwrap.wrap`, TextWrapper._wrap_chunks). */
export function wrapParagraph(text: string, wrapping: Wrapping): string[] {
  const { width } = wrapping
  const chunks = text
    .split(wrapping.splitsAtHyphens ? breakable : spaces)
    .filter((chunk) => chunk !== '')
    .reverse()
  const lines: string[] = []
  for (let chunk = chunks.at(-1); chunk !== undefined; chunk = chunks.at(-1)) {
    const line: string[] = []
    let length = 0
    if (lines.length > 0 && blank.test(chunk)) chunks.pop()
    for (let next = chunks.at(-1); next !== undefined; next = chunks.at(-1)) {
      const size = countCodePoints(next)
      if (length + size > width) break
      line.push(next)
      length += size
      chunks.pop()
    }
    const long = chunks.at(-1)
    if (long !== undefined && countCodePoints(long) > width) breakWord(chunks, long, line, width - length, wrapping)
    if (line.length > 0 && blank.test(line.at(-1) ?? '')) line.pop()
    if (line.length > 0) lines.push(line.join(''))
  }
  return lines
}

/** TextWrapper._handle_long_word: puts as much of the word on the line as fits, or leaves it whole for a line of its own. */
function breakWord(chunks: string[], word: string, line: string[], room: number, wrapping: Wrapping): void {
  if (!wrapping.breakLongWords()) {
    if (line.length === 0) line.push(chunks.pop() ?? '')
    return
  }
  if (!wrapping.isWhole) {
    raise('TypeError', 'slice indices must be integers or None or have an __index__ method')
  }
  let end = unitIndex(word, room)
  if (countCodePoints(word) > room && wrapping.breakOnHyphens()) {
    const hyphen = end > 0 ? word.lastIndexOf('-', end - 1) : -1
    if (hyphen > 0 && /[^-]/.test(word.slice(0, hyphen))) end = hyphen + 1
  }
  line.push(word.slice(0, end))
  chunks[chunks.length - 1] = word.slice(end)
}
