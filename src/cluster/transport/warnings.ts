/** A warning of the API server, and the path that was asked for. */
export interface HeldWarning {
  readonly text: string
  readonly path: string
}

/** The API server's warnings, handed on once each. */
export class Warnings {
  readonly #told = new Set<string>()
  readonly #tell: (text: string) => void
  readonly #holders = new Set<Map<string, HeldWarning>>()

  constructor(tell: (text: string) => void) {
    this.#tell = tell
  }

  /** `299 - "text"`, several joined by commas (RFC 7234, 5.5). */
  take(header: string, path: string): void {
    for (const [, quoted = ''] of header.matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)) {
      const text = quoted.replace(/\\(.)/g, '$1')
      if (this.#told.has(text)) continue
      for (const held of this.#holders) held.set(`${path}\0${text}`, { text, path })
      if (this.#holders.size > 0) continue
      this.#told.add(text)
      this.#tell(text)
    }
  }

  /** Keeps warnings back until the function that it returns is called, which gives what came, each once for a path, as told. */
  hold(): () => HeldWarning[] {
    const held = new Map<string, HeldWarning>()
    this.#holders.add(held)
    return () => {
      this.#holders.delete(held)
      for (const { text } of held.values()) this.#told.add(text)
      return [...held.values()]
    }
  }
}
