import { excerpt } from '../shorten.ts'
import type { LineIndex } from './line-index.ts'

/**
 * The line that holds an offset, and a caret under it. `textOf` gives what may be shown of a range of the text:
 * where that isn't as long as the range (a mask), the caret goes under its first character. `label` stands before the
 * line's number where that isn't a line of the file that the message names.
 */
export function excerptAt(
  lines: LineIndex,
  offset: number,
  textOf: (start: number, end: number) => string,
  label = '',
): string {
  const { line } = lines.positionOf(offset)
  const { start, end } = lines.rangeOf(line)
  const at = Math.min(offset, end)
  return excerpt({ gutter: `${label}${line}`, before: textOf(start, at), after: textOf(at, end), width: 100 })
}
