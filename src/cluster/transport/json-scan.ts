import { deepestNesting } from '../connection/limits.ts'

const [quote, backslash, comma, openList, closeList, openObject, closeObject] = [
  0x22, 0x5c, 0x2c, 0x5b, 0x5d, 0x7b, 0x7d,
]

/** Counts what a JSON text holds while it arrives, before anything is built from it. It doesn't judge whether it is JSON. */
export class JsonScan {
  /** Values so far, but for at most one in each object or list. */
  values = 0
  /** Whether it is nested deeper than anybody's code may walk down. */
  isTooDeep = false
  #depth = 0
  #inString = false
  #escaped = false

  write(chunk: Uint8Array): void {
    for (const byte of chunk) {
      if (this.#inString) this.#inText(byte)
      else this.#between(byte)
    }
  }

  #inText(byte: number): void {
    if (this.#escaped) this.#escaped = false
    else if (byte === backslash) this.#escaped = true
    else if (byte === quote) this.#inString = false
  }

  #between(byte: number): void {
    if (byte === quote) this.#inString = true
    else if (byte === comma) this.values += 1
    else if (byte === openObject || byte === openList) {
      this.values += 1
      this.#depth += 1
      if (this.#depth > deepestNesting) this.isTooDeep = true
    } else if (byte === closeObject || byte === closeList) this.#depth -= 1
  }
}
