import { UnreadableError } from './node.ts'

/** Characters of ASCII, as the inside of a class of JavaScript. */
const named: ReadonlyMap<string, string> = new Map([
  ['alnum', '0-9A-Za-z'],
  ['alpha', 'A-Za-z'],
  ['ascii', '\\x00-\\x7f'],
  ['blank', '\\t\\x20'],
  ['cntrl', '\\x00-\\x1f\\x7f'],
  ['digit', '0-9'],
  ['graph', '\\x21-\\x7e'],
  ['lower', 'a-z'],
  ['print', '\\x20-\\x7e'],
  ['punct', '\\x21-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\x7e'],
  ['space', '\\t-\\r\\x20'],
  ['upper', 'A-Z'],
  ['word', '0-9A-Za-z_'],
  ['xdigit', '0-9A-Fa-f'],
])

const perl: ReadonlyMap<string, string> = new Map([
  ['d', '0-9'],
  ['s', '\\t\\n\\f\\r\\x20'],
  ['w', '0-9A-Za-z_'],
])

const controls: ReadonlyMap<string, string> = new Map([
  ['a', '\x07'],
  ['f', '\f'],
  ['t', '\t'],
  ['n', '\n'],
  ['r', '\r'],
  ['v', '\v'],
])

/** What was read from the beginning of a text, and how long that is there. */
export interface Piece {
  readonly text: string
  readonly length: number
}

/** A set of characters that a backslash or `[:` begins, as a class of JavaScript (flag `v`); undefined where there is none. */
export function readSet(rest: string): Piece | undefined {
  const [all, not, name] = /^\[:(\^?)(\w+):\]/.exec(rest) ?? []
  if (all !== undefined) return { text: setOf(named.get(name ?? ''), not === '^'), length: all.length }
  const letter = /^\\([dswDSW])/.exec(rest)?.[1]
  if (letter !== undefined)
    return { text: setOf(perl.get(letter.toLowerCase()), letter !== letter.toLowerCase()), length: 2 }
  const [unicode, sign, one, many = one] = /^\\([pP])(?:([A-Z])|\{(\w+)\})/.exec(rest) ?? []
  if (unicode === undefined) return undefined
  const isCategory = /^(?:Any|[CLMNPSZ][a-z]?)$/.test(many ?? '')
  return { text: `\\${sign}{${isCategory ? many : `Script=${many}`}}`, length: unicode.length }
}

function setOf(inside: string | undefined, isNegated: boolean): string {
  if (inside === undefined) throw new UnreadableError()
  return `[${isNegated ? '^' : ''}${inside}]`
}

/** A character as a pattern writes it, escaped or not. */
export function readCharacter(rest: string): Piece {
  const plain = String.fromCodePoint(rest.codePointAt(0) ?? 0)
  if (plain !== '\\') return { text: plain, length: plain.length }
  const [octal, digits] = /^\\(0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(rest) ?? []
  if (octal !== undefined) return { text: String.fromCodePoint(Number.parseInt(digits ?? '', 8)), length: octal.length }
  const [hex, braced, two = braced] = /^\\x(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{2}))/.exec(rest) ?? []
  const code = Number.parseInt(two ?? '', 16)
  if (hex !== undefined && code <= 0x10ffff) return { text: String.fromCodePoint(code), length: hex.length }
  const escaped = rest[1] ?? ''
  const control = controls.get(escaped)
  if (control !== undefined) return { text: control, length: 2 }
  if (!/^[!-/:-@[-`{-~]$/.test(escaped)) throw new UnreadableError()
  return { text: escaped, length: 2 }
}
