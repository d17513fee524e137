import { type Masker, shortestSearched } from './forms.ts'

/**
 * Texts this long, in characters, may have been cut by whoever kept them: the kubelet (termination messages, output of probes),
 * whoever wrote an event, a limit on a log or an answer.
 */
const mayBeCut = 1000

/** Characters that may stand around what was cut: `Readiness probe failed: …`, `…`, `[truncated]`, ` (2 pods)`. */
const margin = 80

/** No text is cut between two of these and then goes on: `https://` of another address. */
const inWord = /[\p{L}\p{N}]/u

/** A stretch of a text that is a part of a value. */
interface Part {
  readonly start: number
  readonly end: number
  readonly value: string
}

/**
 * A long text begins within a known value where its head is the value's end, and ends within one where its tail is the value's
 * beginning: masked from six characters on, also where a few words stand before or after.
 */
export class Edges {
  readonly #values = new Set<string>()
  /** The values by their first and their last six characters. */
  readonly #byBeginning = new Map<string, string[]>()
  readonly #byEnd = new Map<string, string[]>()
  #longest = 0

  learn(value: string): void {
    if (value.length <= shortestSearched || this.#values.has(value)) return
    this.#values.add(value)
    this.#longest = Math.max(this.#longest, value.length)
    add(this.#byBeginning, value.slice(0, shortestSearched), value)
    add(this.#byEnd, value.slice(-shortestSearched), value)
  }

  mask(text: string, mask: Masker): string {
    if (text.length < mayBeCut || this.#values.size === 0) return text
    const head = this.#head(text)
    const tail = this.#tail(text)
    const parts = head !== undefined && tail !== undefined && head.end > tail.start ? [head] : [head, tail]
    let shown = ''
    let at = 0
    for (const part of parts) {
      if (part === undefined) continue
      shown += text.slice(at, part.start) + mask(part.value)
      at = part.end
    }
    return shown + text.slice(at)
  }

  /** The longest end of a value that begins in the first characters of the text. */
  #head(text: string): Part | undefined {
    const near = text.slice(0, margin + this.#longest)
    let found: Part | undefined
    for (const { at, value } of hits(near, this.#byEnd)) {
      const end = at + shortestSearched
      let start = at
      while (start > 0 && end - start < value.length && near[start - 1] === value[value.length - 1 - (end - start)])
        start--
      const isCut = start <= margin && !inWord.test(near.charAt(start - 1))
      if (isCut && end - start > lengthOf(found)) found = { start, end, value }
    }
    return found
  }

  /** The longest beginning of a value that ends in the last characters of the text. */
  #tail(text: string): Part | undefined {
    const from = Math.max(0, text.length - margin - this.#longest)
    const near = text.slice(from)
    let found: Part | undefined
    for (const { at, value } of hits(near, this.#byBeginning)) {
      let to = at + shortestSearched
      while (to < near.length && to - at < value.length && near[to] === value[to - at]) to++
      const isCut = to >= near.length - margin && !inWord.test(near.charAt(to))
      if (isCut && to - at > lengthOf(found)) found = { start: from + at, end: from + to, value }
    }
    return found
  }
}

function add(values: Map<string, string[]>, piece: string, value: string): void {
  const known = values.get(piece)
  if (known === undefined) values.set(piece, [value])
  else known.push(value)
}

/** Where six characters of the text are a key, with each value of it. */
function* hits(text: string, values: ReadonlyMap<string, readonly string[]>) {
  for (let at = 0; at + shortestSearched <= text.length; at++)
    for (const value of values.get(text.slice(at, at + shortestSearched)) ?? []) yield { at, value }
}

function lengthOf(part: Part | undefined): number {
  return part === undefined ? 0 : part.end - part.start
}
