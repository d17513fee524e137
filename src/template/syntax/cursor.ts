import { SourceError, syntaxError } from '../errors.ts'
import { nunjucks } from '../nunjucks.ts'
import { Lexer } from './lexer.ts'
import type { SyntaxOptions } from './options.ts'
import type { Source } from './source.ts'
import { describeToken, describeType, type Token, type TokenType } from './tokens.ts'

/**
 * nunjucks' Parser with one token in hand, as Jinja2's TokenStream has it (3.1 lexer `TokenStream`). The base class
 * keeps the token source, steps over whitespace and drives parseUntilBlocks; everything that it decides about the
 * language is overridden in the classes below this one.
 */
export class Cursor extends nunjucks.parser.Parser {
  readonly options: SyntaxOptions
  readonly source: Source
  readonly #lexer: Lexer
  #ahead: Token | null = null
  #nesting = 0
  /** The token in hand. */
  current: Token
  /** Where the token before it ended. */
  lastEnd = 0

  constructor(source: Source, options: SyntaxOptions) {
    const lexer = new Lexer(source, options)
    super(lexer)
    this.options = options
    this.source = source
    this.#lexer = lexer
    this.current = this.#next()
  }

  #next(): Token {
    const ahead = this.#ahead
    this.#ahead = null
    // The lexer gives nothing but tokens of ours.
    return ahead ?? (this.nextToken() as Token)
  }

  /** Takes the token in hand. */
  advance(): Token {
    const token = this.current
    this.lastEnd = token.end
    this.current = this.#next()
    return token
  }

  /** The token after the one in hand. */
  look(): Token {
    this.#ahead ??= this.#lexer.nextToken()
    return this.#ahead
  }

  is(type: TokenType, value?: string): boolean {
    return this.current.type === type && (value === undefined || this.current.value === value)
  }

  isName(name: string): boolean {
    return this.current.type === 'symbol' && this.current.value === name
  }

  isOperator(characters: string): boolean {
    return this.current.type === 'operator' && this.current.value === characters
  }

  isNextName(name: string): boolean {
    const next = this.look()
    return next.type === 'symbol' && next.value === name
  }

  skipIf(type: TokenType): boolean {
    if (this.current.type !== type) return false
    this.advance()
    return true
  }

  skipName(name: string): boolean {
    if (!this.isName(name)) return false
    this.advance()
    return true
  }

  skipOperator(characters: string): boolean {
    if (!this.isOperator(characters)) return false
    this.advance()
    return true
  }

  /** Takes a token of that type (and value), or fails with Jinja2's message. */
  take(type: TokenType, value?: string): Token {
    if (this.is(type, value)) return this.advance()
    const wanted = value ?? describeType(type)
    if (this.current.type === 'eof') this.failAt(`unexpected end of template, expected '${wanted}'.`)
    return this.failAt(`expected token '${wanted}', got '${describeToken(this.current)}'`)
  }

  takeName(): string {
    return String(this.take('symbol').value)
  }

  failAt(message: string, offset = this.current.offset): never {
    throw syntaxError(message, offset)
  }

  /** nunjucks' own failures, should any be reached, in Jinja2's class. */
  override fail(message: string): never {
    return this.failAt(message)
  }

  /** Runs `parse` one level deeper; a template nested beyond the limit fails clearly instead of exhausting the stack. */
  nested<Result>(parse: () => Result): Result {
    if (++this.#nesting > this.options.maxNesting) this.failTooDeep()
    const result = parse()
    this.#nesting--
    return result
  }

  failTooDeep(): never {
    throw new SourceError(
      'LimitError',
      `the template nests deeper than the limit of ${this.options.maxNesting}`,
      this.current.offset,
    )
  }
}
