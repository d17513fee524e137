import type { Arguments, Call, FilterNode, GetAttribute, TestNode } from '../syntax/nodes.ts'
import { literal } from './code.ts'
import type { Compilation } from './compilation.ts'
import { compileExpression } from './expression.ts'
import type { Frame } from './frame.ts'
import { bufferContents } from './output.ts'

/** `f(…)` and `x.f(…)`; `caller` is the variable of a call block's body. */
export function compileCall(compilation: Compilation, node: Call, frame: Frame, caller?: string): string {
  const at = `at = ${node.offset}`
  const rest = compileArguments(compilation, node, frame, node.offset, caller)
  if (node.callee.type === 'getattr') {
    const target = compileReceiver(compilation, node, node.callee, frame)
    const name = literal(node.callee.attribute)
    const kind = literal(compilation.target.undefinedKind)
    return `callMethod(e, ${kind}, ${target}, ${name}, ${rest}, at = ${node.callee.offset})`
  }
  return `call(e, ${compileExpression(compilation, node.callee, frame)}, ${rest}, ${at})`
}

/** The object of a method call: an undefined one fails before the arguments are evaluated. */
function compileReceiver(compilation: Compilation, node: Call, callee: GetAttribute, frame: Frame): string {
  const target = compileExpression(compilation, callee.target, frame)
  const isSimple = node.kwargs.length === 0 && node.args.every((arg) => arg.type === 'const' || arg.type === 'name')
  return isSimple ? target : `reach(${target}, ${literal(callee.attribute)}, at = ${callee.offset})`
}

/** `x | name(…)`; in a soft frame an unknown filter fails only when it is reached. */
export function compileFilter(compilation: Compilation, node: FilterNode, frame: Frame): string {
  const compileTarget = () =>
    node.target === null ? compileBuffer(compilation, frame) : compileExpression(compilation, node.target, frame)
  return compileApplication(compilation, 'filter', node, compileTarget, frame)
}

/** `x is name(…)`. */
export function compileTest(compilation: Compilation, node: TestNode, frame: Frame): string {
  const compileTarget = () => compileExpression(compilation, node.target, frame)
  return compileApplication(compilation, 'test', node, compileTarget, frame)
}

function compileApplication(
  compilation: Compilation,
  kind: 'filter' | 'test',
  node: FilterNode | TestNode,
  compileTarget: () => string,
  frame: Frame,
): string {
  const { code } = compilation
  const known = (kind === 'filter' ? compilation.target.filters : compilation.target.tests).get(node.name)
  // Of two unknown names in a chain, Jinja2 reports the last.
  if (known === undefined && !frame.softFrame) compilation.fail(`No ${kind} named '${node.name}'.`, node.offset)
  const rest = compileArguments(compilation, node, frame, node.offset, undefined, compileTarget())
  if (known === undefined) {
    return `unknown(${literal(kind)}, ${literal(node.name)}, ${rest}, at = ${node.offset})`
  }
  return `apply(${code.constant(known)}, e, ${rest}, at = ${node.offset})`
}

/** The buffer that a filter block or set block filters. */
function compileBuffer(compilation: Compilation, frame: Frame): string {
  const contents = bufferContents(compilation, frame)
  if (compilation.evalState.volatile) return `(e.autoescape ? markup(${contents}) : ${contents})`
  return compilation.evalState.autoescape ? `markup(${contents})` : contents
}

/** `[args], kwargs` of a call; kwargs is `undefined` where there are none. */
function compileArguments(
  compilation: Compilation,
  node: Arguments,
  frame: Frame,
  offset: number,
  caller?: string,
  first?: string,
): string {
  const compile = (value: Arguments['args'][number]) => compileExpression(compilation, value, frame)
  const args = node.args.map(compile)
  if (first !== undefined) args.unshift(first)
  if (node.dynArgs !== null) args.push(`...spread(${compile(node.dynArgs)}, at = ${offset})`)
  const names = new Set<string>()
  const kwargs = node.kwargs.flatMap(({ name, value }) => {
    if (names.has(name)) compilation.refuse(`keyword argument repeated: ${name}`, offset)
    names.add(name)
    return [literal(name), compile(value)]
  })
  if (caller !== undefined) {
    if (names.has('caller')) compilation.refuse('keyword argument repeated: caller', offset)
    kwargs.push('"caller"', caller)
  }
  if (node.dynKwargs !== null)
    return `[${args.join(', ')}], spreadKeywords([${kwargs.join(', ')}], ${compile(node.dynKwargs)}, at = ${offset})`
  return `[${args.join(', ')}], ${kwargs.length === 0 ? 'undefined' : `keywords([${kwargs.join(', ')}])`}`
}
