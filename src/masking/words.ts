import { type Masker, shortestSearched } from './forms.ts'

/** Values that are too short to be searched for in everything, found where they stand as words of their own. */
export class Words {
  readonly #mask: Masker
  readonly #values = new Set<string>()
  /** undefined after a new value. */
  #search: RegExp | undefined

  constructor(mask: Masker) {
    this.#mask = mask
  }

  learn(value: string): void {
    if (value.length >= shortestSearched || value.trim() === '' || this.#values.has(value)) return
    this.#values.add(value)
    this.#search = undefined
  }

  /** A token that the text holds already is left as it is. */
  redact(text: string): string {
    if (this.#values.size === 0) return text
    this.#search ??= searchFor([...this.#values])
    return text.replace(this.#search, (found) => (this.#values.has(found) ? this.#mask(found) : found))
  }
}

function searchFor(values: readonly string[]): RegExp {
  const literals = [...values].sort((a, b) => b.length - a.length).map(literal)
  return new RegExp(`\\(masked(?: \\d+)?\\)|${asWord(literals.join('|'))}`, 'gu')
}

/** The source of a regular expression with the flag `u` that matches the text itself. */
export function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

/** The source of one that matches what another does where it stands as a word of its own. */
export function asWord(source: string): string {
  return `(?<![\\p{L}\\p{N}])(?:${source})(?![\\p{L}\\p{N}])`
}
