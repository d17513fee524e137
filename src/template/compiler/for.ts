import type { Expression, For } from '../syntax/nodes.ts'
import { assignTarget } from './assign.ts'
import { literal } from './code.ts'
import type { Compilation } from './compilation.ts'
import { compileCondition, compileExpression } from './expression.ts'
import type { Frame } from './frame.ts'
import { openBuffer, safeContents, writeText } from './output.ts'
import { descendants, findUndeclared } from './walk.ts'

/** The frames and switches of one loop. */
interface Loop {
  readonly node: For
  readonly outer: Frame
  readonly body: Frame
  readonly test: Frame
  readonly otherwise: Frame
  /** The variable of `loop`, where the body may read it. */
  readonly variable: string | null
}

/** `{% for %}` with filter, else and recursive (Jinja2 3.1 compiler `visit_For`). */
export function compileFor(compilation: Compilation, node: For, outer: Frame): void {
  const loop = analyze(compilation, node, outer)
  if (node.recursive) compileRecursive(compilation, loop)
  else compileLoop(compilation, loop, compileExpression(compilation, node.iterable, outer))
  compilation.forgetAssignments(loop.body.symbols.stores)
}

function analyze(compilation: Compilation, node: For, outer: Frame): Loop {
  for (const child of descendants([node])) {
    if (child.type === 'name' && child.context === 'store' && child.name === 'loop') {
      compilation.fail("Can't assign to special loop variable in for-loop target", child.offset)
    }
  }
  const [body, test, otherwise] = [outer.inner(), outer.inner(), outer.inner()]
  body.loopFrame = true
  const isExtended = node.recursive || findUndeclared(node.body, ['loop']).size > 0 || hasScopedBlock(node)
  const variable = isExtended ? body.symbols.declareParameter('loop') : null
  body.symbols.analyzeLoop(node, 'body')
  otherwise.symbols.analyzeLoop(node, 'else')
  if (node.test !== null) test.symbols.analyzeLoop(node, 'test')
  return { node, outer, body, test, otherwise, variable }
}

function hasScopedBlock(node: For): boolean {
  for (const child of descendants([node])) if (child.type === 'block' && child.scoped) return true
  return false
}

/** The loop is a function of its items, so that `loop(items)` can call it again. */
function compileRecursive(compilation: Compilation, loop: Loop): void {
  const { code } = compilation
  const { node, outer, body } = loop
  const name = code.temporary()
  const number = compilation.nextFunction()
  for (const frame of [body, loop.test, loop.otherwise]) frame.functionNumber = number
  code.function(`${name} = function (items, depth) {`, '};', () => {
    code.line('enter(c);')
    openBuffer(compilation, body)
    body.stream = body.buffer
    loop.otherwise.buffer = body.buffer
    loop.otherwise.stream = body.buffer
    compileLoop(compilation, loop, 'items', name)
    code.line('leave(c);')
    code.line(`return ${safeContents(compilation, body)};`)
  })
  writeText(compilation, `${name}(${compileExpression(compilation, node.iterable, outer)}, 0)`, outer)
}

function compileLoop(compilation: Compilation, loop: Loop, items: string, recursion?: string): void {
  const { code } = compilation
  const { node, body, variable } = loop
  const empty = node.otherwise.length > 0 ? code.temporary() : null
  if (empty !== null) code.line(`${empty} = true;`)
  if (variable === null) openPlainLoop(compilation, loop, items)
  else openExtendedLoop(compilation, loop, items, variable, recursion)
  code.local('n = 0')
  const length = `${body.buffer}.length`
  code.line(`if ((++n & 255) === 0) work(${length});`)
  compilation.enter(body)
  const before = variable === null ? undefined : compilation.loops.get(variable)
  if (variable !== null) compilation.loops.set(variable, body.functionNumber)
  compilation.loopBody(node.body, body)
  if (variable !== null) {
    if (before === undefined) compilation.loops.delete(variable)
    else compilation.loops.set(variable, before)
  }
  if (empty !== null) code.line(`${empty} = false;`)
  code.line('}')
  compilation.leave(body)
  if (empty !== null) compileElse(compilation, loop, empty)
}

function compileElse(compilation: Compilation, loop: Loop, empty: string): void {
  const { code } = compilation
  code.line(`if (${empty}) {`)
  compilation.enter(loop.otherwise)
  compilation.body(loop.node.otherwise, loop.otherwise)
  compilation.leave(loop.otherwise)
  code.line('}')
}

/** No `loop`: a list is walked by index, as Python's list iterator does; anything else through its iterator. */
function openPlainLoop(compilation: Compilation, loop: Loop, items: string): void {
  const { code } = compilation
  const { node, body } = loop
  const [source, list, iterator, index, item] = [
    code.temporary(),
    code.temporary(),
    code.temporary(),
    code.temporary(),
    code.temporary(),
  ]
  const at = `at = ${node.iterable.offset}`
  code.line(`${source} = ${items};`)
  code.line(`if (Array.isArray(${source})) { ${list} = ${source}; ${iterator} = null; }`)
  code.line(`else { ${list} = null; ${iterator} = iterate(${source}, ${at}); }`)
  code.line(`for (${index} = 0; ; ${index}++) {`)
  code.line(`if (${list} !== null) { if (${index} >= ${list}.length) break; ${item} = ${list}[${index}]; }`)
  code.line(`else { ${item} = ${iterator}.next(); if (${item}.done) break; ${item} = ${item}.value; }`)
  if (node.test !== null) {
    declare(compilation, loop.test)
    compilation.enter(loop.test)
    assignTarget(compilation, node.target, item, loop.test)
    code.line(`if (!${compileCondition(compilation, node.test, loop.test)}) continue;`)
  }
  declare(compilation, body)
  assignTarget(compilation, node.target, item, body)
}

function openExtendedLoop(
  compilation: Compilation,
  loop: Loop,
  items: string,
  variable: string,
  recursion: string | undefined,
): void {
  const { code, target } = compilation
  const { node, body } = loop
  const at = `at = ${node.iterable.offset}`
  const context = code.temporary()
  const source = node.test === null ? items : filtered(compilation, loop, items)
  const more = recursion === undefined ? 'null, 0' : `${recursion}, depth`
  code.line(`${context} = new LoopContext(${source}, ${literal(target.undefinedKind)}, ${more}, ${at});`)
  declare(compilation, body)
  code.line(`while (${context}.advance()) {`)
  code.line(`${variable} = ${context};`)
  assignTarget(compilation, node.target, `${context}.current`, body)
}

/**
 * The items that pass the loop's filter, as a generator: `loop.length` counts these only, and looks
 * ahead lazily; unpacked ones are tuples.
 */
function filtered(compilation: Compilation, loop: Loop, items: string): string {
  const { code } = compilation
  const { node, test } = loop
  const { test: condition } = node
  if (condition === null) return items
  const name = code.temporary()
  const number = compilation.nextFunction()
  const outerNumber = test.functionNumber
  test.functionNumber = number
  const { offset } = node.iterable
  code.function(`${name} = function* (items) {`, '};', () => {
    declare(compilation, test)
    compilation.enter(test)
    code.local('item')
    code.line(`for (const iterator = iterate(items, at = ${offset}); ; ) {`)
    code.line('item = iterator.next(); if (item.done) return; item = item.value;')
    assignTarget(compilation, node.target, 'item', test)
    code.line(`if (${compileCondition(compilation, condition, test)}) yield ${reread(node.target, test)};`)
    code.line('}')
  })
  test.functionNumber = outerNumber
  return `generator(${name}(${items}))`
}

/** The value of an expression that reads what was assigned to a target. */
function reread(target: Expression, frame: Frame): string {
  if (target.type === 'name') return frame.symbols.ref(target.name)
  if (target.type !== 'tuple') throw new Error("A loop's target holds names only")
  return `tuple([${target.items.map((item) => reread(item, frame)).join(', ')}])`
}

function declare(compilation: Compilation, frame: Frame): void {
  for (const [variable, load] of frame.symbols.loads) if (load.kind === 'parameter') compilation.code.local(variable)
}
