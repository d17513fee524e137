import { stripControls } from '../printable.ts'
import { cutMarked } from '../shorten.ts'
import { Edges } from './cut-edges.ts'
import type { Masker } from './forms.ts'
import { Redactor } from './redactor.ts'
import { Words } from './words.ts'

export type { Masker } from './forms.ts'

/** What one run knows of sensitive values; it grows while the run meets them. */
export interface Masking {
  /** The token of a value, numbered in the order of first use: `(masked 1)`. The value is known from then on. */
  readonly mask: Masker
  /** Makes values known without showing them. */
  registerSecrets(values: Iterable<string>): void
  /**
   * Foreign text with every known value masked, in whatever common form it stands (forms.ts, escapes.ts); then cut where it was
   * marked (shorten.ts).
   */
  redact(text: string): string
  /** The same for lines that are shown together: a value may go on from one to the next. Their number stays. */
  redactLines(lines: readonly string[]): string[]
  /**
   * As redact, and of the shorter values those that stand as words of their own: for the few texts that are known to hold what
   * a manifest made of them (an object's name in a request's path, the API server's words about a manifest).
   */
  redactWords(text: string): string
}

export function createMasking(): Masking {
  const tokens = new Map<string, string>()
  const mask: Masker = (value) => {
    const found = tokens.get(value)
    if (found !== undefined) return found
    const token = `(masked ${tokens.size + 1})`
    tokens.set(value, token)
    learn(value)
    return token
  }
  const redactor = new Redactor(mask)
  const words = new Words(mask)
  const edges = new Edges()
  const learn = (value: string) => {
    redactor.learn(value)
    words.learn(value)
    edges.learn(value)
  }
  const search = (text: string, redact: (text: string) => string) => {
    const masked = edges.mask(redact(text), mask)
    const seen = stripControls(masked)
    const again = seen === masked ? seen : redact(seen)
    return cutMarked(again === seen ? masked : again)
  }
  return {
    mask,
    registerSecrets: (values) => {
      for (const value of values) learn(value)
    },
    redact: (text) => search(text, (one) => redactor.redact(one)),
    redactLines: (lines) => redactor.redactLines(lines),
    redactWords: (text) => search(text, (one) => words.redact(redactor.redact(one))),
  }
}
