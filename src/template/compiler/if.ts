import type { If } from '../syntax/nodes.ts'
import type { Compilation } from './compilation.ts'
import { compileCondition } from './expression.ts'
import type { Frame } from './frame.ts'

/** `{% if %}`, `{% elif %}`, `{% else %}` (Jinja2 3.1 compiler `visit_If`). */
export function compileIf(compilation: Compilation, node: If, outer: Frame): void {
  const { code } = compilation
  const frame = outer.soft()
  let keyword = 'if'
  for (const { test, body } of node.branches) {
    code.line(`${keyword} (${compileCondition(compilation, test, frame)}) {`)
    compilation.body(body, frame)
    keyword = '} else if'
  }
  if (node.otherwise.length > 0) {
    code.line('} else {')
    compilation.body(node.otherwise, frame)
  }
  code.line('}')
}
