import type { Binary, ComparisonOperator, Expression } from './nodes.ts'
import { PrimaryParser } from './primary.ts'

const comparisons: ReadonlyMap<string, ComparisonOperator> = new Map([
  ['==', 'eq'],
  ['!=', 'ne'],
  ['<', 'lt'],
  ['<=', 'le'],
  ['>', 'gt'],
  ['>=', 'ge'],
])
const sums: ReadonlyMap<string, Binary['type']> = new Map([
  ['+', 'add'],
  ['-', 'sub'],
])
const products: ReadonlyMap<string, Binary['type']> = new Map([
  ['*', 'mul'],
  ['/', 'div'],
  ['//', 'floordiv'],
  ['%', 'mod'],
])

/** Jinja2's expressions (3.1 parser `parse_expression` and below), one method a level of precedence. */
export class ExpressionParser extends PrimaryParser {
  override parseExpression(conditional = true): Expression {
    return this.nested(() => (conditional ? this.#parseConditional() : this.parseOr()))
  }

  #parseConditional(): Expression {
    let node = this.parseOr()
    while (this.isName('if')) {
      const { offset } = this.advance()
      const test = this.parseOr()
      const otherwise = this.skipName('else') ? this.nested(() => this.#parseConditional()) : null
      node = { type: 'condexpr', offset, test, whenTrue: node, otherwise }
    }
    return node
  }

  parseOr(): Expression {
    return this.parseLevel(
      () => this.parseAnd(),
      (left) => {
        if (!this.isName('or')) return undefined
        const { offset } = this.advance()
        return { type: 'or', offset, left, right: this.parseAnd() }
      },
    )
  }

  parseAnd(): Expression {
    return this.parseLevel(
      () => this.parseNot(),
      (left) => {
        if (!this.isName('and')) return undefined
        const { offset } = this.advance()
        return { type: 'and', offset, left, right: this.parseNot() }
      },
    )
  }

  parseNot(): Expression {
    if (!this.isName('not')) return this.#parseCompare()
    const { offset } = this.advance()
    return { type: 'not', offset, operand: this.nested(() => this.parseNot()) }
  }

  #parseCompare(): Expression {
    const first = this.#parseSum()
    const rest: { operator: ComparisonOperator; operand: Expression }[] = []
    const { offset } = this.current
    for (;;) {
      const operator = this.#comparison()
      if (operator === undefined) break
      rest.push({ operator, operand: this.#parseSum() })
    }
    return rest.length === 0 ? first : { type: 'compare', offset, first, rest }
  }

  #comparison(): ComparisonOperator | undefined {
    if (this.current.type === 'operator') {
      const operator = comparisons.get(String(this.current.value))
      if (operator !== undefined) this.advance()
      return operator
    }
    if (this.skipName('in')) return 'in'
    if (!this.isName('not') || !this.isNextName('in')) return undefined
    this.advance()
    this.advance()
    return 'notin'
  }

  #parseSum(): Expression {
    return this.#parseBinary(sums, () => this.#parseConcat())
  }

  #parseBinary(operators: ReadonlyMap<string, Binary['type']>, operand: () => Expression): Expression {
    return this.parseLevel(operand, (left) => {
      const type = this.current.type === 'operator' ? operators.get(String(this.current.value)) : undefined
      if (type === undefined) return undefined
      const { offset } = this.advance()
      return { type, offset, left, right: operand() }
    })
  }

  #parseConcat(): Expression {
    const first = this.#parseProduct()
    if (this.current.type !== 'tilde') return first
    const { offset } = this.current
    const parts = [first]
    while (this.skipIf('tilde')) parts.push(this.#parseProduct())
    return { type: 'concat', offset, parts }
  }

  #parseProduct(): Expression {
    return this.#parseBinary(products, () => this.#parsePower())
  }

  #parsePower(): Expression {
    return this.parseLevel(
      () => this.#parseUnary(true),
      (left) => {
        if (!this.isOperator('**')) return undefined
        const { offset } = this.advance()
        return { type: 'pow', offset, left, right: this.#parseUnary(true) }
      },
    )
  }

  #parseUnary(withFilters: boolean): Expression {
    const { offset } = this.current
    let node: Expression
    if (this.skipOperator('-')) node = { type: 'neg', offset, operand: this.nested(() => this.#parseUnary(false)) }
    else if (this.skipOperator('+')) node = { type: 'pos', offset, operand: this.nested(() => this.#parseUnary(false)) }
    else node = this.parsePrimary()
    node = this.parsePostfix(node)
    return withFilters ? this.parseFilters(node) : node
  }
}
