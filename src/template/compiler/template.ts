import { assertionError } from '../errors.ts'
import type { Statement } from '../syntax/nodes.ts'
import type { Source } from '../syntax/source.ts'
import { literal } from './code.ts'
import { Compilation, type Target } from './compilation.ts'
import { Frame } from './frame.ts'
import { catchAll, compileBlockFunction } from './inheritance.ts'
import { bufferContents, declareBuffer, writeText } from './output.ts'
import { compileStatement } from './statements.ts'
import { descendants, findUndeclared } from './walk.ts'

/** Generated code: the body of a strict function of the runtime's names, `K` (constants) and `S` (the source). */
export interface Generated {
  readonly code: string
  readonly constants: readonly unknown[]
  /** The names that it looks up in the context. */
  readonly names: ReadonlySet<string>
}

/** Compiles a template to JavaScript (Jinja2 3.1 compiler `visit_Template`). */
export function generate(source: Source, body: readonly Statement[], target: Target): Generated {
  const compilation = new Compilation(source, target, compileStatement)
  const { code, blocks, blockVariables } = compilation
  let hasExtends = false
  for (const node of descendants(body)) {
    if (node.type === 'extends') hasExtends = true
    if (node.type === 'macro' || node.type === 'callblock') compilation.hasClosures = true
    if (node.type !== 'block') continue
    if (blocks.has(node.name)) throw assertionError(`block '${node.name}' defined twice`, node.offset)
    blocks.set(node.name, node)
    blockVariables.set(node.name, `b${blocks.size}`)
  }
  compileRoot(compilation, body, hasExtends)
  for (const [name, block] of blocks) compileBlockFunction(compilation, block, blockVariables.get(name) ?? '')
  if (compilation.refused !== null) throw compilation.refused
  const table = [...blockVariables].map(([name, variable]) => `[${literal(name)}, ${variable}]`)
  code.line(`return { root, blocks: [${table.join(', ')}] };`)
  return { code: code.toString(), constants: code.constants, names: code.contextNames }
}

function compileRoot(compilation: Compilation, body: readonly Statement[], hasExtends: boolean): void {
  const { code } = compilation
  code.function('function root(c) { let at = 0; const e = c.frame; try {', catchAll('template'), () => {
    const frame = Frame.root(compilation.names)
    frame.toplevel = true
    frame.rootlevel = true
    frame.requireOutputCheck = hasExtends
    frame.functionNumber = compilation.nextFunction()
    declareBuffer(compilation, frame)
    if (hasExtends) code.local('parent = null')
    if (findUndeclared(body, ['self']).size > 0) {
      code.line(`${code.local(frame.symbols.declareParameter('self'))} = new TemplateReference(c);`)
    }
    frame.symbols.analyze(body)
    compilation.enter(frame)
    compilation.body(body, frame)
    if (hasExtends) {
      code.line('if (parent !== null) {')
      writeText(compilation, 'parent.root(c)', frame)
      code.line('}')
    }
    code.line(`return ${bufferContents(compilation, frame)};`)
  })
}
