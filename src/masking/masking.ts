import { Redactor } from './redactor.ts'

/** Gives a value its token: the same value the same one, so that equality stays visible. */
export type Masker = (value: string) => string

/** What one run knows of sensitive values; it grows while the run meets them. */
export interface Masking {
  /** The token of a value, numbered in the order of first use: `(masked 1)`. The value is known from then on. */
  readonly mask: Masker
  /** Makes values known without showing them. */
  learn(values: Iterable<string>): void
  /** Foreign text with every known value masked, in whatever common form it stands (forms.ts, escapes.ts). */
  redact(text: string): string
  /** The same for lines that are shown together: a value may go on from one to the next. Their number stays. */
  redactLines(lines: readonly string[]): string[]
}

export function createMasking(): Masking {
  const tokens = new Map<string, string>()
  const mask: Masker = (value) => {
    const known = tokens.get(value)
    if (known !== undefined) return known
    const token = `(masked ${tokens.size + 1})`
    tokens.set(value, token)
    redactor.learn(value)
    return token
  }
  const redactor = new Redactor(mask)
  return {
    mask,
    learn: (values) => {
      for (const value of values) redactor.learn(value)
    },
    redact: (text) => redactor.redact(text),
    redactLines: (lines) => redactor.redactLines(lines),
  }
}
