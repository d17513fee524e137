import type { GetAttribute } from '../syntax/nodes.ts'
import type { Compilation } from './compilation.ts'
import type { Frame } from './frame.ts'

const direct: ReadonlyMap<string, (loop: string) => string> = new Map([
  ['index0', (loop: string) => `${loop}.index0`],
  ['index', (loop: string) => `(${loop}.index0 + 1)`],
  ['first', (loop: string) => `(${loop}.index0 === 0)`],
  ['last', (loop: string) => `${loop}.isLast()`],
  ['length', (loop: string) => `${loop}.countItems()`],
  ['revindex', (loop: string) => `(${loop}.countItems() - ${loop}.index0)`],
  ['revindex0', (loop: string) => `(${loop}.countItems() - ${loop}.index0 - 1)`],
])

/** `loop.index` and its like without a look-up, where `loop` is the loop that the expression stands in. */
export function compileLoopAttribute(compilation: Compilation, node: GetAttribute, frame: Frame): string | undefined {
  if (node.target.type !== 'name' || node.target.name !== 'loop') return undefined
  const variable = frame.symbols.findRef('loop')
  if (variable === undefined || compilation.loops.get(variable) !== frame.functionNumber) return undefined
  return direct.get(node.attribute)?.(variable)
}
