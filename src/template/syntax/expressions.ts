import { Cursor } from './cursor.ts'
import type {
  Arguments,
  Binary,
  Call,
  ComparisonOperator,
  Const,
  Expression,
  FilterNode,
  Keyword,
  Slice,
  TestNode,
} from './nodes.ts'
import { describeToken, type Token } from './tokens.ts'

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
const constants: ReadonlyMap<string, Const['value']> = new Map([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
])
/** What may follow `is name` without parentheses as its argument. */
const testArguments = new Set(['symbol', 'string', 'int', 'float', 'left-paren', 'left-bracket', 'left-curly'])

/** How a tuple without parentheses is read: where it ends, and what its items may be. */
export interface TupleRules {
  /** Names and literals only, as in an assignment's target. */
  readonly simplified?: boolean
  readonly conditional?: boolean
  readonly end?: 'in' | 'recursive'
  readonly parenthesised?: boolean
  readonly namespaces?: boolean
}

/** Jinja2's expressions (3.1 parser `parse_expression` and below), one method a level of precedence. */
export class ExpressionParser extends Cursor {
  parseExpression(conditional = true): Expression {
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
    return this.#parseLevel(
      () => this.parseAnd(),
      (left) => {
        if (!this.isName('or')) return undefined
        const { offset } = this.advance()
        return { type: 'or', offset, left, right: this.parseAnd() }
      },
    )
  }

  parseAnd(): Expression {
    return this.#parseLevel(
      () => this.parseNot(),
      (left) => {
        if (!this.isName('and')) return undefined
        const { offset } = this.advance()
        return { type: 'and', offset, left, right: this.parseNot() }
      },
    )
  }

  /** A left-associative level: each round of `extend` makes the tree one deeper, so it counts as nesting. */
  #parseLevel(first: () => Expression, extend: (left: Expression) => Expression | undefined): Expression {
    let node = first()
    for (let rounds = 1; ; rounds++) {
      const extended = extend(node)
      if (extended === undefined) return node
      if (rounds > this.options.maxNesting) this.failTooDeep()
      node = extended
    }
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
    return this.#parseLevel(operand, (left) => {
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
    return this.#parseLevel(
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
    node = this.#parsePostfix(node)
    return withFilters ? this.#parseFilters(node) : node
  }

  parsePrimary(namespaces = false): Expression {
    const token = this.current
    const { offset } = token
    switch (token.type) {
      case 'symbol':
        return this.#parseName(token, namespaces)
      case 'string':
        return { type: 'const', offset, value: this.#parseStrings() }
      case 'int':
      case 'float':
        this.advance()
        return { type: 'const', offset, value: token.value }
      case 'left-paren': {
        this.advance()
        const node = this.parseTuple({ parenthesised: true })
        this.take('right-paren')
        return node
      }
      case 'left-bracket':
        return this.#parseList()
      case 'left-curly':
        return this.#parseDict()
      default:
        return this.failAt(`unexpected '${describeToken(token)}'`)
    }
  }

  #parseName(token: Token, namespaces: boolean): Expression {
    this.advance()
    const { offset } = token
    const name = String(token.value)
    const constant = constants.get(name)
    if (constant !== undefined) return { type: 'const', offset, value: constant }
    if (!namespaces || !this.isOperator('.')) return { type: 'name', offset, name, context: 'load' }
    this.advance()
    return { type: 'nsref', offset, name, attribute: this.takeName() }
  }

  #parseStrings(): string {
    let text = ''
    while (this.current.type === 'string') text += String(this.advance().value)
    return text
  }

  /** One expression, or several with commas between them as a tuple (Jinja2 3.1 `parse_tuple`). */
  parseTuple(rules: TupleRules = {}): Expression {
    let { offset } = this.current
    const items: Expression[] = []
    let isTuple = false
    for (;;) {
      if (items.length > 0) this.take('comma')
      if (this.#isTupleEnd(rules)) break
      items.push(rules.simplified ? this.parsePrimary(rules.namespaces) : this.parseExpression(rules.conditional))
      if (this.current.type !== 'comma') break
      isTuple = true
      offset = Math.min(offset, this.current.offset)
    }
    const [first] = items
    if (!isTuple && first !== undefined) return first
    if (!isTuple && !rules.parenthesised) this.failAt(`Expected an expression, got '${describeToken(this.current)}'`)
    return { type: 'tuple', offset, items }
  }

  #isTupleEnd(rules: TupleRules): boolean {
    const { type } = this.current
    if (type === 'variable-end' || type === 'block-end' || type === 'right-paren') return true
    return rules.end !== undefined && this.isName(rules.end)
  }

  #parseList(): Expression {
    const { offset } = this.take('left-bracket')
    const items: Expression[] = []
    while (this.current.type !== 'right-bracket') {
      if (items.length > 0) this.take('comma')
      if (this.is('right-bracket')) break
      items.push(this.parseExpression())
    }
    this.take('right-bracket')
    return { type: 'list', offset, items }
  }

  #parseDict(): Expression {
    const { offset } = this.take('left-curly')
    const pairs: { key: Expression; value: Expression }[] = []
    while (this.current.type !== 'right-curly') {
      if (pairs.length > 0) this.take('comma')
      if (this.is('right-curly')) break
      const key = this.parseExpression()
      this.take('colon')
      pairs.push({ key, value: this.parseExpression() })
    }
    this.take('right-curly')
    return { type: 'dict', offset, pairs }
  }

  #parsePostfix(start: Expression): Expression {
    return this.#parseLevel(
      () => start,
      (node) => {
        if (this.isOperator('.') || this.current.type === 'left-bracket') return this.#parseSubscript(node)
        return this.current.type === 'left-paren' ? this.#parseCall(node) : undefined
      },
    )
  }

  #parseFilters(start: Expression): Expression {
    return this.#parseLevel(
      () => start,
      (node) => {
        if (this.current.type === 'pipe') {
          this.advance()
          return this.#parseFilter(node)
        }
        if (this.isName('is')) return this.#parseTest(node)
        return this.current.type === 'left-paren' ? this.#parseCall(node) : undefined
      },
    )
  }

  #parseSubscript(target: Expression): Expression {
    const token = this.advance()
    if (token.type === 'left-bracket') return this.#parseBrackets(target, token.offset)
    const attribute = this.advance()
    const { offset } = attribute
    if (attribute.type === 'symbol') return { type: 'getattr', offset, target, attribute: String(attribute.value) }
    if (attribute.type !== 'int') this.failAt('expected name or number', offset)
    return { type: 'getitem', offset, target, key: { type: 'const', offset, value: attribute.value } }
  }

  #parseBrackets(target: Expression, offset: number): Expression {
    const keys: Expression[] = []
    while (this.current.type !== 'right-bracket') {
      if (keys.length > 0) this.take('comma')
      keys.push(this.#parseSubscribed())
    }
    this.take('right-bracket')
    const [first] = keys
    const key: Expression = keys.length === 1 && first !== undefined ? first : { type: 'tuple', offset, items: keys }
    return { type: 'getitem', offset, target, key }
  }

  #parseSubscribed(): Expression | Slice {
    const { offset } = this.current
    let start: Expression | null = null
    if (this.current.type !== 'colon') {
      start = this.parseExpression()
      if (!this.is('colon')) return start
    }
    this.take('colon')
    const stop = this.#parseSlicePart()
    const step = this.skipIf('colon') ? this.#parseSlicePart() : null
    return { type: 'slice', offset, start, stop, step }
  }

  #parseSlicePart(): Expression | null {
    const { type } = this.current
    return type === 'colon' || type === 'right-bracket' || type === 'comma' ? null : this.parseExpression()
  }

  #parseCall(callee: Expression): Call {
    const { offset } = 'offset' in callee ? callee : this.current
    return { type: 'call', offset, callee, ...this.parseArguments() }
  }

  /** `(a, b=c, *d, **e)` (Jinja2 3.1 `parse_call_args`). */
  parseArguments(): Arguments {
    const { offset } = this.take('left-paren')
    const args: Expression[] = []
    const kwargs: Keyword[] = []
    let dynArgs: Expression | null = null
    let dynKwargs: Expression | null = null
    const ensure = (allowed: boolean) => {
      if (!allowed) this.failAt('invalid syntax for function call expression', offset)
    }
    for (let isFirst = true; this.current.type !== 'right-paren'; isFirst = false) {
      if (!isFirst) {
        this.take('comma')
        if (this.is('right-paren')) break
      }
      if (this.isOperator('*')) {
        ensure(dynArgs === null && dynKwargs === null)
        this.advance()
        dynArgs = this.parseExpression()
      } else if (this.isOperator('**')) {
        ensure(dynKwargs === null)
        this.advance()
        dynKwargs = this.parseExpression()
      } else if (this.current.type === 'symbol' && this.look().type === 'operator' && this.look().value === '=') {
        ensure(dynKwargs === null)
        const name = this.takeName()
        this.advance()
        kwargs.push({ name, value: this.parseExpression() })
      } else {
        ensure(dynArgs === null && dynKwargs === null && kwargs.length === 0)
        args.push(this.parseExpression())
      }
    }
    this.take('right-paren')
    return { args, kwargs, dynArgs, dynKwargs }
  }

  #parseFilter(target: Expression | null): FilterNode {
    const { offset } = this.current
    const name = this.#dottedName()
    return { type: 'filter', offset, name, target, ...this.#optionalArguments() }
  }

  /** `name(args) | name …` over a buffer: of a filter block, or of a set block, where the first `|` may be missing. */
  parseBufferFilter(): FilterNode {
    let node = this.#parseFilter(null)
    while (this.skipIf('pipe')) node = this.#parseFilter(node)
    return node
  }

  #dottedName(): string {
    let name = this.takeName()
    while (this.skipOperator('.')) name += `.${this.takeName()}`
    return name
  }

  #optionalArguments(): Arguments {
    if (this.current.type === 'left-paren') return this.parseArguments()
    return { args: [], kwargs: [], dynArgs: null, dynKwargs: null }
  }

  #parseTest(target: Expression): Expression {
    this.advance()
    const negated = this.skipName('not')
    const { offset } = this.current
    const name = this.#dottedName()
    const node: TestNode = { type: 'test', offset, name, target, ...this.#testArguments() }
    return negated ? { type: 'not', offset, operand: node } : node
  }

  #testArguments(): Arguments {
    const isOperand =
      testArguments.has(this.current.type) && !this.isName('else') && !this.isName('or') && !this.isName('and')
    if (this.current.type === 'left-paren' || !isOperand) return this.#optionalArguments()
    if (this.isName('is')) this.failAt('You cannot chain multiple tests with is')
    const argument = this.#parsePostfix(this.parsePrimary())
    return { args: [argument], kwargs: [], dynArgs: null, dynKwargs: null }
  }
}
