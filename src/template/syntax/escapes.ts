import { syntaxError } from '../errors.ts'

/**
 * The value of a string literal between its quotes: Python's `unicode-escape` codec over the text with everything
 * beyond ASCII escaped first, as Jinja2 3.1 lexer `Lexer.wrap` does. (So `\é` is a backslash and `xe9`.)
 */
export function decodeString(body: string, offset: number): string {
  if (!body.includes('\\')) return body
  return ascii(body).replace(
    /\\(?:\n|[0-7]{1,3}|x[\da-fA-F]{0,2}|u[\da-fA-F]{0,4}|U[\da-fA-F]{0,8}|N(?:\{[^}]*\}?)?|.)/gs,
    (sequence) => decode(sequence, offset),
  )
}

/** Python's `encode('ascii', 'backslashreplace')`. */
function ascii(text: string): string {
  return text.replace(/[^\x00-\x7f]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0
    if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`
    return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`
  })
}

const single: ReadonlyMap<string, string> = new Map([
  ['\n', ''],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
])

function decode(sequence: string, offset: number): string {
  const kind = sequence.charAt(1)
  if (kind === 'x') return hexadecimal(sequence, 4, 'truncated \\xXX escape', offset)
  if (kind === 'u') return hexadecimal(sequence, 6, 'truncated \\uXXXX escape', offset)
  if (kind === 'U') return hexadecimal(sequence, 10, 'truncated \\UXXXXXXXX escape', offset)
  if (kind === 'N') return named(sequence, offset)
  if (kind >= '0' && kind <= '7') return String.fromCodePoint(Number.parseInt(sequence.slice(1), 8))
  return single.get(kind) ?? sequence
}

function hexadecimal(sequence: string, length: number, message: string, offset: number): string {
  if (sequence.length !== length) throw syntaxError(message, offset)
  const code = Number.parseInt(sequence.slice(2), 16)
  if (code > 0x10ffff) throw syntaxError('illegal Unicode character', offset)
  return String.fromCodePoint(code)
}

/** The names that templates were seen to use; JavaScript has no table of all of them. */
const names: ReadonlyMap<string, string> = new Map([
  ['NO-BREAK SPACE', '\xa0'],
  ['COPYRIGHT SIGN', '\xa9'],
  ['REGISTERED SIGN', '\xae'],
  ['DEGREE SIGN', '\xb0'],
  ['SECTION SIGN', '\xa7'],
  ['EN DASH', '\u2013'],
  ['EM DASH', '\u2014'],
  ['BULLET', '\u2022'],
  ['HORIZONTAL ELLIPSIS', '\u2026'],
  ['EURO SIGN', '\u20ac'],
  ['TRADE MARK SIGN', '\u2122'],
  ['RIGHTWARDS ARROW', '\u2192'],
  ['HOT SPRINGS', '\u2668'],
  ['CHECK MARK', '\u2713'],
  ['SNOWMAN', '\u2603'],
])

function named(sequence: string, offset: number): string {
  if (!/^\\N\{[^}]+\}$/.test(sequence)) throw syntaxError('malformed \\N character escape', offset)
  const character = names.get(sequence.slice(3, -1).toUpperCase())
  if (character === undefined) throw syntaxError('unknown Unicode character name', offset)
  return character
}
