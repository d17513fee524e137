import { Cursor } from './cursor.ts'
import type { Arguments, Call, Const, Expression, FilterNode, Keyword, Slice, TestNode } from './nodes.ts'
import { describeToken, type Token } from './tokens.ts'

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

/** How a tuple without parentheses is read. */
export interface TupleRules {
  /** Names and literals only, as in an assignment's target. */
  readonly simplified?: boolean
  readonly conditional?: boolean
  readonly parenthesised?: boolean
  readonly namespaces?: boolean
}

/**
 * Names, literals and what follows them: attributes, subscripts, calls, filters and tests (Jinja2 3.1 parser
 * `parse_primary`, `parse_postfix`, `parse_filter_expr`). The operators stand in expressions.ts.
 */
export abstract class PrimaryParser extends Cursor {
  abstract parseExpression(conditional?: boolean): Expression

  /** A left-associative level: each round of `extend` makes the tree one deeper, so it counts as nesting. */
  protected parseLevel(first: () => Expression, extend: (left: Expression) => Expression | undefined): Expression {
    let node = first()
    for (let rounds = 1; ; rounds++) {
      const extended = extend(node)
      if (extended === undefined) return node
      if (rounds > this.options.maxNesting) this.failTooDeep()
      node = extended
    }
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
      if (this.#isTupleEnd()) break
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

  /** Jinja2 means to end a loop's target at `in` as well, but never does: `for in in list` is a loop. */
  #isTupleEnd(): boolean {
    const { type } = this.current
    return type === 'variable-end' || type === 'block-end' || type === 'right-paren'
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

  protected parsePostfix(start: Expression): Expression {
    return this.parseLevel(
      () => start,
      (node) => {
        if (this.isOperator('.') || this.current.type === 'left-bracket') return this.#parseSubscript(node)
        return this.current.type === 'left-paren' ? this.#parseCall(node) : undefined
      },
    )
  }

  protected parseFilters(start: Expression): Expression {
    return this.parseLevel(
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
    // As in Jinja2, a third colon is read as the start of the step, and refused.
    const step = this.skipIf('colon') && !this.#isSliceEnd() ? this.parseExpression() : null
    return { type: 'slice', offset, start, stop, step }
  }

  #parseSlicePart(): Expression | null {
    return this.is('colon') || this.#isSliceEnd() ? null : this.parseExpression()
  }

  #isSliceEnd(): boolean {
    return this.is('right-bracket') || this.is('comma')
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
    const start = this.advance()
    const negated = this.skipName('not')
    // The name is the better place, but Jinja2's line is that of `is`.
    const { offset } = this.current.lineno === start.lineno ? this.current : start
    const name = this.#dottedName()
    const node: TestNode = { type: 'test', offset, name, target, ...this.#testArguments() }
    return negated ? { type: 'not', offset, operand: node } : node
  }

  #testArguments(): Arguments {
    const isOperand =
      testArguments.has(this.current.type) && !this.isName('else') && !this.isName('or') && !this.isName('and')
    if (this.current.type === 'left-paren' || !isOperand) return this.#optionalArguments()
    if (this.isName('is')) this.failAt('You cannot chain multiple tests with is')
    const argument = this.parsePostfix(this.parsePrimary())
    return { args: [argument], kwargs: [], dynArgs: null, dynKwargs: null }
  }
}
