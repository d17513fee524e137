import { lazily } from '../../lazily.ts'
import type { SyntaxOptions } from './options.ts'

/**
 * The regular expressions of the lexer (Jinja2 3.1 lexer `Lexer.__init__`, `compile_rules`), all sticky or global.
 * Python's `\s` and `^` differ from JavaScript's, so both are spelled out.
 */

/** Python's `str.isspace` characters, as a class body. */
const spaces = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'
const space = `[${spaces}]`
const lineStart = '(?<![^\\n])'

export type TagKind = 'comment' | 'block' | 'variable' | 'linestatement' | 'linecomment'

/** One alternative of what may begin a tag; `group` is its capture group, `group + 1` its whitespace sign. */
export interface TagStart {
  readonly kind: TagKind | 'raw'
  readonly group: number
}

export interface Rules {
  /** Finds the next tag from lastIndex on. */
  readonly tagStart: RegExp
  readonly tagStarts: readonly TagStart[]
  readonly commentEnd: RegExp
  readonly rawEnd: RegExp
  /** Sticky: the end of the tag of that kind. */
  readonly tagEnd: Readonly<Record<'block' | 'variable' | 'linestatement', RegExp>>
}

export const rightSpaces = new RegExp(`${space}+$`, 'u')
export const onlySpaces = new RegExp(`^${space}+$`, 'u')

const asciiToken = lazily(() => compileToken('[\\t-\\r\\x1c-\\x20]', '0-9', 'A-Za-z0-9_'))
const anyToken = lazily(() => compileToken(space, '\\p{Nd}', '\\p{L}\\p{N}_\\p{XIDC}'))

/**
 * Sticky, one alternative a group: 1 whitespace, 2 float, 3 integer, 4 name, 5 string, 6 operator. For a text of ASCII alone it looks
 * for no other character: Unicode's classes take 3 ms to begin with.
 */
export function tagTokenFor(text: string): RegExp {
  return isAscii(text) ? asciiToken() : anyToken()
}

function compileToken(white: string, digit: string, inName: string): RegExp {
  return new RegExp(
    [
      `(${white}+)`,
      '((?<!\\.)(?:\\d+_)*\\d+(?:(?:\\.(?:\\d+_)*\\d+)?[eE][+-]?(?:\\d+_)*\\d+|\\.(?:\\d+_)*\\d+))',
      `(0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[${digit}a-fA-F])+|[1-9](?:_?[${digit}])*|0(?:_?0)*)`,
      `([${inName}]+)`,
      `('[^'\\\\]*(?:\\\\[^][^'\\\\]*)*'|"[^"\\\\]*(?:\\\\[^][^"\\\\]*)*")`,
      '(\\/\\/|\\*\\*|==|!=|>=|<=|[-+/*%~[\\](){}><=.:|,;])',
    ].join('|'),
    'uy',
  )
}

/** Printable, or white space of old. */
function isAscii(text: string): boolean {
  return /^[\t-\r -~]*$/.test(text)
}

const anyIdentifier = lazily(() => /^[\p{XIDS}_][\p{XIDC}]*$/u)

/** Python's `str.isidentifier`. */
export function isIdentifier(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text) || (!isAscii(text) && anyIdentifier().test(text))
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

const known = new WeakMap<SyntaxOptions, Rules>()

/** The rules of one set of options. */
export function rulesOf(options: SyntaxOptions): Rules {
  const rules = known.get(options) ?? compileRules(options)
  known.set(options, rules)
  return rules
}

function compileRules(options: SyntaxOptions): Rules {
  const blockStart = escaped(options.block_start_string)
  const blockEnd = escaped(options.block_end_string)
  const commentEnd = escaped(options.comment_end_string)
  const variableEnd = escaped(options.variable_end_string)
  const suffix = options.trim_blocks ? '\\n?' : ''
  const blockClose = `(?:\\+${blockEnd}|-${blockEnd}${space}*|${blockEnd}${suffix})`
  const starts: { readonly length: number; readonly kind: TagKind; readonly pattern: string }[] = [
    { length: options.comment_start_string.length, kind: 'comment', pattern: escaped(options.comment_start_string) },
    { length: options.block_start_string.length, kind: 'block', pattern: blockStart },
    { length: options.variable_start_string.length, kind: 'variable', pattern: escaped(options.variable_start_string) },
  ]
  if (options.line_statement_prefix !== null) {
    const prefix = options.line_statement_prefix
    starts.push({
      length: prefix.length,
      kind: 'linestatement',
      pattern: `${lineStart}[ \\t\\v]*${escaped(prefix)}`,
    })
  }
  if (options.line_comment_prefix !== null) {
    const prefix = options.line_comment_prefix
    starts.push({
      length: prefix.length,
      kind: 'linecomment',
      pattern: `(?:${lineStart}|(?<=[^${spaces}]))(?:(?![\\r\\n])${space})*${escaped(prefix)}`,
    })
  }
  // Longest first, then by Jinja2's token name, both descending.
  starts.sort((left, right) => right.length - left.length || (left.kind < right.kind ? 1 : -1))
  const alternatives = [`(${blockStart}(-|\\+|)${space}*raw${space}*(?:-${blockEnd}${space}*|${blockEnd}))`]
  const tagStarts: TagStart[] = [{ kind: 'raw', group: 1 }]
  for (const start of starts) {
    tagStarts.push({ kind: start.kind, group: 1 + 2 * alternatives.length })
    alternatives.push(`(${start.pattern}(-|\\+|))`)
  }
  return {
    tagStart: new RegExp(alternatives.join('|'), 'gu'),
    tagStarts,
    commentEnd: new RegExp(`\\+${commentEnd}|-${commentEnd}${space}*|${commentEnd}${suffix}`, 'gu'),
    rawEnd: new RegExp(`${blockStart}(-|\\+|)${space}*endraw${space}*${blockClose}`, 'gu'),
    tagEnd: {
      block: new RegExp(blockClose, 'uy'),
      variable: new RegExp(`-${variableEnd}${space}*|${variableEnd}`, 'uy'),
      linestatement: new RegExp(`${space}*(?:\\n|$)`, 'uy'),
    },
  }
}
