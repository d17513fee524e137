import { assertionError } from '../errors.ts'
import { ExpressionParser } from './expressions.ts'
import type {
  Block,
  CallBlock,
  Expression,
  For,
  FromImport,
  If,
  Import,
  Include,
  MacroLike,
  Name,
  Output,
  Statement,
  Target,
} from './nodes.ts'
import type { TupleRules } from './primary.ts'

/** What an expression is called where it can't be assigned to (Jinja2's node class, in lower case). */
const reserved = new Set(['true', 'false', 'none', 'True', 'False', 'None'])
const spacesOnly = /^[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/u

/** Jinja2's tags (3.1 parser `parse_statement` and below) but for the dispatch, which is parser.ts. */
export abstract class StatementParser extends ExpressionParser {
  /** Statements up to one of these tags, whose name is in hand then. */
  protected abstract parseBody(...ends: string[]): readonly Statement[]

  protected parseFor(): For {
    const { offset } = this.advance()
    const target = this.#parseTarget({})
    this.take('symbol', 'in')
    const iterable = this.parseTuple({ conditional: false })
    const test = this.skipName('if') ? this.parseExpression() : null
    const recursive = this.skipName('recursive')
    const body = this.parseBody('endfor', 'else')
    const otherwise = this.advance().value === 'else' ? this.#parseLast('endfor') : []
    return { type: 'for', offset, target, iterable, test, recursive, body, otherwise }
  }

  /** A body whose end tag is taken with it. */
  #parseLast(end: string): readonly Statement[] {
    const body = this.parseBody(end)
    this.advance()
    return body
  }

  protected parseIf(): If {
    const { offset } = this.current
    const branches: { test: Expression; body: readonly Statement[] }[] = []
    for (;;) {
      this.advance()
      const test = this.parseTuple({ conditional: false })
      branches.push({ test, body: this.parseBody('elif', 'else', 'endif') })
      if (!this.isName('elif')) break
    }
    const otherwise = this.advance().value === 'else' ? this.#parseLast('endif') : []
    return { type: 'if', offset, branches, otherwise }
  }

  protected parseSet(): Statement {
    const { offset } = this.advance()
    const target = this.#parseTarget({ namespaces: true })
    if (this.skipOperator('=')) return { type: 'assign', offset, target, value: this.parseTuple() }
    const filter = this.skipIf('pipe') ? this.parseBufferFilter() : null
    return { type: 'assignblock', offset, target, filter, body: this.#parseLast('endset') }
  }

  protected parseWith(): Statement {
    const { offset } = this.advance()
    const targets: Target[] = []
    const values: Expression[] = []
    while (this.current.type !== 'block-end') {
      if (targets.length > 0) this.take('comma')
      targets.push(this.#parseTarget({}, 'param'))
      this.#takeAssign()
      values.push(this.parseExpression())
    }
    return { type: 'with', offset, targets, values, body: this.#parseLast('endwith') }
  }

  #takeAssign(): void {
    this.take('operator', '=')
  }

  protected parseAutoescape(): Statement {
    const { offset } = this.advance()
    return { type: 'autoescape', offset, value: this.parseExpression(), body: this.#parseLast('endautoescape') }
  }

  protected parseBlock(): Block {
    const { offset } = this.advance()
    const name = this.takeName()
    const scoped = this.skipName('scoped')
    const required = this.skipName('required')
    if (this.isOperator('-')) {
      this.failAt(
        'Block names in Jinja have to be valid Python identifiers and may not contain hyphens, use an underscore instead.',
      )
    }
    const body = this.#parseLast('endblock')
    if (required && !body.every(isBlank)) this.failAt('Required blocks can only contain comments or whitespace')
    this.skipName(name)
    return { type: 'block', offset, name, scoped, required, body }
  }

  protected parseExtends(): Statement {
    const { offset } = this.advance()
    return { type: 'extends', offset, template: this.parseExpression() }
  }

  protected parseInclude(): Include {
    const { offset } = this.advance()
    const template = this.parseExpression()
    const ignoreMissing = this.isName('ignore') && this.isNextName('missing')
    if (ignoreMissing) {
      this.advance()
      this.advance()
    }
    return { type: 'include', offset, template, ignoreMissing, withContext: this.#importContext() ?? true }
  }

  protected parseImport(): Import {
    const { offset } = this.advance()
    const template = this.parseExpression()
    this.take('symbol', 'as')
    const target = this.#parseNameTarget().name
    return { type: 'import', offset, template, target, withContext: this.#importContext() ?? false }
  }

  /** `with context`, `without context`, or neither. */
  #importContext(): boolean | undefined {
    if ((!this.isName('with') && !this.isName('without')) || !this.isNextName('context')) return undefined
    const withContext = this.advance().value === 'with'
    this.advance()
    return withContext
  }

  protected parseFrom(): FromImport {
    const { offset } = this.advance()
    const template = this.parseExpression()
    this.take('symbol', 'import')
    const names: { name: string; alias: string }[] = []
    let withContext: boolean | undefined
    for (;;) {
      if (names.length > 0) this.take('comma')
      if (this.current.type !== 'symbol') this.take('symbol')
      withContext = this.#importContext()
      if (withContext !== undefined) break
      const target = this.#parseNameTarget()
      if (target.name.startsWith('_')) {
        throw assertionError('names starting with an underline can not be imported', target.offset)
      }
      names.push({ name: target.name, alias: this.skipName('as') ? this.#parseNameTarget().name : target.name })
      withContext = this.#importContext()
      if (withContext !== undefined || this.current.type !== 'comma') break
    }
    return { type: 'fromimport', offset, template, names, withContext: withContext ?? false }
  }

  #parseSignature(): Pick<MacroLike, 'params' | 'defaults'> {
    const params: Name[] = []
    const defaults: Expression[] = []
    this.take('left-paren')
    while (this.current.type !== 'right-paren') {
      if (params.length > 0) this.take('comma')
      const param = this.#parseNameTarget()
      param.context = 'param'
      if (this.skipOperator('=')) defaults.push(this.parseExpression())
      else if (defaults.length > 0) this.failAt('non-default argument follows default argument')
      params.push(param)
    }
    this.take('right-paren')
    return { params, defaults }
  }

  protected parseMacro(): Statement {
    const { offset } = this.advance()
    const { name } = this.#parseNameTarget()
    const signature = this.#parseSignature()
    return { type: 'macro', offset, name, ...signature, body: this.#parseLast('endmacro') }
  }

  protected parseCall(): CallBlock {
    const { offset } = this.advance()
    const signature = this.is('left-paren') ? this.#parseSignature() : { params: [], defaults: [] }
    const start = this.current.offset
    const call = this.parseExpression()
    const end = this.lastEnd
    if (call.type !== 'call') return this.failAt('expected call', offset)
    return { type: 'callblock', offset, ...signature, call, start, end, body: this.#parseLast('endcall') }
  }

  protected parseFilterBlock(): Statement {
    const { offset } = this.advance()
    const start = this.current.offset
    const filter = this.parseBufferFilter()
    const end = this.lastEnd
    return { type: 'filterblock', offset, filter, start, end, body: this.#parseLast('endfilter') }
  }

  protected parsePrint(): Output {
    const { offset } = this.advance()
    const parts: Output['parts'][number][] = []
    while (this.current.type !== 'block-end') {
      if (parts.length > 0) this.take('comma')
      const start = this.current.offset
      const expression = this.parseExpression()
      parts.push({ type: 'printed', offset: start, expression, start, end: this.lastEnd })
    }
    return { type: 'output', offset, parts }
  }

  protected parseDo(): Statement {
    const { offset } = this.advance()
    return { type: 'do', offset, expression: this.parseTuple() }
  }

  protected parseLoopControl(): Statement {
    const { offset, value } = this.advance()
    return { type: value === 'break' ? 'break' : 'continue', offset }
  }

  #parseNameTarget(): Name {
    const { offset, value } = this.take('symbol')
    const name = String(value)
    if (reserved.has(name)) this.failAt("can't assign to 'name'", offset)
    return { type: 'name', offset, name, context: 'store' }
  }

  #parseTarget(rules: TupleRules, context: 'store' | 'param' = 'store'): Target {
    const node = this.parseTuple({ ...rules, simplified: true })
    setContext(node, context)
    if (isTarget(node)) return node
    return this.failAt(`can't assign to '${node.type}'`, node.offset)
  }
}

function setContext(node: Expression, context: 'store' | 'param'): void {
  if (node.type === 'name') node.context = context
  else if (node.type === 'tuple') for (const item of node.items) setContext(item, context)
}

function isTarget(node: Expression): node is Target {
  if (node.type === 'tuple') return node.items.every(isTarget)
  return node.type === 'name' || node.type === 'nsref'
}

function isBlank(statement: Statement): boolean {
  return (
    statement.type === 'output' && statement.parts.every((part) => part.type === 'data' && spacesOnly.test(part.text))
  )
}
