import { replaceEach } from './bounded.ts'
import { isPrintable } from './unicode.ts'

const simple = /^[ !#-&(-[\]-~]*$/

/** `repr(str)`: single quotes unless only double ones avoid an escape; what doesn't print is escaped. */
export function quote(text: string): string {
  if (simple.test(text)) return `'${text}'`
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'"
  return mark + replaceEach(text, special, (character) => shown(character, mark)) + mark
}

const special = /[^ !#-&(-[\]-~]/gu

function shown(character: string, mark: string): string {
  switch (character) {
    case '\\':
      return '\\\\'
    case "'":
    case '"':
      return character === mark ? `\\${character}` : character
    case '\n':
      return '\\n'
    case '\r':
      return '\\r'
    case '\t':
      return '\\t'
    default: {
      const code = character.codePointAt(0) ?? 0
      return isPrintable(code) ? character : escapeCode(code)
    }
  }
}

/** `\xe9`, `\u20ac` or `\U0001f600`. */
export function escapeCode(code: number): string {
  const hex = code.toString(16)
  if (code < 0x100) return `\\x${hex.padStart(2, '0')}`
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}

/** `ascii(value)` from its repr: everything beyond ASCII escaped. */
export function asciiOnly(shown: string): string {
  let result = ''
  for (const character of shown) {
    const code = character.codePointAt(0) ?? 0
    result += code < 0x80 ? character : escapeCode(code)
  }
  return result
}
