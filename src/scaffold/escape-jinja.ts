/** What begins an expression, a statement or a comment, with Jinja2's default delimiters. */
const opening = /\{[{%#]/g
/** What would end a raw block (Jinja2 3.1, `lexer.py`, `TOKEN_RAW_BEGIN`). */
const endOfRaw = /\{%(?=[-+]?\s*endraw)/g

/** Lines without a delimiter that one raw block spans, rather than ending before them and beginning again. */
const mostBetween = 3

/** A text as a template that renders to the very same text: what Jinja2 would act on stands in raw blocks. */
export function escapeJinja(text: string): string {
  const parts: string[] = []
  let at = 0
  for (const { start, end } of rangesToEscape(text)) {
    parts.push(text.slice(at, start), rawBlock(text.slice(start, end)))
    at = end
  }
  return [...parts, text.slice(at)].join('')
}

/** From the first delimiter of a group of lines to the last character of its last delimiter's line. */
function rangesToEscape(text: string): { readonly start: number; readonly end: number }[] {
  const ranges: { start: number; end: number }[] = []
  for (const { index } of text.matchAll(opening)) {
    const last = ranges.at(-1)
    if (last !== undefined && index < last.end) continue
    const end = endOfMarked(text, index)
    if (last !== undefined && linesBetween(text, last.end, index) <= mostBetween) last.end = end
    else ranges.push({ start: index, end })
  }
  return ranges
}

/** Behind the last delimiter, opening or closing, of the line that holds `index`. */
function endOfMarked(text: string, index: number): number {
  const newline = text.indexOf('\n', index)
  const line = text.slice(index, newline < 0 ? undefined : newline)
  const ends = [...line.matchAll(/\{[{%#]|[}%#]\}/g)].map((found) => found.index + found[0].length)
  return index + Math.max(2, ...ends)
}

function linesBetween(text: string, start: number, end: number): number {
  return text.slice(start, end).split('\n').length - 2
}

function rawBlock(text: string): string {
  return text
    .split(endOfRaw)
    .map((part, index) => (index === 0 ? raw(part) : `{{ '{%' }}${raw(part)}`))
    .join('')
}

function raw(text: string): string {
  return text === '' ? '' : `{% raw %}${text}{% endraw %}`
}
