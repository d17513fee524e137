import type { HostToken } from '../nunjucks.ts'
import type { PyFloat } from '../python/float.ts'

/** Token types, named as nunjucks' lexer names them; `eof` is ours. */
export type TokenType =
  | 'data'
  | 'block-start'
  | 'block-end'
  | 'variable-start'
  | 'variable-end'
  | 'symbol'
  | 'string'
  | 'int'
  | 'float'
  | 'left-paren'
  | 'right-paren'
  | 'left-bracket'
  | 'right-bracket'
  | 'left-curly'
  | 'right-curly'
  | 'comma'
  | 'colon'
  | 'tilde'
  | 'pipe'
  | 'operator'
  | 'eof'

/** A token; `offset` and `end` are UTF-16 units of the source with its newlines normalised. */
export interface Token extends HostToken {
  readonly type: TokenType
  readonly value: string | number | bigint | PyFloat
  readonly offset: number
  readonly end: number
}

const punctuation: ReadonlyMap<string, TokenType> = new Map([
  ['(', 'left-paren'],
  [')', 'right-paren'],
  ['[', 'left-bracket'],
  [']', 'right-bracket'],
  ['{', 'left-curly'],
  ['}', 'right-curly'],
  [',', 'comma'],
  [':', 'colon'],
  ['~', 'tilde'],
  ['|', 'pipe'],
])

/** The token type of an operator's characters. */
export function operatorType(characters: string): TokenType {
  return punctuation.get(characters) ?? 'operator'
}

const descriptions: ReadonlyMap<TokenType, string> = new Map([
  ['block-start', 'begin of statement block'],
  ['block-end', 'end of statement block'],
  ['variable-start', 'begin of print statement'],
  ['variable-end', 'end of print statement'],
  ['data', 'template data / text'],
  ['eof', 'end of template'],
  ['int', 'integer'],
  ['float', 'float'],
  ['string', 'string'],
  ['symbol', 'name'],
])

/** A token type as error messages name it (Jinja2 3.1 lexer `_describe_token_type`). */
export function describeType(type: TokenType): string {
  const described = descriptions.get(type)
  if (described !== undefined) return described
  for (const [characters, punctuationType] of punctuation) if (punctuationType === type) return characters
  return type
}

/** A token as error messages name it: a name or operator by itself, anything else by its kind. */
export function describeToken(token: Token): string {
  const byValue =
    token.type === 'symbol' || token.type === 'operator' || punctuation.get(String(token.value)) === token.type
  return byValue ? String(token.value) : describeType(token.type)
}
