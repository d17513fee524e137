import type { Expression, Slice } from '../syntax/nodes.ts'
import type { Compilation } from './compilation.ts'
import { isFolded } from './constant.ts'
import { compileExpression, compileNode } from './expression.ts'
import type { Frame } from './frame.ts'
import { childrenOf, type Node } from './walk.ts'

/** `start, stop, step` of a slice as arguments. */
export function compileBounds(compilation: Compilation, node: Slice, frame: Frame): string {
  return [node.start, node.stop, node.step]
    .map((bound) => (bound === null ? 'null' : compileExpression(compilation, bound, frame)))
    .join(', ')
}

/** What `{{ … }}` prints: an undefined constant is printed when compiling. */
export function compilePrinted(compilation: Compilation, node: Expression, frame: Frame): string {
  return compileConstant(compilation, node, frame, 'printable') ?? compileExpression(compilation, node, frame)
}

/**
 * A constant with slices in it; undefined for any other expression. Jinja2 evaluates it when compiling, where a slice
 * that Python refuses is undefined (3.1 nodes `Getitem.as_const`); what fails so, or gives what can't be written into
 * Python code, is left to the render, with Python's error.
 */
export function compileConstant(
  compilation: Compilation,
  node: Expression,
  frame: Frame,
  check: 'printable' | 'literal' = 'literal',
): string | undefined {
  const { evalState } = compilation
  if (evalState.folding || !hasSlice(node) || !isFolded(compilation, node)) return undefined
  evalState.folding = true
  const folded = compileNode(compilation, node, frame)
  evalState.folding = false
  return `constant(${check}, () => ${folded}, () => ${compileNode(compilation, node, frame)})`
}

const sliced = new WeakMap<Node, boolean>()

function hasSlice(node: Node): boolean {
  let known = sliced.get(node)
  if (known === undefined) {
    known = node.type === 'slice' || childrenOf(node).some(hasSlice)
    sliced.set(node, known)
  }
  return known
}
