import { type Origin, pushSpan, type Span, type Taint } from '../provenance.ts'
import type { PyValue } from '../python/object.ts'
import { str } from '../python/show.ts'
import { richText, type Text } from '../python/text.ts'
import { chargeOutput, toHtml } from './output.ts'

const noTaints: readonly Taint[] = []

/** What a template compiled with a map writes to: text, and where each character came from. */
export class MappedBuffer {
  #text = ''
  readonly #spans: Span[] = []

  get length(): number {
    return this.#text.length
  }

  /** Literal text; its spans, one a line, are made when compiling. */
  data(text: string, spans: readonly Span[]): void {
    const offset = this.#text.length
    this.#text += text
    for (const span of spans) this.#push(span.start + offset, span.end + offset, span.origin, noTaints)
  }

  /** The value of an expression; ranges of it that know their own origin keep it. */
  print(value: PyValue, escaping: boolean, origin: Origin): void {
    this.#append(escaping ? toHtml(value) : str(value), origin)
  }

  /** What a block, an include or a recursive loop wrote. */
  add(text: Text): void {
    this.#append(text, undefined)
  }

  #append(text: Text, origin: Origin | undefined): void {
    const offset = this.#text.length
    if (offset > 1024 * 1024) chargeOutput(offset)
    if (typeof text === 'string') {
      this.#text += text
      if (text !== '') this.#push(offset, this.#text.length, origin, noTaints)
      return
    }
    this.#text += text.text
    let at = offset
    for (const span of text.spans ?? []) {
      const start = span.start + offset
      const end = span.end + offset
      if (start > at) this.#push(at, start, origin, noTaints)
      this.#push(start, end, span.origin ?? origin, span.taints)
      at = end
    }
    if (at < this.#text.length) this.#push(at, this.#text.length, origin, noTaints)
  }

  #push(start: number, end: number, origin: Origin | undefined, taints: readonly Taint[]): void {
    if (start === end) return
    pushSpan(this.#spans, { start, end, origin, taints })
  }

  finish(): Text {
    return richText(this.#text, false, this.#spans)
  }
}
