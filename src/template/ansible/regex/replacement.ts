import { raise } from '../../python/error.ts'
import { quote } from '../../python/quote.ts'
import type { Translation } from './syntax.ts'

/** What a match is replaced with: literal text, and the numbers of Python's groups. */
export type Replacement = readonly (string | number)[]

const escapes: ReadonlyMap<string, string> = new Map([
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\\', '\\'],
])

/**
 * The parts of a replacement (CPython 3.11 `re._parser.parse_template`): `\1`, `\g<1>`, `\g<name>`, octal and
 * control escapes; other escaped punctuation stays as it is.
 * @throws PyError `error` or IndexError with re's message
 */
export function parseReplacement(template: string, translation: Translation): Replacement {
  const parts: (string | number)[] = []
  const form = /\\(?:g<([^>]*)>|(0[0-7]{0,2}|[0-3][0-7]{2}|[1-9][0-9]?)|(.?))/gsu
  let from = 0
  for (const match of template.matchAll(form)) {
    parts.push(template.slice(from, match.index))
    from = match.index + match[0].length
    parts.push(partOf(match, template, translation))
  }
  parts.push(template.slice(from))
  return parts.filter((part) => part !== '')
}

function partOf(match: RegExpExecArray, template: string, { groups, names }: Translation): string | number {
  const [whole, name, digits, escaped = ''] = match
  const fail = (message: string, offset: number): never =>
    raise('error', `${message} at position ${match.index + offset}`)
  if (name !== undefined) {
    if (name === '') fail('missing group name', 3)
    if (/^\d+$/.test(name)) return checked(Number(name), groups, () => fail(`invalid group reference ${name}`, 3))
    if (!/^[\p{XID_Start}_]\p{XID_Continue}*$/u.test(name)) fail(`bad character in group name ${quote(name)}`, 3)
    return names.get(name) ?? raise('IndexError', `unknown group name ${quote(name)}`)
  }
  if (digits !== undefined) {
    if (digits.startsWith('0') || digits.length === 3) return String.fromCharCode(Number.parseInt(digits, 8))
    return checked(Number(digits), groups, () => fail(`invalid group reference ${digits}`, 1))
  }
  if (escaped === '') fail('bad escape (end of pattern)', 0)
  if (escaped === 'g') fail(...unterminated(template.slice(match.index + 2)))
  if (/[a-zA-Z]/.test(escaped) && !escapes.has(escaped)) fail(`bad escape ${whole}`, 0)
  return escapes.get(escaped) ?? whole
}

/** The message for a `\\g` that no name in angle brackets follows, and where. */
function unterminated(rest: string): [string, number] {
  if (!rest.startsWith('<')) return ['missing <', 2]
  return [rest === '<' ? 'missing group name' : 'missing >, unterminated name', 3]
}

function checked(number: number, groups: readonly number[], fail: () => never): number {
  return number < groups.length ? number : fail()
}
