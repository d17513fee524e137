import type { If } from '../syntax/nodes.ts'
import type { Compilation } from './compilation.ts'
import { compileCondition } from './expression.ts'
import type { Frame } from './frame.ts'

/**
 * `{% if %}`, `{% elif %}`, `{% else %}` (Jinja2 3.1 compiler `visit_If`). Each branch leaves a labelled block: a chain
 * of `else if` would nest as deep in JavaScript as it is long.
 */
export function compileIf(compilation: Compilation, node: If, outer: Frame): void {
  const { code } = compilation
  const frame = outer.soft()
  const isChain = node.branches.length > 1
  const label = code.label()
  if (isChain) code.line(`${label}: {`)
  for (const { test, body } of node.branches) {
    code.line(`if (${compileCondition(compilation, test, frame)}) {`)
    compilation.body(body, frame)
    code.line(isChain ? `break ${label}; }` : '}')
  }
  if (node.otherwise.length > 0) {
    code.line(isChain ? '{' : 'else {')
    compilation.body(node.otherwise, frame)
    code.line('}')
  }
  if (isChain) code.line('}')
}
