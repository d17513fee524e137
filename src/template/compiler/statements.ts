import type { Do, LoopControl, Statement } from '../syntax/nodes.ts'
import { compileAssign, compileAssignBlock } from './assign.ts'
import type { Compilation } from './compilation.ts'
import { compileExpression } from './expression.ts'
import { compileFor } from './for.ts'
import type { Frame } from './frame.ts'
import { compileIf } from './if.ts'
import { compileFromImport, compileImport, compileInclude } from './include.ts'
import { compileBlock, compileExtends } from './inheritance.ts'
import { compileCallBlock, compileMacro } from './macro.ts'
import { compileOutput } from './output.ts'
import { compileAutoescape, compileFilterBlock, compileWith } from './scopes.ts'

type Compile<Node extends Statement> = (compilation: Compilation, node: Node, frame: Frame) => void

/** Which file compiles which tag. */
const compilers: { readonly [Type in Statement['type']]: Compile<Extract<Statement, { type: Type }>> } = {
  output: compileOutput,
  for: compileFor,
  if: compileIf,
  macro: compileMacro,
  callblock: compileCallBlock,
  filterblock: compileFilterBlock,
  with: compileWith,
  assign: compileAssign,
  assignblock: compileAssignBlock,
  block: compileBlock,
  extends: compileExtends,
  include: compileInclude,
  import: compileImport,
  fromimport: compileFromImport,
  do: compileDo,
  break: compileLoopControl,
  continue: compileLoopControl,
  autoescape: compileAutoescape,
}

export function compileStatement(compilation: Compilation, node: Statement, frame: Frame): void {
  // The table's type pairs each node type with a compiler that takes it.
  const compile = compilers[node.type] as Compile<Statement>
  compile(compilation, node, frame)
}

function compileDo(compilation: Compilation, node: Do, frame: Frame): void {
  compilation.code.line(`${compileExpression(compilation, node.expression, frame)};`)
}

/** `{% break %}` and `{% continue %}` outside of a loop are Python's SyntaxError in Jinja2 too. */
function compileLoopControl(compilation: Compilation, node: LoopControl, frame: Frame): void {
  if (!compilation.isInLoop(frame)) {
    const message = node.type === 'break' ? "'break' outside loop" : "'continue' not properly in loop"
    compilation.refuse(message, node.offset)
    return
  }
  compilation.code.line(`${node.type};`)
}
