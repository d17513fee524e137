import type { YamlProblem } from './problem.ts'

/** What a text that was to be quoted has at a problem's offset, and what to do; none of its words are repeated, as they may be secret. */
export interface Unquoted {
  readonly message: string
  readonly hint: string
  /** Where the value is. */
  readonly offset: number
}

/** Where a value begins: at the start of a line or list item, behind a key, or in brackets. */
const valueStart = /(?:^|[:,[{-])\s*$/
/** What begins no plain value of YAML, and what people mean by it. */
const reserved = /^[%@`]/

/**
 * Why a YAML text breaks at a problem, if that is a value without its quotes: one that begins with `{{` or a character that YAML
 * reserves, or that has a `: ` in it; undefined for all else. YAML's own words for it are about indentation and keys.
 */
export function unquotedAt(text: string, { offset, message }: YamlProblem): Unquoted | undefined {
  const start = lineStart(text, offset)
  const before = text.slice(start, offset)
  // The parser finds out on a later line where a value looked like a key.
  const isLate = message.includes('multiline key')
  const from = isLate && start > 0 ? lineStart(text, start - 1) : start
  const braces = bracesIn(text.slice(from, offset + 1))
  if (braces !== undefined) {
    const { text: opening, index } = braces
    const hint = `write the value as "${opening} … ${opening === '{{' ? '}}' : '%}'}"`
    return { message: `a value that begins with ${opening} must be quoted`, hint, offset: from + index }
  }
  if (/^\s*\{$/.test(before) && text[offset] === '%') {
    const hint = 'only quoted values may hold templates here'
    return { message: '{% … %} outside a quoted value', hint, offset: offset - 1 }
  }
  const [first] = reserved.exec(text.slice(offset, offset + 1)) ?? []
  if (first !== undefined && valueStart.test(before)) {
    return {
      message: `a value that begins with ${first} must be quoted`,
      hint: `write the value as "${first}…"`,
      offset,
    }
  }
  if (text[offset] === ':' && /^\s*(?:- +)*[^\s:'"][^:]*: +[^\s'"]/.test(before)) {
    const hint = 'put the value into quotes; a template can do that with `| tojson`'
    return { message: 'a value that contains ": " must be quoted', hint, offset }
  }
  return undefined
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}

/** The braces of a template, outside quotes, with which a value in these lines begins. */
function bracesIn(lines: string): { readonly text: string; readonly index: number } | undefined {
  for (const { index, 0: text } of `${lines}{`.matchAll(/\{[{%]/g)) {
    const before = lines.slice(lineStart(lines, index), index)
    if (before.trim() !== '' && valueStart.test(before) && !isInQuotes(before)) return { text, index }
  }
  return undefined
}

function isInQuotes(before: string): boolean {
  return before.split('"').length % 2 === 0 || before.split("'").length % 2 === 0
}
