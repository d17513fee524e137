import { entities } from './entities.ts'

/** What a part of a text stands for. */
export interface Reading {
  readonly start: number
  readonly end: number
  /** Empty where the part only breaks a line. */
  readonly text: string
}

export interface Escapes {
  /** In the order of the text; none overlaps another. */
  readonly readings: readonly Reading[]
  /** What else may be meant: an escape that begins within another, a byte that is a character of Latin-1 by itself. */
  readonly others: readonly Reading[]
}

const { raw } = String
const hex = '[0-9A-Fa-f]'

/** The bytes of one character in UTF-8, or a byte by itself. */
function bytesBy(sign: string): string {
  const next = `${sign}[89abAB]${hex}`
  return [
    `${sign}[fF][0-7](?:${next}){3}`,
    `${sign}[eE]${hex}(?:${next}){2}`,
    `${sign}[cdCD]${hex}${next}`,
    `${sign}${hex}{2}`,
  ].join('|')
}

const escapeHere = new RegExp(
  [
    // URLs, JavaScript's old escape(), and a doubled sign (formats)
    `(?<percent>${bytesBy('%')})`,
    `%u${hex}{4}`,
    '%%',
    // bytes of Python, C and shells
    raw`(?<bytes>${bytesBy(raw`\\x`)}|(?:\\[0-3][0-7]{2}){1,4})`,
    // JSON, Go, Python, JavaScript, Rust, Perl
    raw`\\u${hex}{4}`,
    raw`\\U${hex}{8}`,
    raw`\\[ux]\{${hex}{1,6}\}`,
    // a line that goes on
    raw`\\\r?\n[ \t]*`,
    // a letter that is a control character, and anything that a backslash only quotes
    raw`\\[abefnrtv0]`,
    raw`\\(?:[\uD800-\uDBFF][\uDC00-\uDFFF]|[^A-Za-z0-9\r\n])`,
    // HTML and XML
    raw`&(?:#[0-9]{1,7}|#[xX]${hex}{1,6}|[A-Za-z]{2,8}[0-9]{0,2});`,
    // quotes within quotes of shells, YAML, SQL, CSV
    raw`'\\''`,
    `'"'"'`,
    `''`,
    `""`,
    // make, compose and Kubernetes' own variables
    raw`\$\$`,
    // JSON pointers
    '~[01]',
  ].join('|'),
  'y',
)

const controls: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\u0007',
  b: '\b',
  e: '\u001b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

/** Every escape of a text, in whatever language: JSON, Go, Python, shells, URLs, HTML, YAML. One level of them only. */
export function readEscapes(text: string): Escapes {
  const readings: Reading[] = []
  const others: Reading[] = []
  let read = 0
  for (const { index } of text.matchAll(signs)) {
    const [one, ...more] = readEscape(text, index)
    others.push(...more)
    if (one === undefined) continue
    if (index < read) others.push(one)
    else {
      readings.push(one)
      read = one.end
    }
  }
  return { readings, others }
}

/** More characters than the longest escape has. */
export const longestEscape = 24

/** The characters that an escape may begin with. */
const signs = /[%\\&'"$~]/g

export function isSign(text: string): boolean {
  return text.length === 1 && `%\\&'"$~`.includes(text)
}

/** What the escape at an offset is read as, first what is likely; none where there is none. */
export function readEscape(text: string, start: number): Reading[] {
  escapeHere.lastIndex = start
  const match = escapeHere.exec(text)
  if (match === null) return []
  const [found] = match
  const groups = match.groups ?? {}
  const width = groups['percent'] !== undefined ? 3 : groups['bytes'] !== undefined ? 4 : undefined
  if (width !== undefined) {
    return charactersOf(bytesOf(found, width)).map(({ text, count }) => ({ start, end: start + count * width, text }))
  }
  const said = characterOf(found)
  return said === undefined ? [] : [{ start, end: start + found.length, text: said }]
}

/** undefined for what is no escape after all: an unknown name, a number beyond Unicode. */
function characterOf(found: string): string | undefined {
  if (found.startsWith('&')) return entityOf(found.slice(1, -1))
  if (found.startsWith('%u')) return fromCode(found.slice(2), 16)
  if (found.startsWith('~')) return found === '~1' ? '/' : '~'
  if (!found.startsWith('\\')) return found.charAt(0)
  const kind = found.charAt(1)
  if (kind === '\r' || kind === '\n') return ''
  if (/^[\uD800-\uDBFF]/.test(kind)) return found.slice(1)
  if (found.length > 2) return fromCode(found.replace(/[^0-9A-Fa-f]/g, ''), 16)
  return controls[kind] ?? kind
}

function entityOf(name: string): string | undefined {
  if (!name.startsWith('#')) return entities.get(name)
  return /^#[xX]/.test(name) ? fromCode(name.slice(2), 16) : fromCode(name.slice(1), 10)
}

function fromCode(digits: string, base: number): string | undefined {
  const code = Number.parseInt(digits, base)
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined
}

function bytesOf(run: string, width: number): Buffer {
  return Buffer.from(
    Array.from({ length: run.length / width }, (_, index) => {
      const one = run.slice(index * width, (index + 1) * width)
      return /^\\[0-3]/.test(one) ? Number.parseInt(one.slice(1), 8) : Number.parseInt(one.slice(-2), 16)
    }),
  )
}

/** The first character of bytes in UTF-8, and in Latin-1, with how many of them it takes. */
function charactersOf(bytes: Buffer): { text: string; count: number }[] {
  const lead = bytes[0] ?? 0
  const count = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1
  const utf8 = bytes.toString('utf8', 0, count)
  const latin1 = { text: String.fromCharCode(lead), count: 1 }
  return count === 1 || bytes.length < count || utf8.includes('\ufffd') ? [latin1] : [{ text: utf8, count }, latin1]
}
