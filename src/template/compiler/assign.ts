import type { Assign, AssignBlock, Target } from '../syntax/nodes.ts'
import { compileFilter } from './call.ts'
import { literal } from './code.ts'
import type { Compilation } from './compilation.ts'
import { compileExpression } from './expression.ts'
import type { Frame } from './frame.ts'
import { bufferContents, openBuffer } from './output.ts'
import { namesOf } from './walk.ts'

/** `{% set a = … %}` (Jinja2 3.1 compiler `visit_Assign`). */
export function compileAssign(compilation: Compilation, node: Assign, frame: Frame): void {
  const { code } = compilation
  compilation.trackAssignments()
  checkNamespaces(compilation, node.target, frame)
  const value = compileExpression(compilation, node.value, frame)
  if (node.target.type === 'name') {
    assignTarget(compilation, node.target, value, frame)
  } else {
    const kept = code.temporary()
    code.line(`${kept} = ${value};`)
    assignTarget(compilation, node.target, kept, frame)
  }
  compilation.publishAssignments(frame)
}

/** `{% set a %}…{% endset %}`: what the body writes, Markup where autoescaping is on. */
export function compileAssignBlock(compilation: Compilation, node: AssignBlock, frame: Frame): void {
  const { code } = compilation
  compilation.trackAssignments()
  const inner = frame.inner()
  // Captured, so it is never output of a child template.
  inner.requireOutputCheck = false
  inner.symbols.analyze(node.filter === null ? node.body : [...node.body, node.filter])
  compilation.enter(inner)
  openBuffer(compilation, inner)
  compilation.body(node.body, inner)
  const contents =
    node.filter === null ? bufferContents(compilation, inner) : compileFilter(compilation, node.filter, inner)
  const kept = code.temporary()
  code.line(`${kept} = captured(${contents}, e.autoescape, at = ${node.offset});`)
  assignTarget(compilation, node.target, kept, frame)
  compilation.publishAssignments(frame)
  compilation.leave(inner)
}

/** Every namespace is checked before anything is assigned. */
function checkNamespaces(compilation: Compilation, target: Target, frame: Frame): void {
  const seen = new Set<string>()
  for (const node of namesOf(target)) {
    if (node.type !== 'nsref' || seen.has(node.name)) continue
    seen.add(node.name)
    compilation.code.line(`checkNamespace(${frame.symbols.ref(node.name)}, at = ${node.offset});`)
  }
}

/** Assigns the value of a JavaScript expression; a tuple's must be a variable. */
export function assignTarget(compilation: Compilation, target: Target, value: string, frame: Frame): void {
  const { code } = compilation
  if (target.type === 'name') {
    code.line(`${frame.symbols.ref(target.name)} = ${value};`)
    if (target.context === 'store') compilation.noteAssignment(target.name, frame)
  } else if (target.type === 'nsref') {
    const place = `${frame.symbols.ref(target.name)}, ${literal(target.attribute)}`
    code.line(`assignItem(${place}, ${value}, at = ${target.offset});`)
  } else {
    const items = code.temporary()
    code.line(`${items} = unpack(${value}, ${target.items.length}, at = ${target.offset});`)
    target.items.forEach((item, index) => {
      // Items of a target are targets: the parser has checked it.
      assignTarget(compilation, item as Target, `${items}[${index}]`, frame)
    })
  }
}
