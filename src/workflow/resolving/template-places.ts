import type { Place } from '../../errors.ts'
import type { RenderedTemplate } from '../../manifest/read.ts'
import type { MappedText } from '../../template/library.ts'
import type { Origin, Span } from '../../template/provenance.ts'
import { concealerOf } from '../../template/sensitive.ts'

/**
 * A rendered template as the manifest reader takes it: each character leads back to the template line that wrote it, and
 * no error shows a sensitive value.
 * `fileOf` gives a template's file as a person opens it.
 */
export function withPlaces(
  template: string,
  { text, spans }: MappedText,
  fileOf: (template: string) => string,
): RenderedTemplate {
  return {
    template,
    text,
    placeAt: (offset) => placeAt(template, text, spans, offset, fileOf),
    textOf: (start, end) => maskedText(text, spans, start, end),
    maskText: concealerOf(text, spans),
    expressionsIn: (start, end) => expressionsIn(spans, start, end),
    sensitiveRanges: spans.filter(({ taints }) => taints.length > 0),
  }
}

function placeAt(
  template: string,
  text: string,
  spans: readonly Span[],
  offset: number,
  fileOf: (template: string) => string,
): Place {
  const span = spanAt(spans, offset)
  const origin = span?.origin
  if (span === undefined || origin === undefined) return { file: fileOf(template) }
  const place = { file: fileOf(origin.template), ...positionIn(origin, text.slice(span.start, offset)) }
  return origin.template === template ? place : { ...place, by: fileOf(template) }
}

function expressionsIn(spans: readonly Span[], from: number, to: number): string[] {
  const found = new Set<string>()
  // A copy of the rest of the spans for each field takes seconds where there are many.
  for (let index = spanIndexAt(spans, from); index < spans.length; index += 1) {
    const span = spans[index]
    if (span === undefined || span.start >= to) break
    if (span.end > from && span.origin?.expression !== undefined) found.add(span.origin.expression)
  }
  return [...found]
}

/** An expression's output comes from the expression; literal text goes on, line by line, in the template too. */
function positionIn(origin: Origin, before: string): { line: number; column: number } {
  if (origin.expression !== undefined) return { line: origin.line, column: origin.column }
  const lines = before.split('\n')
  const last = lines.at(-1) ?? ''
  if (lines.length === 1) return { line: origin.line, column: origin.column + last.length }
  return { line: origin.line + lines.length - 1, column: last.length + 1 }
}

function spanAt(spans: readonly Span[], offset: number): Span | undefined {
  return spans[spanIndexAt(spans, offset)]
}

/** The index of the span that holds an offset; of the last one for an offset at the end. */
function spanIndexAt(spans: readonly Span[], offset: number): number {
  let low = 0
  let high = spans.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((spans[middle]?.end ?? 0) <= offset) low = middle + 1
    else high = middle
  }
  return low
}

const mask = '(masked)'

/** What an error may show of a range: whatever derives from a sensitive value is masked. */
function maskedText(text: string, spans: readonly Span[], from: number, to: number): string {
  let shown = ''
  let at = from
  for (const { start, end, taints } of spans) {
    if (taints.length === 0 || end <= from || start >= to) continue
    const between = text.slice(at, Math.max(at, start))
    // Runs that touch are one mask: how many parts a secret was made of is nobody's business.
    shown += between === '' && shown.endsWith(mask) ? '' : `${between}${mask}`
    at = Math.min(end, to)
  }
  return shown + text.slice(at, to)
}
