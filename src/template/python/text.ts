import { type Origin, pushSpan, type Span, type Taint } from '../provenance.ts'
import { noteSensitive } from '../sensitive.ts'
import { chargeLength } from './limits.ts'
import { type Provenance, PyObject, type PyValue } from './object.ts'
import { quote } from './quote.ts'

/** A str: the primitive wherever it is no Markup and carries no provenance. */
export type Text = string | RichText

/** Set by the first string with provenance in this process: until then nothing has to be searched for any. */
let provenanceExists = false

/** Set by the first taint in this process: until then nothing has to be searched for any. */
let taintExists = false

/** Whether any value of this process was ever tainted. */
export function isTaintKnown(): boolean {
  return taintExists
}

/** To be called by whatever else carries a taint, before it is made. */
export function noteTaint(): void {
  provenanceExists = true
  taintExists = true
}

/** A str that is Markup, carries provenance, or both. Immutable. */
export class RichText extends PyObject {
  readonly typeName: string
  readonly text: string
  readonly markup: boolean
  /** Ordered, not overlapping, each within the text; null for none. */
  readonly spans: readonly Span[] | null

  constructor(text: string, markup: boolean, spans: readonly Span[] | null) {
    super()
    this.typeName = markup ? 'Markup' : 'str'
    this.text = text
    this.markup = markup
    this.spans = spans
    if (spans === null) return
    provenanceExists = true
    taintExists ||= spans.some(({ taints }) => taints.length > 0)
    if (taintExists) noteSensitive(text, spans)
  }

  override get moduleName(): string {
    return this.markup ? 'markupsafe' : 'builtins'
  }

  /** A plain str with the same provenance, as `str(Markup(…))` is. */
  override pyStr(): PyValue {
    return this.markup ? richText(this.text, false, this.spans) : this
  }

  override pyRepr(): string {
    return this.markup ? `Markup(${quote(this.text)})` : quote(this.text)
  }

  override pyTruth(): boolean {
    return this.text !== ''
  }
}

/** The primitive where neither Markup nor provenance needs more. */
export function richText(text: string, markup: boolean, spans: readonly Span[] | null): Text {
  const kept = spans !== null && spans.length > 0 ? spans : null
  return markup || kept !== null ? new RichText(text, markup, kept) : text
}

export function isText(value: PyValue): value is Text {
  return typeof value === 'string' || value instanceof RichText
}

/** The characters of a str. */
export function textOf(value: Text): string {
  return typeof value === 'string' ? value : value.text
}

export function isMarkup(value: PyValue): value is RichText {
  return value instanceof RichText && value.markup
}

/** `Markup(value)`: the same characters, not to be escaped again. */
export function markup(value: Text): RichText {
  if (typeof value === 'string') return new RichText(value, true, null)
  return value.markup ? value : new RichText(value.text, true, value.spans)
}

/** The same characters as Markup or as plain str. */
export function withMarkup(value: Text, isMarkupWanted: boolean): Text {
  if (isMarkupWanted) return markup(value)
  return typeof value === 'string' || !value.markup ? value : richText(value.text, false, value.spans)
}

/** A text whose every character has this origin and these taints, besides what it carried. */
export function traced(value: Text, origin: Origin | undefined, taints: readonly Taint[]): Text {
  const text = textOf(value)
  const own = typeof value === 'string' ? null : value.spans
  const isSafe = typeof value !== 'string' && value.markup
  if (text === '') return value
  if (own === null) return new RichText(text, isSafe, [{ start: 0, end: text.length, origin, taints }])
  const spans: Span[] = []
  let at = 0
  for (const span of own) {
    if (span.start > at) spans.push({ start: at, end: span.start, origin, taints })
    spans.push({ ...span, origin: span.origin ?? origin, taints: unite(span.taints, taints) })
    at = span.end
  }
  if (at < text.length) spans.push({ start: at, end: text.length, origin, taints })
  return new RichText(text, isSafe, spans)
}

/** A provenance, if any, with these taints besides its own. */
export function uniteProvenance(own: Provenance | null, taints: readonly Taint[]): Provenance {
  return { origin: own?.origin, taints: unite(own?.taints ?? [], taints) }
}

function unite(left: readonly Taint[], right: readonly Taint[]): readonly Taint[] {
  if (right.length === 0 || left === right) return left
  if (left.length === 0) return right
  const missing = right.filter((taint) => !left.includes(taint))
  return missing.length === 0 ? left : [...left, ...missing]
}

/** Appends texts and keeps each one's spans at their new place. Never escapes. */
export class TextBuilder {
  #text = ''
  #spans: Span[] | null = null

  add(part: Text): void {
    if (typeof part === 'string') {
      this.#text += part
      return
    }
    const offset = this.#text.length
    this.#text += part.text
    if (part.spans === null) return
    this.#spans ??= []
    for (const span of part.spans)
      pushSpan(this.#spans, { ...span, start: span.start + offset, end: span.end + offset })
  }

  get length(): number {
    return this.#text.length
  }

  finish(isSafe = false): Text {
    chargeLength(this.#text.length)
    return richText(this.#text, isSafe, this.#spans)
  }
}

function isPlain(parts: readonly Text[]): parts is readonly string[] {
  for (let index = 0; index < parts.length; index++) if (typeof parts[index] !== 'string') return false
  return true
}

/** The parts with the separator between them, spans kept. Escapes nothing; `isSafe` makes the result Markup. */
export function joinText(parts: readonly Text[], separator: Text = '', isSafe = false): Text {
  if (typeof separator === 'string' && !isSafe && isPlain(parts)) {
    let length = separator.length * Math.max(0, parts.length - 1)
    for (let index = 0; index < parts.length; index++) length += parts[index]?.length ?? 0
    chargeLength(length)
    return parts.join(separator)
  }
  const builder = new TextBuilder()
  for (let index = 0; index < parts.length; index++) {
    if (index > 0) builder.add(separator)
    const part = parts[index]
    if (part !== undefined) builder.add(part)
  }
  return builder.finish(isSafe)
}

/** `left + right` without escaping; Markup where either is. */
export function concatText(left: Text, right: Text): Text {
  if (typeof left === 'string' && typeof right === 'string') {
    const text = left + right
    chargeLength(text.length)
    return text
  }
  return joinText([left, right], '', isMarkup(left) || isMarkup(right))
}

/** UTF-16 units `start` to `end` (excluded), spans and Markup kept. */
export function sliceText(value: Text, start: number, end?: number): Text {
  if (typeof value === 'string') return value.slice(start, end)
  const text = value.text.slice(start, end)
  if (value.spans === null) return richText(text, value.markup, null)
  const spans: Span[] = []
  const from = start
  const to = start + text.length
  for (const span of value.spans) {
    if (span.end <= from || span.start >= to) continue
    const first = Math.max(span.start, from) - from
    spans.push({ start: first, end: Math.min(span.end, to) - from, origin: span.origin, taints: span.taints })
  }
  return richText(text, value.markup, spans)
}

/** A transformation of the whole string: the result keeps Markup, and every taint over its whole length. */
export function mapText(value: Text, transform: (text: string) => string): Text {
  if (typeof value === 'string') return transform(value)
  return withProvenance(transform(value.text), value.spans === null ? null : provenanceOf(value), value.markup)
}

/** A string made from these inputs: it carries the taints of all of them; the primitive where none has any. */
export function derive(result: string, ...inputs: readonly PyValue[]): Text {
  return provenanceExists ? withProvenance(result, provenanceOf(...inputs), false) : result
}

/** `text` with one provenance over its whole length. */
export function withProvenance(text: string, provenance: Provenance | null, isSafe = false): Text {
  if (provenance === null || text === '') return richText(text, isSafe, null)
  return new RichText(text, isSafe, [
    { start: 0, end: text.length, origin: provenance.origin, taints: provenance.taints },
  ])
}

/** The first origin and every taint of these values and of what they hold; null where there is none. */
export function provenanceOf(...values: readonly PyValue[]): Provenance | null {
  if (!provenanceExists) return null
  const search: Search = { origin: undefined, taints: new Set(), found: false, seen: new Set() }
  for (const value of values) searchProvenance(value, search)
  return search.found ? { origin: search.origin, taints: [...search.taints] } : null
}

/** The tainted parts of these values, numbers as they print, and of what they hold. */
export function sensitiveParts(values: readonly PyValue[]): readonly string[] {
  const parts: string[] = []
  const seen = new Set<object>()
  const search = (value: PyValue): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return
    seen.add(value)
    if (value instanceof RichText) {
      for (const { start, end, taints } of value.spans ?? []) {
        if (taints.length > 0) parts.push(value.text.slice(start, end))
      }
    } else if (value instanceof PyObject && value.pyProvenance?.()?.taints.length) parts.push(value.pyRepr?.() ?? '')
    for (const item of Array.isArray(value) ? value : (value.pyContents?.() ?? [])) search(item)
  }
  for (const value of values) search(value)
  return parts
}

interface Search {
  origin: Origin | undefined
  readonly taints: Set<Taint>
  found: boolean
  readonly seen: Set<object>
}

function searchProvenance(value: PyValue, search: Search): void {
  if (typeof value !== 'object' || value === null) return
  if (value instanceof RichText) {
    for (const span of value.spans ?? []) {
      search.found = true
      search.origin ??= span.origin
      for (const taint of span.taints) search.taints.add(taint)
    }
    return
  }
  const own = value instanceof PyObject ? value.pyProvenance?.() : undefined
  if (own !== undefined && own !== null) {
    search.found = true
    search.origin ??= own.origin
    for (const taint of own.taints) search.taints.add(taint)
  }
  const contents = Array.isArray(value) ? value : value.pyContents?.()
  if (contents === undefined || search.seen.has(value)) return
  search.seen.add(value)
  for (const item of contents) searchProvenance(item, search)
}
