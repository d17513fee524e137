import type { Span } from './provenance.ts'
import { asciiOnly, quote } from './python/quote.ts'

/**
 * What a render knows of its sensitive texts, so that its errors don't quote them. A message is made of plain
 * strings: which of its characters came from where is only to be found by searching it.
 */

/** The texts that hold tainted characters, each with where; one map a render. */
export type SensitiveTexts = Map<string, readonly Span[]>

/** The render's texts; undefined while none runs. */
let noted: SensitiveTexts | undefined

/** Starts a render's notes; returns those of the render around it, to be given back at its end. */
export function switchNotes(texts: SensitiveTexts | undefined): SensitiveTexts | undefined {
  const before = noted
  noted = texts
  return before
}

/** Longer texts are noted by their tainted parts only. */
const longestWhole = 4096

/** Called for every text that is made with provenance. */
export function noteSensitive(text: string, spans: readonly Span[]): void {
  if (noted === undefined) return
  const tainted = spans.filter(({ taints }) => taints.length > 0)
  if (tainted.length === 0) return
  if (text.length <= longestWhole) addSpans(noted, text, tainted)
  else for (const { start, end } of tainted) noteWhole(text.slice(start, end))
}

/** One text may be made in several ways, tainted here and there. */
function addSpans(texts: SensitiveTexts, text: string, tainted: readonly Span[]): void {
  const known = texts.get(text) ?? []
  const missing = tainted.filter((span) => !known.some(({ start, end }) => start <= span.start && end >= span.end))
  if (missing.length > 0) texts.set(text, [...known, ...missing])
}

/** The same for what is sensitive as a whole, such as a number as it prints. */
export function noteWhole(text: string): void {
  noted?.set(text, [{ start: 0, end: text.length, origin: undefined, taints: [] }])
}

/** Parts of sensitive texts are found from this length on; shorter ones stand in everything. */
const shortestPart = 6

/**
 * The message with `(masked)` for every noted text in it, as it is or in Python's or JSON's quotes, whatever its length
 * (short words only where no letter or digit touches them), and for parts of one of six characters or more.
 */
export function maskSensitive(message: string, texts: SensitiveTexts): string {
  if (texts.size === 0) return message
  const isHidden = new Uint8Array(message.length)
  const parts = new Set<string>()
  for (const [text, tainted] of texts) {
    for (const form of forms) hideWhole(message, text, tainted, form, isHidden)
    for (const { start, end } of tainted) addParts(text.slice(start, end), parts)
  }
  for (let at = 0; at + shortestPart <= message.length; at++) {
    if (parts.has(message.slice(at, at + shortestPart))) isHidden.fill(1, at, at + shortestPart)
  }
  return conceal(message, isHidden)
}

/** Hides in messages about a rendered text what is sensitive in it, as maskSensitive does. */
export function concealerOf(text: string, spans: readonly Span[]): (message: string) => string {
  let texts: SensitiveTexts | undefined
  return (message) => {
    if (texts === undefined) {
      texts = new Map()
      for (const span of spans) if (span.taints.length > 0) addWord(texts, text, span)
    }
    return maskSensitive(message, texts)
  }
}

const wordEnd = /[\s"'{}[\],:]/

/** Messages quote words of YAML: a run with the rest of the word that it is in. */
function addWord(texts: SensitiveTexts, text: string, { start, end, origin, taints }: Span): void {
  let from = start
  while (from > 0 && start - from < longestWhole && !wordEnd.test(text.charAt(from - 1))) from--
  const rest = text.slice(end, end + longestWhole)
  const to = end + Math.max(0, wordEnd.test(rest) ? rest.search(wordEnd) : rest.length)
  addSpans(texts, text.slice(from, to), [{ start: start - from, end: end - from, origin, taints }])
  addSpans(texts, text.slice(start, end), [{ start: 0, end: end - start, origin, taints }])
}

type Form = (part: string) => string

/** How messages quote a text. */
const forms: readonly Form[] = [
  (part) => part,
  (part) => quote(part).slice(1, -1),
  (part) => quote(`"${part}`).slice(2, -1),
  (part) => asciiOnly(quote(part)).slice(1, -1),
  (part) => JSON.stringify(part).slice(1, -1),
]

function hideWhole(message: string, text: string, tainted: readonly Span[], form: Form, isHidden: Uint8Array): void {
  const whole = form(text)
  if (whole.trim() === '' || whole.length > message.length) return
  for (let at = message.indexOf(whole); at >= 0; at = message.indexOf(whole, at + 1)) {
    if (whole.length < shortestPart && !standsAlone(message, at, at + whole.length)) continue
    for (const { start, end } of tainted) {
      const from = at + form(text.slice(0, start)).length
      isHidden.fill(1, from, from + form(text.slice(start, end)).length)
    }
  }
}

const wordLike = /[\p{L}\p{N}_]/u

/** Whether no word goes on over the ends of a range; of a text without any word, whether it is quoted. */
function standsAlone(message: string, start: number, end: number): boolean {
  const [before, first] = [message.charAt(start - 1), message.charAt(start)]
  const [last, after] = [message.charAt(end - 1), message.charAt(end)]
  if (!wordLike.test(message.slice(start, end))) return /['"]/.test(before) || /['"]/.test(after)
  return !(wordLike.test(before) && wordLike.test(first)) && !(wordLike.test(last) && wordLike.test(after))
}

function addParts(text: string, parts: Set<string>): void {
  for (let at = 0; at + shortestPart <= text.length; at++) parts.add(text.slice(at, at + shortestPart))
}

function conceal(message: string, isHidden: Uint8Array): string {
  let shown = ''
  for (let at = 0; at < message.length; at++) {
    if (isHidden[at] === 0) shown += message.charAt(at)
    else if (at === 0 || isHidden[at - 1] === 0) shown += '(masked)'
  }
  return shown
}
