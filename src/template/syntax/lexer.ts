import { syntaxError } from '../errors.ts'
import type { HostTokens } from '../nunjucks.ts'
import { PyFloat } from '../python/float.ts'
import { parseInteger } from '../python/numbers.ts'
import { quote } from '../python/quote.ts'
import { decodeString } from './escapes.ts'
import type { SyntaxOptions } from './options.ts'
import { isIdentifier, onlySpaces, type Rules, rightSpaces, rulesOf, type TagKind, tagTokenFor } from './rules.ts'
import type { Source } from './source.ts'
import { operatorType, type Token, type TokenType } from './tokens.ts'

type State = 'root' | 'block' | 'variable' | 'linestatement'

const closing: ReadonlyMap<string, string> = new Map([
  ['{', '}'],
  ['(', ')'],
  ['[', ']'],
])

/**
 * Jinja2's lexer (3.1 lexer `Lexer.tokeniter` and `wrap`) with the interface of nunjucks' tokenizer. Lexes as far as
 * it is asked, so that the first error of a template is the same as Jinja2's.
 */
export class Lexer implements HostTokens {
  readonly #source: Source
  readonly #text: string
  readonly #options: SyntaxOptions
  readonly #rules: Rules
  readonly #tagToken: RegExp
  readonly #queue: Token[] = []
  readonly #open: string[] = []
  #state: State = 'root'
  #at = 0
  #line = 0
  #lineStarting = true
  /** Where the last token began: Jinja2's end of the template is on its line. */
  #lastOffset = 0

  constructor(source: Source, options: SyntaxOptions) {
    this.#source = source
    this.#text = source.text
    this.#options = options
    this.#rules = rulesOf(options)
    this.#tagToken = tagTokenFor(source.text)
  }

  /** The next token, `eof` for ever at the end. */
  nextToken(): Token {
    while (this.#queue.length === 0) {
      if (this.#at >= this.#text.length && this.#state !== 'linestatement') return this.#eof()
      if (this.#state === 'root') this.#lexRoot()
      else this.#lexTag(this.#state)
    }
    const token = this.#queue.shift() ?? this.#eof()
    this.#lastOffset = token.offset
    return token
  }

  #eof(): Token {
    const newline = this.#text.indexOf('\n', this.#lastOffset)
    return this.#token('eof', '', newline === -1 ? this.#at : Math.min(newline, this.#at), this.#at)
  }

  #token(type: TokenType, value: Token['value'], offset: number, end: number): Token {
    const { lineStarts } = this.#source
    while ((lineStarts[this.#line + 1] ?? Number.POSITIVE_INFINITY) <= offset) this.#line++
    return { type, value, offset, end, lineno: this.#line, colno: offset - (lineStarts[this.#line] ?? 0) }
  }

  #push(type: TokenType, value: Token['value'], offset: number, end: number): void {
    this.#queue.push(this.#token(type, value, offset, end))
  }

  #data(start: number, end: number): void {
    if (start === end) return
    const text = this.#text.slice(start, end)
    this.#push('data', this.#newlines(text), start, end)
  }

  #newlines(text: string): string {
    const sequence = this.#options.newline_sequence
    return sequence === '\n' ? text : text.replaceAll('\n', sequence)
  }

  #moveTo(end: number): void {
    if (end > this.#at) this.#lineStarting = this.#text.charCodeAt(end - 1) === 10
    this.#at = end
  }

  /** Text up to the next tag, and the tag's beginning. */
  #lexRoot(): void {
    const { tagStart, tagStarts } = this.#rules
    const start = this.#at
    tagStart.lastIndex = start
    const match = tagStart.exec(this.#text)
    if (match === null) {
      this.#data(start, this.#text.length)
      this.#moveTo(this.#text.length)
      return
    }
    const found = tagStarts.find(({ group }) => match[group] !== undefined)
    if (found === undefined) throw new Error('A tag matched no rule')
    const sign = match[found.group + 1] ?? ''
    const end = match.index + match[0].length
    this.#data(start, this.#dataEnd(start, match.index, sign, found.kind === 'variable'))
    this.#moveTo(end)
    if (found.kind === 'raw') this.#lexRaw()
    else this.#enter(found.kind, match.index, end)
  }

  /** Where text before a tag ends once `-` or lstrip_blocks took its whitespace. */
  #dataEnd(start: number, end: number, sign: string, isVariable: boolean): number {
    const text = this.#text.slice(start, end)
    if (sign === '-') return start + text.replace(rightSpaces, '').length
    if (sign === '+' || isVariable || !this.#options.lstrip_blocks) return end
    const lineStart = text.lastIndexOf('\n') + 1
    if (lineStart === 0 && !this.#lineStarting) return end
    return onlySpaces.test(text.slice(lineStart)) ? start + lineStart : end
  }

  #enter(kind: TagKind, offset: number, end: number): void {
    if (kind === 'comment') this.#skipComment(offset)
    else if (kind === 'linecomment') this.#skipLineComment()
    else {
      this.#push(kind === 'variable' ? 'variable-start' : 'block-start', this.#text.slice(offset, end), offset, end)
      this.#state = kind
    }
  }

  #skipComment(offset: number): void {
    const { commentEnd } = this.#rules
    // A comment that begins at the very end is no error in Jinja2 either.
    if (this.#at >= this.#text.length) return
    commentEnd.lastIndex = this.#at
    const match = commentEnd.exec(this.#text)
    if (match === null) throw syntaxError('Missing end of comment tag', offset)
    this.#moveTo(match.index + match[0].length)
  }

  #skipLineComment(): void {
    const end = this.#text.indexOf('\n', this.#at)
    this.#moveTo(end === -1 ? this.#text.length : end)
  }

  #lexRaw(): void {
    const { rawEnd } = this.#rules
    const start = this.#at
    if (start >= this.#text.length) return
    rawEnd.lastIndex = start
    const match = rawEnd.exec(this.#text)
    if (match === null) throw syntaxError('Missing end of raw directive', start)
    this.#data(start, this.#dataEnd(start, match.index, match[1] ?? '', false))
    this.#moveTo(match.index + match[0].length)
  }

  /** One token inside a tag, or its end where no parenthesis is open. */
  #lexTag(state: Exclude<State, 'root'>): void {
    const start = this.#at
    if (this.#open.length === 0 && this.#lexTagEnd(state)) return
    this.#tagToken.lastIndex = start
    const match = this.#tagToken.exec(this.#text)
    if (match === null) {
      if (start >= this.#text.length) {
        this.#state = 'root'
        return
      }
      this.#failAt(start)
    }
    const value = match[0]
    const end = start + value.length
    this.#moveTo(end)
    if (match[1] !== undefined) return
    if (match[2] !== undefined) this.#push('float', new PyFloat(Number(value.replaceAll('_', ''))), start, end)
    else if (match[3] !== undefined) this.#push('int', parseInteger(value, 0), start, end)
    else if (match[4] !== undefined) this.#name(value, start, end)
    else if (match[5] !== undefined) {
      this.#push('string', decodeString(this.#newlines(value.slice(1, -1)), start), start, end)
    } else this.#operator(value, start, end)
  }

  #lexTagEnd(state: Exclude<State, 'root'>): boolean {
    const rule = this.#rules.tagEnd[state]
    rule.lastIndex = this.#at
    const match = rule.exec(this.#text)
    if (match === null) return false
    const end = this.#at + match[0].length
    this.#push(state === 'variable' ? 'variable-end' : 'block-end', match[0], this.#at, end)
    this.#moveTo(end)
    this.#state = 'root'
    return true
  }

  #name(value: string, start: number, end: number): void {
    if (!isIdentifier(value)) throw syntaxError('Invalid character in identifier', start)
    this.#push('symbol', value, start, end)
  }

  #operator(value: string, start: number, end: number): void {
    const expected = closing.get(value)
    if (expected !== undefined) this.#open.push(expected)
    else if (value === '}' || value === ')' || value === ']') {
      const wanted = this.#open.pop()
      if (wanted === undefined) throw syntaxError(`unexpected '${value}'`, start)
      if (wanted !== value) throw syntaxError(`unexpected '${value}', expected '${wanted}'`, start)
    }
    this.#push(operatorType(value), value, start, end)
  }

  #failAt(offset: number): never {
    const character = String.fromCodePoint(this.#text.codePointAt(offset) ?? 0)
    const index = [...this.#text.slice(0, offset)].length
    throw syntaxError(`unexpected char ${quote(character)} at ${index}`, offset)
  }
}
