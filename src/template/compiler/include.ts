import type { FromImport, Import, Include } from '../syntax/nodes.ts'
import { literal } from './code.ts'
import type { Compilation } from './compilation.ts'
import { compileExpression, describePosition } from './expression.ts'
import type { Frame } from './frame.ts'
import { writeText } from './output.ts'

/** `{% include %}` of a name, a list of names, or nothing (Jinja2 3.1 compiler `visit_Include`). */
export function compileInclude(compilation: Compilation, node: Include, frame: Frame): void {
  const { code } = compilation
  const template = code.temporary()
  const name = compileExpression(compilation, node.template, frame)
  const missing = node.ignoreMissing ? 'true' : 'false'
  code.line(`${template} = c.findIncluded(${name}, ${missing}, S.name, at = ${node.template.offset});`)
  if (node.ignoreMissing) code.line(`if (${template} !== null) {`)
  const content = node.withContext
    ? `c.include(${template}, ${compilation.locals(frame)}, at = ${node.offset})`
    : `c.defaultModule(${template}, at = ${node.offset}).body`
  // Jinja2 writes this past the buffer of a set or filter block around it.
  writeText(compilation, content, node.withContext ? frame : { buffer: frame.stream })
  if (node.ignoreMissing) code.line('}')
}

/** `{% import %}` (Jinja2 3.1 compiler `visit_Import`). */
export function compileImport(compilation: Compilation, node: Import, frame: Frame): void {
  const { code } = compilation
  code.line(`${frame.symbols.ref(node.target)} = ${compileModule(compilation, node, frame)};`)
  if (frame.toplevel) compilation.publish(node.target, frame, false)
}

/** `{% from … import %}` (Jinja2 3.1 compiler `visit_FromImport`). */
export function compileFromImport(compilation: Compilation, node: FromImport, frame: Frame): void {
  const { code, target } = compilation
  const module = code.temporary()
  code.line(`${module} = ${compileModule(compilation, node, frame)};`)
  const place = describePosition(compilation, node.offset)
  for (const { name, alias } of node.names) {
    const details = `${literal(target.undefinedKind)}, ${literal(name)}, ${literal(place)}`
    code.line(`${frame.symbols.ref(alias)} = ${module}.exported(${details});`)
    if (frame.toplevel) compilation.publish(alias, frame, false)
  }
}

function compileModule(compilation: Compilation, node: Import | FromImport, frame: Frame): string {
  const name = compileExpression(compilation, node.template, frame)
  const template = `c.findTemplate(${name}, S.name, at = ${node.template.offset})`
  if (!node.withContext) return `c.defaultModule(${template}, at = ${node.offset})`
  return `c.makeModule(${template}, ${compilation.locals(frame)}, at = ${node.offset})`
}
