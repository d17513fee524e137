import { KdeployError } from '../../errors.ts'
import type { Aliases, Choice, Reads } from '../../template/library.ts'

type Path = readonly string[]

/**
 * The paths that an expression's path leads to, through the names that templates set: after `{% set own = web | default({}) %}`,
 * `own.port` leads to `web.port`. Of a chain of defaults the first that `exists` counts. A name that is set leads to no variable of
 * the same name, unless it is made of it.
 */
export function expandAliases(path: Path, aliases: Aliases, exists: (path: Path) => boolean): readonly Path[] {
  return expand(path, { aliases, exists, known: new Map(), within: [] })
}

/** Paths that are followed from one: more lead to more variables than anybody reads, and grow with every name on the way. */
const mostPaths = 500

interface Search {
  readonly aliases: Aliases
  readonly exists: (path: Path) => boolean
  /** Where the paths that were followed lead. */
  readonly known: Map<string, readonly Path[]>
  /** The names that led here: a name that is made of itself leads no further. */
  readonly within: readonly string[]
}

function expand(path: Path, search: Search): readonly Path[] {
  const { aliases, known, within } = search
  const [name = '', ...rest] = path
  const choices = aliases.get(name)
  if (choices === undefined || within.includes(name)) return [path]
  const key = keyOf(path)
  const before = known.get(key)
  if (before !== undefined) return before
  if (known.size >= mostPaths) return []
  known.set(key, [])
  const inner = { ...search, within: [...within, name] }
  const found = new Map<string, Path>()
  for (const choice of choices) for (const one of behind(choice, rest, inner)) found.set(keyOf(one), one)
  const paths = [...found.values()]
  known.set(key, paths)
  return paths
}

/** Where the first of a chain of defaults leads that exists. */
function behind(choice: Choice, rest: Path, search: Search): readonly Path[] {
  for (const one of choice) {
    const found = expand([...one, ...rest], search).filter(search.exists)
    if (found.length > 0) return found
  }
  return []
}

function keyOf(path: Path): string {
  return path.join('\0')
}

/** The names that a template and all that it includes, imports or extends set; worked out when first asked for. */
export function aliasesOfTemplates(templates: { reads(template: string): Reads }): (template: string) => Aliases {
  const known = new Map<string, Aliases>()
  return (template) => {
    const aliases = known.get(template) ?? collectAliases(template, templates)
    known.set(template, aliases)
    return aliases
  }
}

function collectAliases(template: string, templates: { reads(template: string): Reads }): Aliases {
  const all = new Map<string, Choice[]>()
  const seen = new Set([template])
  for (const name of seen) {
    const reads = readsOf(name, templates)
    for (const [alias, choices] of reads?.aliases ?? []) all.set(alias, [...(all.get(alias) ?? []), ...choices])
    for (const other of reads?.templates ?? []) seen.add(other)
  }
  return all
}

/** undefined for one that isn't there, which `ignore missing` allows. */
function readsOf(name: string, templates: { reads(template: string): Reads }): Reads | undefined {
  try {
    return templates.reads(name)
  } catch (error) {
    if (!(error instanceof KdeployError)) throw error
    return undefined
  }
}
