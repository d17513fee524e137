import type { MapNode } from './tree.ts'

/** A tree without one variable, by the keys that lead to it; the same tree where it has none there. */
export function withoutVariable(tree: MapNode, [key, ...rest]: readonly string[]): MapNode {
  const node = key === undefined ? undefined : tree.entries.get(key)
  if (key === undefined || node === undefined) return tree
  const entries = new Map(tree.entries)
  if (rest.length === 0) {
    entries.delete(key)
    return { ...tree, entries }
  }
  const inner = node.kind === 'map' ? withoutVariable(node, rest) : node
  return inner === node ? tree : { ...tree, entries: entries.set(key, inner) }
}
