import { digitClass, spaceClass, wordClass } from '../../filters/patterns.ts'

/** What control characters are written as after a backslash. */
export const controls: ReadonlyMap<string, number> = new Map([
  ['a', 7],
  ['b', 8],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['v', 11],
])

/** The inside of JavaScript's class for `\d`, `\w` and `\s`, in Unicode and with the flag `a`. */
const classes: ReadonlyMap<string, readonly [unicode: string, ascii: string]> = new Map([
  ['d', [digitClass, '0-9']],
  ['w', [wordClass, 'a-zA-Z0-9_']],
  ['s', [spaceClass, ' \\t-\\r']],
])

/** `\d` and its kin, also negated, as a part of a class; undefined for another escape. */
export function shorthand(character: string, isAscii: boolean): string | undefined {
  const inside = classes.get(character)?.[isAscii ? 1 : 0]
  if (inside !== undefined) return inside
  const lower = character.toLowerCase()
  const negated = character === lower ? undefined : classes.get(lower)?.[isAscii ? 1 : 0]
  return negated === undefined ? undefined : `[^${negated}]`
}

/** `\b`, or `\B`, which an empty text doesn't have either. */
export function boundary(isBoundary: boolean, isAscii: boolean): string {
  const word = `[${shorthand('w', isAscii) ?? ''}]`
  return isBoundary
    ? `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`
    : `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word})(?!(?<![\\s\\S])(?![\\s\\S])))`
}

export function isQuantifier(character: string): boolean {
  return character === '*' || character === '+' || character === '?'
}

export function literal(character: string): string {
  return literalCode(character.codePointAt(0) ?? 0)
}

export function literalCode(code: number): string {
  const character = String.fromCodePoint(code)
  return /[A-Za-z0-9_ ]/.test(character) ? character : `\\u{${code.toString(16)}}`
}
