import { describe, expect, it } from 'vitest'
import { Lexer } from '../../../src/template/syntax/lexer.ts'
import type { SyntaxOptions } from '../../../src/template/syntax/options.ts'
import { readSource } from '../../../src/template/syntax/source.ts'
import type { Token } from '../../../src/template/syntax/tokens.ts'

const defaults: SyntaxOptions = {
  block_start_string: '{%',
  block_end_string: '%}',
  variable_start_string: '{{',
  variable_end_string: '}}',
  comment_start_string: '{#',
  comment_end_string: '#}',
  line_statement_prefix: null,
  line_comment_prefix: null,
  trim_blocks: false,
  lstrip_blocks: false,
  newline_sequence: '\n',
  keep_trailing_newline: true,
  extensions: new Set(),
  maxNesting: 200,
}

function lex(text: string, options: Partial<SyntaxOptions> = {}): readonly Token[] {
  const lexer = new Lexer(readSource('main', text, true), { ...defaults, ...options })
  const tokens: Token[] = []
  for (let token = lexer.nextToken(); token.type !== 'eof'; token = lexer.nextToken()) tokens.push(token)
  return tokens
}

describe('the lexer', () => {
  it("emits nunjucks' tokens, lines and columns from 0", () => {
    expect(lex('a\n{{ b.c(1) }}').map(({ type, value, lineno, colno }) => [type, value, lineno, colno])).toEqual([
      ['data', 'a\n', 0, 0],
      ['variable-start', '{{', 1, 0],
      ['symbol', 'b', 1, 3],
      ['operator', '.', 1, 4],
      ['symbol', 'c', 1, 5],
      ['left-paren', '(', 1, 6],
      ['int', 1, 1, 7],
      ['right-paren', ')', 1, 8],
      ['variable-end', '}}', 1, 10],
    ])
  })

  it('keeps the offset of text that whitespace control has cut', () => {
    const [first, , , , last] = lex('  a \n{%- x -%}\n  b')
    expect([first?.value, first?.offset, last?.value, last?.offset]).toEqual(['  a', 0, 'b', 17])
  })

  it('ends a line comment at its line, whatever it holds', () => {
    const tokens = lex('a ## 😀 note😀\nb', { line_comment_prefix: '##' })
    expect(tokens.map(({ value }) => value)).toEqual(['a', '\nb'])
  })

  it('reads as far as it is asked only', () => {
    const lexer = new Lexer(readSource('main', 'a{{ b ? c }}', true), defaults)
    expect([lexer.nextToken().value, lexer.nextToken().value, lexer.nextToken().value]).toEqual(['a', '{{', 'b'])
    expect(() => lexer.nextToken()).toThrow("unexpected char '?' at 6")
  })

  it.each([
    ["'a\\tb'", 'a\tb'],
    ["'\\x41\\u00e9\\U0001f600'", 'Aé😀'],
    ["'\\101\\0'", 'A\0'],
    ["'\\q\\\\'", '\\q\\'],
    ["'a\\\nb'", 'ab'],
    ["'\\N{SNOWMAN}'", '☃'],
    ["'é\\é'", 'é\\xe9'],
    ["'😀'", '😀'],
  ])('decodes the string %s as Python does', (literal, value) => {
    expect(lex(`{{ ${literal} }}`)[1]?.value).toBe(value)
  })

  it.each([
    ["'\\x4'", 'truncated \\xXX escape'],
    ["'\\u12'", 'truncated \\uXXXX escape'],
    ["'\\U00110000'", 'illegal Unicode character'],
    ["'\\N'", 'malformed \\N character escape'],
    ["'\\N{no such}'", 'unknown Unicode character name'],
  ])('refuses the string %s', (literal, message) => {
    expect(() => lex(`{{ ${literal} }}`)).toThrow(message)
  })

  it.each([
    ['1_000', 1000],
    ['0x1F', 31],
    ['0b101', 5],
    ['0o17', 15],
    ['99999999999999999999', 99_999_999_999_999_999_999n],
  ])('reads the integer %s', (literal, value) => {
    expect(lex(`{{ ${literal} }}`)[1]).toMatchObject({ type: 'int', value })
  })

  it.each(['1.5', '1e3', '1_0.2_5', '1E-2'])('reads the float %s', (literal) => {
    expect(lex(`{{ ${literal} }}`)[1]).toMatchObject({
      type: 'float',
      value: { value: Number(literal.replaceAll('_', '')) },
    })
  })

  it.each([
    'a_1 . b2|default(\'x\', "y") ~ 0x1F + 1_0.5e3 // 2 ** 3 != c[1:2]',
    'a\t\n\v\f\r b',
    'set x = {"k": [1, none], "l": (true,)}',
    '_ __a A9_',
  ])('reads %j the same in a text of ASCII as in one with other characters', (inside) => {
    const read = (text: string) => lex(text).map(({ type, value, offset }) => [type, String(value), offset])
    expect([...read(`{{ ${inside} }}`), ['data', 'é', inside.length + 6]]).toEqual(read(`{{ ${inside} }}é`))
  })

  it.each(['straße', 'größe_2', 'x\u0301', '变量'])('reads the name %s', (name) => {
    expect(lex(`{{ ${name} }}`)[1]).toMatchObject({ type: 'symbol', value: name })
  })

  it.each(['x\u00b2', '\u0660a'])('refuses the name %j', (name) => {
    expect(() => lex(`{{ ${name} }}`)).toThrow('Invalid character in identifier')
  })
})
