/** A position in a text, both from 1; columns count UTF-16 units. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Turns offsets of one text into lines and columns. */
export class LineIndex {
  readonly #text: string
  readonly #starts: number[] = [0]

  constructor(text: string) {
    this.#text = text
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1)
  }

  positionOf(offset: number): Position {
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 }
  }

  /** Offsets of a line (from 1) without its line break. */
  rangeOf(line: number): { readonly start: number; readonly end: number } {
    const start = this.#starts[line - 1] ?? this.#text.length
    const next = this.#starts[line]
    const end = next === undefined ? this.#text.length : next - 1
    return { start, end: end > start && this.#text[end - 1] === '\r' ? end - 1 : end }
  }
}
