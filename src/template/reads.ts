import { type Aliases, aliasesOf } from './aliases.ts'
import { templateName } from './ansible/lookups/template.ts'
import { childrenOf, descendants, type Node, pathOf } from './compiler/walk.ts'
import type { Call, Statement } from './syntax/nodes.ts'

/** What a template takes from its context, as far as its text says it. */
export interface Reads {
  /**
   * The variables that it may read, as paths: `db.host` is `['db', 'host']`, while `db[key]`, `db | tojson` and `db.items()` are
   * `['db']`, the whole of it. None that it may read is missing.
   */
  readonly variables: readonly (readonly string[])[]
  /** The templates that it includes, imports, extends or looks up by a name that is written out. */
  readonly templates: readonly string[]
  /** What the names are made of that it gives a value itself. */
  readonly aliases: Aliases
}

/** What a template with this body reads; `names`: those that its code looks up in the context. */
export function readsOf(body: readonly Statement[], names: ReadonlySet<string>): Reads {
  const variables: (readonly string[])[] = []
  const templates = new Set<string>()
  const pending: Node[] = [...body]
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const path = pathOf(node)
    if (path !== undefined) {
      if (names.has(path[0] ?? '')) variables.push(path)
      continue
    }
    for (const name of templatesNamed(node)) templates.add(name)
    // A method reads all of what it is called on.
    if (node.type === 'call' && node.callee.type === 'getattr')
      pending.push(node.callee.target, ...childrenOf(node).slice(1))
    else pending.push(...childrenOf(node))
  }
  return { variables, templates: [...templates], aliases: aliasesOf(body) }
}

function templatesNamed(node: Node): string[] {
  if (node.type === 'call') return isTemplateLookup(node) ? constantsIn(node.args.slice(1)).map(templateName) : []
  if (node.type !== 'include' && node.type !== 'import' && node.type !== 'fromimport' && node.type !== 'extends')
    return []
  return constantsIn([node.template])
}

/** `lookup('template', …)` */
function isTemplateLookup({ callee, args }: Call): boolean {
  const [plugin] = args
  if (callee.type !== 'name' || !['lookup', 'query', 'q'].includes(callee.name) || plugin?.type !== 'const')
    return false
  return typeof plugin.value === 'string' && /^(?:ansible\.builtin\.)?template$/.test(plugin.value)
}

function constantsIn(nodes: readonly Node[]): string[] {
  return [...descendants(nodes)].flatMap((part) =>
    part.type === 'const' && typeof part.value === 'string' ? part.value : [],
  )
}
