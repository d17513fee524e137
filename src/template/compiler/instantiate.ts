import type { Generated } from './template.ts'

/** What generated code makes of the runtime, its constants, the source and its literals. */
type Factory = (runtime: object, constants: readonly unknown[], source: unknown, literals: readonly string[]) => unknown

/** Characters of code up to which templates that differ in literals only share it. Longer code is a file's, and not shared. */
const shortCode = 4096
/** How many pieces of shared code are kept. */
const keptFactories = 256
const factories = new Map<string, Factory>()

const stringLiteral = /"(?:[^"\\]|\\.)*"/g

/**
 * What generated code returns. Making a function of a text takes ten times as long as everything else of a short template, and
 * a profile may have thousands of those, so one function serves all that have the same code but for their literals.
 */
export function instantiate({ code, constants }: Generated, runtime: object, source: unknown): unknown {
  if (code.length > shortCode) return makeFactory(code, runtime)(runtime, constants, source, [])
  const literals: string[] = []
  const shape = code.replace(stringLiteral, (text) => {
    literals.push(JSON.parse(text) as string)
    return `L[${literals.length - 1}]`
  })
  const factory = factories.get(shape) ?? makeFactory(shape, runtime)
  if (factories.size >= keptFactories) factories.clear()
  factories.set(shape, factory)
  return factory(runtime, constants, source, literals)
}

/** The one place where text becomes code: code.ts writes names of its own and escaped literals only. */
function makeFactory(code: string, runtime: object): Factory {
  const words = new Set(code.match(/\w+/g))
  const used = Object.keys(runtime).filter((name) => words.has(name))
  return new Function('R', 'K', 'S', 'L', `"use strict";\nconst {${used.join(', ')}} = R;\n${code}`) as Factory
}
