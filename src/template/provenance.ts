/**
 * Where a run of characters came from. A plain JavaScript string has no provenance; only a render with a map,
 * or one that was given tainted variables, makes strings that carry it (python/text.ts).
 */

/** A label of one sensitive value, e.g. `{ source: 'Secret my-ns/db', key: 'password' }`. Compared by identity. */
export interface Taint {
  readonly source: string
  readonly key: string
}

/** The template expression that wrote a run of characters. Line and column count from 1. */
export interface Origin {
  readonly template: string
  readonly line: number
  readonly column: number
  /** The expression as the template spells it, e.g. `image ~ ":" ~ tag`; undefined for literal template text. */
  readonly expression: string | undefined
}

/** Characters `start` (included) to `end` (excluded), in UTF-16 units of the string that holds it. */
export interface Span {
  readonly start: number
  readonly end: number
  readonly origin: Origin | undefined
  /** Every sensitive value that the characters derive from; empty for none. */
  readonly taints: readonly Taint[]
}

/** Appends a span; to the last one where they touch and come from the same. */
export function pushSpan(spans: Span[], span: Span): void {
  const last = spans.at(-1)
  if (last !== undefined && last.end === span.start && last.origin === span.origin && sameTaints(last, span)) {
    spans[spans.length - 1] = { ...last, end: span.end }
  } else {
    spans.push(span)
  }
}

function sameTaints({ taints: left }: Span, { taints: right }: Span): boolean {
  return left === right || (left.length === right.length && left.every((taint, index) => taint === right[index]))
}
