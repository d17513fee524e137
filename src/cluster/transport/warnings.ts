/** The API server's warnings, handed on once each. */
export class Warnings {
  readonly #told = new Set<string>()
  readonly #tell: (text: string) => void

  constructor(tell: (text: string) => void) {
    this.#tell = tell
  }

  /** `299 - "text"`, several joined by commas (RFC 7234, 5.5). */
  take(header: string): void {
    for (const [, quoted = ''] of header.matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)) {
      const text = quoted.replace(/\\(.)/g, '$1')
      if (this.#told.has(text)) continue
      this.#told.add(text)
      this.#tell(text)
    }
  }
}
