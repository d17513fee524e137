import { PyFloat } from '../python/float.ts'
import type { Const, Expression, FilterNode, TestNode } from '../syntax/nodes.ts'
import type { Compilation } from './compilation.ts'
import { childrenOf } from './walk.ts'

/** Filters that Jinja2 gives its context, and so never evaluates when compiling (`pass_context`). */
const contextFilters = new Set(['map', 'select', 'reject', 'selectattr', 'rejectattr', 'random'])

/**
 * Whether Jinja2 evaluates the expression when compiling (3.1 nodes, `as_const`). The result is the same, but folded,
 * `~` forgets that an operand was Markup, and what is printed is escaped as the template around it says.
 */
export function isFolded(compilation: Compilation, node: Expression): boolean {
  switch (node.type) {
    case 'name':
    case 'call':
    case 'nsref':
      return false
    case 'filter':
    case 'test':
      if (!isApplied(compilation, node)) return false
      break
    case 'condexpr': {
      const truth = knownTruth(compilation, node.test)
      if (truth === undefined) break
      const chosen = truth ? node.whenTrue : node.otherwise
      return chosen !== null && isFolded(compilation, chosen)
    }
    case 'and':
    case 'or':
      if (knownTruth(compilation, node.left) === (node.type === 'or')) return isFolded(compilation, node.left)
      break
  }
  // An expression's children are expressions.
  return (childrenOf(node) as readonly Expression[]).every((child) => isFolded(compilation, child))
}

function isApplied({ evalState, target }: Compilation, node: FilterNode | TestNode): boolean {
  if (evalState.volatile) return false
  if (node.type === 'test') return target.tests.has(node.name)
  return node.target !== null && target.filters.has(node.name) && !contextFilters.has(node.name)
}

/** `bool(node)` where the node's form tells; undefined where only its value would. */
function knownTruth(compilation: Compilation, node: Expression): boolean | undefined {
  switch (node.type) {
    case 'const':
      return isTruthy(node)
    case 'tuple':
    case 'list':
    case 'dict':
      return isFolded(compilation, node) ? childrenOf(node).length > 0 : undefined
    case 'and':
    case 'or': {
      const left = knownTruth(compilation, node.left)
      return left === (node.type === 'or') ? left : undefined
    }
    default:
      return undefined
  }
}

/** `bool(value)` of a literal. */
export function isTruthy({ value }: Const): boolean {
  if (value instanceof PyFloat) return value.value !== 0
  return value !== null && value !== false && value !== 0 && value !== '' && value !== 0n
}
