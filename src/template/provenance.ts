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
