/** A template's text as Jinja2 reads it, and where its lines begin. */
export interface Source {
  /** What messages call it; null for a template given as text. */
  readonly name: string | null
  /** Newlines normalised to `\n`, the last one dropped unless kept. */
  readonly text: string
  readonly lineStarts: readonly number[]
}

export interface Position {
  readonly line: number
  readonly column: number
}

/** Normalises newlines (Jinja2 3.1 lexer `Lexer.tokeniter`). */
export function readSource(name: string | null, raw: string, keepTrailingNewline: boolean): Source {
  let text = raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw
  if (!keepTrailingNewline && text.endsWith('\n')) text = text.slice(0, -1)
  const lineStarts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1)
  return { name, text, lineStarts }
}

/** Line and column, from 1, of an offset. */
export function positionOf(source: Source, offset: number): Position {
  let low = 0
  let high = source.lineStarts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((source.lineStarts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return { line: low + 1, column: offset - (source.lineStarts[low] ?? 0) + 1 }
}

/** The text of a line, from 1. */
export function lineOf(source: Source, line: number): string {
  const start = source.lineStarts[line - 1] ?? 0
  const next = source.lineStarts[line]
  return source.text.slice(start, next === undefined ? undefined : next - 1)
}
