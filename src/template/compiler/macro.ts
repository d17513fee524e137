import type { CallBlock, Macro, MacroLike } from '../syntax/nodes.ts'
import { compileCall } from './call.ts'
import { literal } from './code.ts'
import type { Compilation } from './compilation.ts'
import { compileExpression } from './expression.ts'
import type { Frame } from './frame.ts'
import { bufferContents, openBuffer, writeResult } from './output.ts'
import { findUndeclared } from './walk.ts'

/** `{% macro %}` (Jinja2 3.1 compiler `visit_Macro`). */
export function compileMacro(compilation: Compilation, node: Macro, frame: Frame): void {
  const variable = frame.symbols.ref(node.name)
  compileFunction(compilation, node, frame, variable, node.name)
  if (frame.toplevel) compilation.publish(node.name, frame, !node.name.startsWith('_'))
}

/** `{% call %}`: the body becomes the keyword argument `caller` of the call. */
export function compileCallBlock(compilation: Compilation, node: CallBlock, frame: Frame): void {
  const caller = compilation.code.temporary()
  compileFunction(compilation, node, frame, caller, null)
  writeResult(
    compilation,
    compileCall(compilation, node.call, frame, caller),
    { ...node, offset: node.call.offset },
    frame,
  )
}

/** Makes a macro of a body and assigns it to the variable (Jinja2 3.1 `macro_body`, `macro_def`). */
function compileFunction(
  compilation: Compilation,
  node: MacroLike,
  outer: Frame,
  variable: string,
  name: string | null,
): void {
  const { code } = compilation
  compilation.hasClosures = true
  const frame = outer.inner()
  frame.functionNumber = compilation.nextFunction()
  frame.requireOutputCheck = false
  const { symbols } = frame
  symbols.analyze([...node.params, ...node.defaults, ...node.body])
  const names = node.params.map((param) => param.name)
  const duplicate = names.find((own, index) => names.indexOf(own) !== index)
  if (duplicate !== undefined) {
    compilation.refuse(`duplicate argument '${duplicate}' in function definition`, node.offset)
  }
  const used = findUndeclared(node.body, ['caller', 'kwargs', 'varargs'])
  const special = (wanted: string) => used.has(wanted) && !names.includes(wanted)
  if (used.has('caller') && isRequired(node, names.indexOf('caller'))) {
    compilation.fail(
      'When defining macros or call blocks the special "caller" argument must be omitted or be given a default.',
      node.offset,
    )
  }
  const params = names.map((param) => symbols.ref(param))
  for (const extra of ['caller', 'kwargs', 'varargs']) if (special(extra)) params.push(symbols.declareParameter(extra))
  const flags = [special('kwargs'), special('varargs'), used.has('caller')].join(', ')
  const list = `[${names.map(literal).join(', ')}]`
  const label = name === null ? 'call block' : `macro ${name}`
  code.function(
    `${variable} = new Macro(${name === null ? 'null' : literal(name)}, ${list}, ${flags}, c, e.escaping, function (${params.join(', ')}) {`,
    '});',
    () => {
      code.line('let at = 0;')
      code.line('try {')
      // The parameters are declared by the function itself.
      openBuffer(compilation, frame)
      frame.stream = frame.buffer
      enterMacro(compilation, frame)
      fillDefaults(compilation, node, frame)
      compilation.body(node.body, frame)
      code.line(`return ${bufferContents(compilation, frame)};`)
      code.line(`} catch (x) { throw trace(x, S, at, ${literal(label)}); }`)
    },
  )
}

/** Whether the parameter at that index has no default. */
function isRequired(node: MacroLike, index: number): boolean {
  return index !== -1 && index < node.params.length - node.defaults.length
}

function enterMacro(compilation: Compilation, frame: Frame): void {
  const { code } = compilation
  for (const [variable, load] of frame.symbols.loads) {
    if (load.kind === 'parameter') continue
    code.local(variable)
    if (load.kind === 'resolve') code.line(`${variable} = ${code.resolved(load.name)};`)
    else code.line(`${variable} = ${load.kind === 'alias' ? load.variable : 'undefined'};`)
  }
}

function fillDefaults(compilation: Compilation, node: MacroLike, frame: Frame): void {
  const { code, target } = compilation
  const required = node.params.length - node.defaults.length
  compilation.beginParameters(frame)
  node.params.forEach((param, index) => {
    const variable = frame.symbols.ref(param.name)
    const value = node.defaults[index - required]
    const expression =
      index >= required && value !== undefined
        ? compileExpression(compilation, value, frame)
        : `missingParameter(${literal(target.undefinedKind)}, ${literal(param.name)})`
    code.line(`if (${variable} === undefined) ${variable} = ${expression};`)
    compilation.storeParameter(variable)
  })
  compilation.endParameters()
}
