import { printable } from '../printable.ts'
import { cutMarked } from '../shorten.ts'
import { maskEdges } from './edges.ts'
import { Redactor } from './redactor.ts'

/** Gives a value its token: the same value the same one, so that equality stays visible. */
export type Masker = (value: string) => string

/** What one run knows of sensitive values; it grows while the run meets them. */
export interface Masking {
  /** The token of a value, numbered in the order of first use: `(masked 1)`. The value is known from then on. */
  readonly mask: Masker
  /** Makes values known without showing them. */
  learn(values: Iterable<string>): void
  /**
   * Foreign text with every known value masked, in whatever common form it stands (redactor.ts), also with escapes in it; then
   * cut where it was marked (shorten.ts).
   */
  redact(text: string): string
}

export function createMasking(): Masking {
  const tokens = new Map<string, string>()
  const known = new Set<string>()
  const mask: Masker = (value) => {
    const found = tokens.get(value)
    if (found !== undefined) return found
    const token = `(masked ${tokens.size + 1})`
    tokens.set(value, token)
    learn(value)
    return token
  }
  const redactor = new Redactor(mask)
  const learn = (value: string) => {
    known.add(value)
    redactor.learn(value)
  }
  return {
    mask,
    learn: (values) => {
      for (const value of values) learn(value)
    },
    redact: (text) => {
      const masked = maskEdges(redactor.redact(text), known, mask)
      const seen = printable(masked)
      const again = seen === masked ? seen : redactor.redact(seen)
      return cutMarked(again === seen ? masked : again)
    },
  }
}
