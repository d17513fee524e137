import type { Masker } from './masking.ts'

/**
 * Shorter values aren't searched for in foreign text: they would be found in everything. What kdeploy itself writes is
 * masked by where a value came from, whatever its length.
 */
export const shortestSearched = 6

/** What a value was masked with before. */
const token = /\(masked(?: \d+)?\)/g

type Forms = readonly (readonly [form: string, value: string])[]

/** Finds known sensitive values in text that kdeploy didn't write: API errors, events, logs, command output, stack traces. */
export class Redactor {
  readonly #mask: Masker
  readonly #values = new Set<string>()
  /** Every form of every value, the longest first; undefined after a new value. */
  #forms: Forms | undefined = []

  constructor(mask: Masker) {
    this.#mask = mask
  }

  learn(value: string): void {
    if (value.length < shortestSearched || this.#values.has(value)) return
    this.#values.add(value)
    this.#forms = undefined
  }

  /** A token that the text holds already is left as it is, whatever the values are. */
  redact(text: string): string {
    this.#forms ??= [...this.#values]
      .flatMap((value) => [...formsOf(value)].map((form) => [form, value] as const))
      .sort(([a], [b]) => b.length - a.length)
    return replaceRuns(text, findRuns(text, this.#forms), this.#mask)
  }
}

/** A part of a text that becomes one token: that of the longest value in it. */
interface Run {
  readonly start: number
  end: number
  value: string
  longest: number
}

/** Where any form stands, in order; those that overlap are one run, so that no end of a value is left. */
function findRuns(text: string, forms: Forms): Run[] {
  const tokens = [...text.matchAll(token)].map(({ 0: found, index }) => ({ start: index, end: index + found.length }))
  const found: { start: number; end: number; value: string }[] = []
  for (const [form, value] of forms) {
    for (let start = text.indexOf(form); start >= 0; start = text.indexOf(form, start + form.length)) {
      const end = start + form.length
      if (!tokens.some((one) => one.start <= start && end <= one.end)) found.push({ start, end, value })
    }
  }
  const runs: Run[] = []
  for (const { start, end, value } of found.sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = runs.at(-1)
    if (last === undefined || start >= last.end) {
      runs.push({ start, end, value, longest: end - start })
      continue
    }
    last.end = Math.max(last.end, end)
    if (end - start <= last.longest) continue
    last.value = value
    last.longest = end - start
  }
  return runs
}

function replaceRuns(text: string, runs: readonly Run[], mask: Masker): string {
  let shown = ''
  let at = 0
  for (const { start, end, value } of runs) {
    shown += text.slice(at, start) + mask(value)
    at = end
  }
  return shown + text.slice(at)
}

/**
 * How a value may stand in text: as it is, in JSON, YAML or Python quotes, in a URL, in base64 at any
 * alignment, line by line.
 */
function formsOf(value: string): Set<string> {
  const lines = value.split(/\r?\n/).map((line) => line.trim())
  const forms = new Set<string>()
  for (const part of new Set([value, value.trim(), ...lines])) {
    if (part.length < shortestSearched) continue
    const encoded = encodeUrl(part)
    const json = JSON.stringify(part).slice(1, -1)
    const plain = [
      part,
      json,
      json.replaceAll('/', '\\/'),
      escapeHtmlInJson(json),
      escapeNonAscii(json),
      ...pythonForms(json),
      quoteAsGo(part, notPrinted),
      quoteAsGo(part, notAscii),
      part.replaceAll("'", "''"),
      encoded,
      encoded.replaceAll('%20', '+'),
    ]
    for (const form of [...plain, ...base64Forms(part)]) if (form.length >= shortestSearched) forms.add(form)
  }
  return forms
}

/** Go's encoding/json, and so every answer of the API server, escapes these. */
function escapeHtmlInJson(json: string): string {
  return json.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Python's json.dumps, and many loggers, write ASCII only. */
function escapeNonAscii(json: string): string {
  return json.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** What Go doesn't print as it is in `%q`, and in `%+q` (unicode.IsPrint). */
const notPrinted = /(?! )[\p{C}\p{Z}]/gu
const notAscii = /[^ -~]/gu

const goEscapes: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
}

/** Go's `%q`, which its errors and most of its programs' logs quote with. */
function quoteAsGo(text: string, escaped: RegExp): string {
  return text.replace(/[\\"]/g, '\\$&').replace(escaped, (character) => {
    const code = character.codePointAt(0) ?? 0
    const digits = code.toString(16)
    if (code < 0x80) return goEscapes[character] ?? `\\x${digits.padStart(2, '0')}`
    return code > 0xffff ? `\\U${digits.padStart(8, '0')}` : `\\u${digits.padStart(4, '0')}`
  })
}

/** Python's repr: double quotes need no backslash, single ones do where there are both; Latin-1 is `\xe9` in ascii(). */
function pythonForms(json: string): string[] {
  const body = json.replaceAll('\\"', '"')
  const quoted = body.replaceAll("'", "\\'")
  return [body, quoted, quoted.replace(/[\x7f-\xff]/g, (unit) => `\\x${unit.charCodeAt(0).toString(16)}`)]
}

function encodeUrl(text: string): string {
  try {
    return encodeURIComponent(text)
  } catch {
    // A lone surrogate has no URL form.
    return text
  }
}

/**
 * The characters of base64 that depend on the value alone, for each of the three places where it may
 * begin in a group of bytes.
 */
function base64Forms(text: string): string[] {
  const bytes = Buffer.from(text, 'utf8')
  return [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const first = [0, 2, 3][offset] ?? 0
    const tail = (offset + bytes.length) % 3 === 0 ? 0 : 1
    const whole = offset === 0 ? [bytes.toString('base64'), ...wrapped(bytes.toString('base64'))] : []
    const stable = encoded.slice(first, encoded.length - tail)
    return [...whole, stable, stable.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

/** The lines of base64 that is broken as MIME and base64(1) do, at 76 characters, or as PEM does, at 64. */
function wrapped(encoded: string): string[] {
  const lines = [76, 64].flatMap((width) => encoded.match(new RegExp(`.{1,${width}}`, 'g')) ?? [])
  return lines.filter((line) => line.length >= shortestLine)
}

/** A shorter last line could stand anywhere. */
const shortestLine = 12
