import { leavesOf, type MapNode, type VariableNode } from './tree.ts'

/** A path of keys: `['db', 'host']`. */
export type Path = readonly string[]

/** A part of an option's variables that no layer below declares. */
export interface Undeclared {
  readonly path: Path
  readonly node: VariableNode
}

/** The values of a layer that the layers below it don't have. What replaces a value by a map has that value below it. */
export function undeclaredIn(layer: MapNode, below: MapNode): Undeclared[] {
  const found: Undeclared[] = []
  const visit = (over: MapNode, under: MapNode | undefined, prefix: Path) => {
    for (const [key, node] of over.entries) {
      const path = [...prefix, key]
      const known = under?.entries.get(key)
      if (node.kind === 'map' && node.entries.size > 0) {
        if (known === undefined || known.kind === 'map') visit(node, known, path)
      } else if (known === undefined) found.push({ path, node })
    }
  }
  visit(layer, below, [])
  return found
}

/** Python's methods of dict: a path that ends in one reads all before it. */
const dictMethods = new Set('clear copy fromkeys get items keys pop popitem setdefault update values'.split(' '))

/** Whether something that reads these paths reads this one, a part of it, or what it is a part of. */
export function isReadBy(path: Path, reads: readonly Path[]): boolean {
  return reads.some((read) => {
    const end = read.findIndex((step, index) => index > 0 && dictMethods.has(step))
    const steps = end < 0 ? read : read.slice(0, end)
    return steps.every((step, index) => index >= path.length || path[index] === step)
  })
}

/** The names of all that a tree declares, and of what is read, to find the nearest among: `db.host`. */
export function namesOf(tree: MapNode, reads: readonly Path[]): string[] {
  const names = new Set<string>(reads.map((path) => path.join('.')))
  const visit = (map: MapNode, prefix: string) => {
    for (const [key, node] of map.entries) {
      const name = `${prefix}${key}`
      if (node.kind === 'map' && node.entries.size > 0) visit(node, `${name}.`)
      else names.add(name)
    }
  }
  visit(tree, '')
  return [...names]
}

/** The strings of a tree that are templates. */
export function templatesIn(tree: MapNode): string[] {
  return leavesOf(tree).flatMap(({ value, template }) => (template && typeof value === 'string' ? value : []))
}
