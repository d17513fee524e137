import { shortestSearched } from './forms.ts'
import type { Masker } from './masking.ts'

/**
 * Texts this long, in characters, may have been cut by whoever kept them: the kubelet (termination messages, output of probes),
 * whoever wrote an event, a limit on a log or an answer.
 */
const mayBeCut = 1000

/** A power of two: 2 to this many slots. */
const slotBits = 20

/**
 * A long text begins within a known value where its head is the value's end, and ends within one where its tail is the value's
 * beginning: masked from six characters on.
 */
export class Edges {
  readonly #values = new Set<string>()
  /** Values that were learned since the last long text. */
  #unread: string[] = []
  /** Whether any six characters of a value are of this slot: most texts begin and end with none. */
  readonly #pieces = new Uint8Array(1 << slotBits)

  learn(value: string): void {
    if (value.length <= shortestSearched || this.#values.has(value)) return
    this.#values.add(value)
    this.#unread.push(value)
  }

  mask(text: string, mask: Masker): string {
    if (text.length < mayBeCut || this.#values.size === 0) return text
    this.#read()
    const body = text.trimEnd()
    const head = this.#longest(body.slice(0, shortestSearched), (value) => overlap(value, body))
    const tail = this.#longest(body.slice(-shortestSearched), (value) => overlap(body, value))
    const from = head?.length ?? 0
    const to = Math.max(from, body.length - (tail?.length ?? 0))
    const token = (edge: Edge | undefined) => (edge === undefined ? '' : mask(edge.value))
    return `${token(head)}${body.slice(from, to)}${token(tail)}${text.slice(body.length)}`
  }

  #read(): void {
    for (const value of this.#unread)
      for (let at = 0; at + shortestSearched <= value.length; at++) this.#pieces[slotOf(value, at)] = 1
    this.#unread = []
  }

  /** Of the values with these characters in them, the one that the text shares most with. */
  #longest(piece: string, overlapWith: (value: string) => number): Edge | undefined {
    if (this.#pieces[slotOf(piece, 0)] !== 1) return undefined
    let found: Edge | undefined
    for (const value of this.#values) {
      if (!value.includes(piece)) continue
      const length = overlapWith(value)
      if (length >= shortestSearched && length > (found?.length ?? 0)) found = { value, length }
    }
    return found
  }
}

interface Edge {
  readonly value: string
  readonly length: number
}

function slotOf(text: string, start: number): number {
  let number = 0
  for (let at = start; at < start + shortestSearched; at++)
    number = (Math.imul(number, 0x01000193) + text.charCodeAt(at)) >>> 0
  return Math.imul(number, 0x9e3779b1) >>> (32 - slotBits)
}

/** How many characters the end of one text and the beginning of another share, fewer than the whole of the shorter. */
function overlap(first: string, second: string): number {
  const most = Math.min(first.length, second.length) - 1
  const ends = first.slice(-most)
  const begins = second.slice(0, most)
  const borders = bordersOf(begins)
  let length = 0
  for (let at = 0; at < ends.length; at++) {
    while (length > 0 && ends.charCodeAt(at) !== begins.charCodeAt(length)) length = borders[length - 1] ?? 0
    if (ends.charCodeAt(at) === begins.charCodeAt(length)) length++
  }
  return length
}

/** For each beginning of a text, how much of it is its end too: the failure function of Knuth, Morris and Pratt. */
function bordersOf(text: string): Int32Array {
  const borders = new Int32Array(text.length)
  let length = 0
  for (let at = 1; at < text.length; at++) {
    while (length > 0 && text.charCodeAt(at) !== text.charCodeAt(length)) length = borders[length - 1] ?? 0
    if (text.charCodeAt(at) === text.charCodeAt(length)) length++
    borders[at] = length
  }
  return borders
}
