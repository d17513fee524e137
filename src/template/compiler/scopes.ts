import type { Autoescape, FilterBlock, With } from '../syntax/nodes.ts'
import { assignTarget } from './assign.ts'
import { compileFilter } from './call.ts'
import type { Compilation } from './compilation.ts'
import { isTruthy } from './constant.ts'
import { compileExpression } from './expression.ts'
import type { Frame } from './frame.ts'
import { openBuffer, writeResult } from './output.ts'

/** `{% with %}`: the values are evaluated outside of it (Jinja2 3.1 compiler `visit_With`). */
export function compileWith(compilation: Compilation, node: With, outer: Frame): void {
  const { code } = compilation
  const frame = outer.inner()
  frame.symbols.analyze([...node.targets, ...node.body])
  compilation.enter(frame)
  node.targets.forEach((target, index) => {
    const value = node.values[index]
    if (value === undefined) return
    const kept = code.temporary()
    code.line(`${kept} = ${compileExpression(compilation, value, outer)};`)
    assignTarget(compilation, target, kept, frame)
  })
  compilation.body(node.body, frame)
  compilation.leave(frame)
}

/** `{% filter %}` (Jinja2 3.1 compiler `visit_FilterBlock`). */
export function compileFilterBlock(compilation: Compilation, node: FilterBlock, outer: Frame): void {
  const frame = outer.inner()
  frame.symbols.analyze([...node.body, node.filter])
  compilation.enter(frame)
  openBuffer(compilation, frame)
  compilation.body(node.body, frame)
  writeResult(
    compilation,
    compileFilter(compilation, node.filter, frame),
    { ...node, offset: node.filter.offset },
    outer,
  )
  compilation.leave(frame)
}

/** `{% autoescape %}` (Jinja2 3.1 compiler `visit_Scope`, `visit_ScopedEvalContextModifier`). */
export function compileAutoescape(compilation: Compilation, node: Autoescape, outer: Frame): void {
  const { code, evalState } = compilation
  const frame = outer.inner()
  frame.symbols.analyze([node.value, ...node.body])
  compilation.enter(frame)
  const saved = { ...evalState }
  const before = code.temporary()
  code.line(`${before} = e.escaping;`)
  code.line(`e.escaping = ${compileExpression(compilation, node.value, frame)};`)
  if (node.value.type === 'const' && !evalState.volatile) evalState.autoescape = isTruthy(node.value)
  else evalState.volatile = true
  compilation.body(node.body, frame)
  Object.assign(evalState, saved)
  code.line(`e.escaping = ${before};`)
  compilation.leave(frame)
}
