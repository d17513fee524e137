import { escapeCiCommands, hasCiCommand, hasControls } from '../printable.ts'

/**
 * Words and numbers of YAML 1.1 (kubectl, PyYAML) and 1.2: a string that looks like one is quoted. Wider than any
 * reader's own rule: what starts as a number may is quoted, unless it goes on as a version, a size or a host does.
 */
const reservedWords = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf|~|=|<<|[-+]?\.(?:inf|nan))$/i
const numberStart = /^[-+]?\.?[0-9]/
/** Base 60, dates and every form of a number. */
const numberLike = /^[-+]?[0-9.][0-9._,:xXoObBa-fA-FpPtTzZ+ -]*$/
/** Characters that are safe anywhere in a plain scalar; a `#` after a space and a `: ` are excluded below. */
const plainText = /^[A-Za-z0-9_./+-][A-Za-z0-9_./+@%^$()=;~*&!?<>#:, -]*$/
/** What libyaml and PyYAML print and read as it is; some of it a terminal would act on. */
const printable = /^[\t\n\u0020-\u007e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]*$/u

/** A string on one line: plain where every reader takes it for that string, else quoted. */
export function writeString(text: string): string {
  if (isPlain(text)) return text
  const prefersSingle = /["\\]/.test(text) && !text.includes('\n') && !text.includes('\t') && isShownAsItIs(text)
  return prefersSingle ? `'${text.replaceAll("'", "''")}'` : writeDoubleQuoted(text)
}

function isShownAsItIs(text: string): boolean {
  return printable.test(text) && !hasControls(text) && !hasCiCommand(text)
}

function isPlain(text: string): boolean {
  if (!plainText.test(text) || reservedWords.test(text) || text.endsWith(' ') || text.endsWith(':')) return false
  if (text.includes(': ') || text.includes(' #') || /^(?:[-.]+|- .*|\? .*|---.*|\.\.\..*)$/.test(text)) return false
  return !(numberStart.test(text) && numberLike.test(text))
}

const escapes: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\t': '\\t', '\r': '\\r' }

function writeDoubleQuoted(text: string): string {
  let quoted = ''
  const isPrinted = hasControls(text) ? isShownAsItIs : (character: string) => printable.test(character)
  for (const character of wellFormed(text)) {
    quoted += escapes[character] ?? (isPrinted(character) ? character : escapeCode(character.codePointAt(0) ?? 0))
  }
  return `"${escapeCiCommands(quoted)}"`
}

function escapeCode(code: number): string {
  const digits = code.toString(16)
  if (code < 0x100) return `\\x${digits.padStart(2, '0')}`
  return code < 0x10000 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`
}

/**
 * The lines of a literal block, without its indentation, and its indicator: `|`, `|-`, `|+`. Undefined where the
 * text has one line only, or holds what a literal block can't, or what would need an indentation indicator.
 */
export function literalBlock(
  text: string,
): { readonly indicator: string; readonly lines: readonly string[] } | undefined {
  if (!text.includes('\n') || !isShownAsItIs(text)) return undefined
  if (!/^\n*[^\s]/.test(text) || !/[^\s]\n*$/.test(text)) return undefined
  const body = text.replace(/\n+$/, '')
  const breaks = text.length - body.length
  const lines = body.split('\n')
  if (breaks > 1) lines.push(...Array.from({ length: breaks - 1 }, () => ''))
  return { indicator: breaks === 0 ? '|-' : breaks === 1 ? '|' : '|+', lines }
}

/**
 * A number that YAML 1.1 readers take for that number: PyYAML wants a dot and the exponent's sign in a float. A double beyond
 * 64 bits is written as the float that it is, for readers refuse or round such an integer.
 */
export function writeNumber(value: number | bigint): string {
  if (typeof value === 'bigint') return String(value)
  if (!Number.isFinite(value)) throw new Error(`YAML for JSON has no ${value}`)
  const exact = !Number.isInteger(value) || Number.isSafeInteger(value)
  const text = value === 0 ? '0' : exact ? String(value) : value.toExponential()
  const [mantissa = '', exponent] = text.split('e')
  return exponent === undefined ? text : `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}e${exponent}`
}

/** Lone surrogates, which UTF-8 can't hold, become U+FFFD. */
function wellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8')
}
