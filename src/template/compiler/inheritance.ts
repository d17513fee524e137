import type { Block, Extends } from '../syntax/nodes.ts'
import { literal } from './code.ts'
import { type Compilation, Unreachable } from './compilation.ts'
import { compileExpression } from './expression.ts'
import { Frame } from './frame.ts'
import { bufferContents, declareBuffer, writeText } from './output.ts'
import { findUndeclared } from './walk.ts'

/** Where a block stands: writes the innermost override (Jinja2 3.1 compiler `visit_Block`). */
export function compileBlock(compilation: Compilation, node: Block, frame: Frame): void {
  const { code } = compilation
  // A child template writes nothing of its own; its blocks are called by its parent.
  if (frame.toplevel && compilation.hasKnownExtends) return
  const isChecked = frame.toplevel && compilation.extendsCount > 0
  if (isChecked) code.line('if (parent === null) {')
  const context = node.scoped ? `c.derived(${compilation.locals(frame)})` : 'c'
  if (node.required) code.line(`requireBlock(c, ${literal(node.name)}, at = ${node.offset});`)
  writeText(compilation, `c.callBlock(${literal(node.name)}, ${context}, at = ${node.offset})`, frame)
  if (isChecked) code.line('}')
}

/** The function of a block: its frame sees the context, and nothing of the template around it. */
export function compileBlockFunction(compilation: Compilation, node: Block, variable: string): void {
  const { code } = compilation
  code.function(
    `function ${variable}(c) { let at = 0; const e = c.frame; try {`,
    catchAll(`block ${node.name}`),
    () => {
      const frame = Frame.root(compilation.names)
      frame.blockFrame = true
      frame.functionNumber = compilation.nextFunction()
      const used = findUndeclared(node.body, ['self', 'super'])
      declareBuffer(compilation, frame)
      if (used.has('self'))
        code.line(`${code.local(frame.symbols.declareParameter('self'))} = new TemplateReference(c);`)
      if (used.has('super')) {
        const superVariable = code.local(frame.symbols.declareParameter('super'))
        code.line(`${superVariable} = c.superBlock(${literal(node.name)}, ${variable});`)
      }
      frame.symbols.analyze(node.body)
      compilation.enter(frame)
      compilation.body(node.body, frame)
      code.line(`return ${bufferContents(compilation, frame)};`)
    },
  )
}

/** The end of an outermost function. */
export function catchAll(label: string): string {
  return `} catch (x) { throw trace(x, S, at, ${literal(label)}); } }`
}

/** `{% extends %}`, also of a name that is only known when rendering (Jinja2 3.1 compiler `visit_Extends`). */
export function compileExtends(compilation: Compilation, node: Extends, frame: Frame): void {
  const { code } = compilation
  if (!frame.toplevel) compilation.fail('cannot use extend from a non top-level scope', node.offset)
  if (compilation.extendsCount > 0) {
    code.line(`extendTwice(${compilation.hasKnownExtends ? 'true' : 'parent !== null'}, at = ${node.offset});`)
    if (compilation.hasKnownExtends) throw new Unreachable()
  }
  code.line(
    `parent = c.extend(${compileExpression(compilation, node.template, frame)}, S.name, at = ${node.template.offset});`,
  )
  if (frame.rootlevel) compilation.hasKnownExtends = true
  compilation.extendsCount++
}
