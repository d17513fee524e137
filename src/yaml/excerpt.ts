import type { LineIndex } from './line-index.ts'

/** Longer lines are cut around the caret. */
const WIDTH = 100

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
  const from = at - start > WIDTH * 0.75 ? at - Math.floor(WIDTH / 2) : start
  const to = Math.min(end, from + WIDTH)
  const before = visible(`${from > start ? '…' : ''}${textOf(from, at)}`)
  const after = visible(`${textOf(at, to)}${to < end ? '…' : ''}`)
  const gutter = `${label}${line}`
  return `${gutter} | ${before}${after}\n${' '.repeat(gutter.length)} | ${' '.repeat([...before].length)}^`
}

/** One column a character: a tab would shift the caret, a control character could rewrite the terminal. */
function visible(text: string): string {
  return text.replaceAll('\t', '→').replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, '·')
}
