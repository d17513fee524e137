import type {
  Compare,
  ComparisonOperator,
  Concat,
  Conditional,
  Expression,
  GetItem,
  Logical,
  Name,
} from '../syntax/nodes.ts'
import { positionOf } from '../syntax/source.ts'
import { compileCall, compileFilter, compileTest } from './call.ts'
import { literal, valueLiteral } from './code.ts'
import type { Compilation } from './compilation.ts'
import { isFolded, isTruthy } from './constant.ts'
import { compileBounds, compileConstant } from './constant-slice.ts'
import type { Frame } from './frame.ts'
import { compileLoopAttribute } from './loop-attribute.ts'

/**
 * An expression as a JavaScript expression (Jinja2 3.1 compiler, expression visitors). Whatever may fail takes the
 * offset of its node as last argument, so that `at` tells where an error happened.
 */
export function compileExpression(compilation: Compilation, node: Expression, frame: Frame): string {
  return compileConstant(compilation, node, frame) ?? compileNode(compilation, node, frame)
}

/** The same, evaluated when it is reached. */
export function compileNode(compilation: Compilation, node: Expression, frame: Frame): string {
  const { code, target } = compilation
  const compile = (child: Expression) => compileExpression(compilation, child, frame)
  const at = `at = ${node.offset}`
  switch (node.type) {
    case 'const':
      return valueLiteral(code, node.value)
    case 'name':
      return compileName(compilation, node, frame)
    case 'tuple':
      return `tuple([${node.items.map(compile).join(', ')}])`
    case 'list':
      return `[${node.items.map(compile).join(', ')}]`
    case 'dict':
      return `dict([${node.pairs.map(({ key, value }) => `${compile(key)}, ${compile(value)}`).join(', ')}], ${at})`
    case 'condexpr':
      return compileConditional(compilation, node, frame)
    case 'and':
    case 'or': {
      if (isDecided(compilation, node)) return compile(node.left)
      const left = code.temporary()
      const test = `truthy(${left} = ${compile(node.left)}, ${at})`
      const right = compile(node.right)
      return node.type === 'and' ? `(${test} ? ${right} : ${left})` : `(${test} ? ${left} : ${right})`
    }
    case 'not':
      return `!${compileCondition(compilation, node.operand, frame)}`
    case 'neg':
    case 'pos':
      return `${node.type}(${compile(node.operand)}, ${at})`
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
    case 'floordiv':
    case 'mod':
    case 'pow':
      return `${node.type}(${compile(node.left)}, ${compile(node.right)}, ${at})`
    case 'concat':
      return compileConcat(compilation, node, frame)
    case 'compare':
      return compileCompare(compilation, node, frame)
    case 'getattr':
      return (
        compileLoopAttribute(compilation, node, frame) ??
        `getAttribute(${literal(target.undefinedKind)}, ${compile(node.target)}, ${literal(node.attribute)}, ${at})`
      )
    case 'getitem':
      return compileItem(compilation, node, frame)
    case 'slice':
      if (!compilation.evalState.folding) return `sliceKey(${at})`
      return `sliceObject(${compileBounds(compilation, node, frame)})`
    case 'call':
      return compileCall(compilation, node, frame)
    case 'filter':
      return compileFilter(compilation, node, frame)
    case 'test':
      return compileTest(compilation, node, frame)
    case 'nsref':
      throw new Error('A namespace attribute is no value')
  }
}

/** Whether the left side is a literal that makes the right one meaningless; Jinja2 folds where autoescape is known. */
function isDecided({ evalState }: Compilation, node: Logical): boolean {
  return !evalState.volatile && node.left.type === 'const' && isTruthy(node.left) !== (node.type === 'and')
}

/** An expression as a JavaScript boolean. */
export function compileCondition(compilation: Compilation, node: Expression, frame: Frame): string {
  const compile = (child: Expression) => compileCondition(compilation, child, frame)
  switch (node.type) {
    case 'compare':
    case 'not':
      return compileExpression(compilation, node, frame)
    case 'and':
    case 'or':
      if (isDecided(compilation, node)) return compile(node.left)
      return `(${compile(node.left)} ${node.type === 'and' ? '&&' : '||'} ${compile(node.right)})`
    default:
      return `truthy(${compileExpression(compilation, node, frame)}, at = ${node.offset})`
  }
}

function compileName(compilation: Compilation, node: Name, frame: Frame): string {
  const variable = frame.symbols.ref(node.name)
  const load = frame.symbols.findLoad(variable)
  if (load?.kind === 'parameter' && !compilation.isUnstored(variable)) return variable
  const kind = literal(compilation.target.undefinedKind)
  return `(${variable} === undefined ? missing(${kind}, ${literal(node.name)}) : ${variable})`
}

function compileConditional(compilation: Compilation, node: Conditional, outer: Frame): string {
  const frame = outer.soft()
  const test = compileCondition(compilation, node.test, frame)
  const then = compileExpression(compilation, node.whenTrue, frame)
  if (node.otherwise !== null) return `(${test} ? ${then} : ${compileExpression(compilation, node.otherwise, frame)})`
  const place = describePosition(compilation, node.offset)
  const hint = `the inline if-expression on ${place} evaluated to false and no else section was defined.`
  return `(${test} ? ${then} : undefinedWith('default', ${literal(hint)}))`
}

/** `line 3 in 'web.yaml'`, as Jinja2's messages say it. */
export function describePosition(compilation: Compilation, offset: number): string {
  const { source } = compilation
  const line = `line ${positionOf(source, offset).line}`
  return source.name === null ? line : `${line} in '${source.name}'`
}

function compileConcat(compilation: Compilation, node: Concat, frame: Frame): string {
  const parts = node.parts.map((part) => compileExpression(compilation, part, frame))
  const at = `at = ${node.offset}`
  const { autoescape, volatile } = compilation.evalState
  // Jinja2 joins as str where autoescaping is only known at run time, and where it folds constants.
  if (autoescape && !volatile && !isFolded(compilation, node)) {
    return `concatMarkup([${parts.join(', ')}], ${at})`
  }
  return parts.length === 2 ? `concat2(${parts.join(', ')}, ${at})` : `concat([${parts.join(', ')}], ${at})`
}

const comparisons: Readonly<Record<ComparisonOperator, (left: string, right: string, at: string) => string>> = {
  eq: (left, right, at) => `eq(${left}, ${right}, ${at})`,
  ne: (left, right, at) => `ne(${left}, ${right}, ${at})`,
  lt: (left, right, at) => `lt(${left}, ${right}, ${at})`,
  le: (left, right, at) => `le(${left}, ${right}, ${at})`,
  gt: (left, right, at) => `gt(${left}, ${right}, ${at})`,
  ge: (left, right, at) => `ge(${left}, ${right}, ${at})`,
  in: (left, right, at) => `isIn(${left}, ${right}, ${at})`,
  notin: (left, right, at) => `!isIn(${left}, ${right}, ${at})`,
}

function compileCompare(compilation: Compilation, node: Compare, frame: Frame): string {
  const { code } = compilation
  const at = `at = ${node.offset}`
  const terms: string[] = []
  let left = compileExpression(compilation, node.first, frame)
  node.rest.forEach(({ operator, operand }, index) => {
    const right = compileExpression(compilation, operand, frame)
    if (index === node.rest.length - 1) {
      terms.push(comparisons[operator](left, right, at))
      return
    }
    const kept = code.temporary()
    terms.push(comparisons[operator](left, `${kept} = ${right}`, at))
    left = kept
  })
  return terms.length === 1 ? (terms[0] ?? '') : `(${terms.join(' && ')})`
}

function compileItem(compilation: Compilation, node: GetItem, frame: Frame): string {
  const at = `at = ${node.offset}`
  const target = compileExpression(compilation, node.target, frame)
  if (node.key.type === 'slice') {
    const bounds = compileBounds(compilation, node.key, frame)
    if (!compilation.evalState.folding) return `slice(${target}, ${bounds}, ${at})`
    return `sliceConstant(${literal(compilation.target.undefinedKind)}, ${target}, ${bounds}, ${at})`
  }
  const key = compileExpression(compilation, node.key, frame)
  return `getItem(${literal(compilation.target.undefinedKind)}, ${target}, ${key}, ${at})`
}
