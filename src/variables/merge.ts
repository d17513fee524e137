import type { Taint } from '../template/provenance.ts'
import { type Giver, type MapNode, mapNode, type VariableNode } from './tree.ts'

const NOTHING: Giver = { label: 'nothing', place: undefined }

/**
 * Trees on top of each other, later ones win: maps merge, anything else replaces, and remembers what it replaced. What
 * replaces a sensitive value is sensitive too: a password given by hand is one as much as that of the Secret.
 */
export function merge(layers: Iterable<MapNode>): MapNode {
  let result = mapNode([], NOTHING)
  for (const layer of layers) result = mergeMaps(result, layer)
  return result
}

function mergeMaps(below: MapNode, above: MapNode): MapNode {
  const entries = new Map(below.entries)
  const replaced = taintsOf(below.overrode)
  for (const [key, node] of above.entries) {
    const earlier = entries.get(key)
    entries.set(key, earlier === undefined ? withTaints(node, replaced) : mergeNodes(earlier, node))
  }
  return { ...below, entries, by: above.by }
}

function mergeNodes(below: VariableNode, above: VariableNode): VariableNode {
  if (below.kind === 'map' && above.kind === 'map') return mergeMaps(below, above)
  return { ...withTaints(above, taintsOf(below)), overrode: below }
}

/** Those of a node, and of all that stood there before it: what came between may be empty. */
function taintsOf(node: VariableNode | undefined): Taint[] {
  const taints = new Set<Taint>()
  for (let one = node; one !== undefined; one = one.overrode) collectTaints(one, taints)
  return [...taints]
}

function collectTaints(node: VariableNode, taints: Set<Taint>): void {
  if (node.kind !== 'value') {
    for (const taint of node.emptyTaints ?? []) taints.add(taint)
    for (const inner of node.kind === 'list' ? node.items : node.entries.values()) collectTaints(inner, taints)
    return
  }
  for (const taint of node.taints) taints.add(taint)
}

/** Values that are sensitive already stay as they are. */
function withTaints(node: VariableNode, taints: readonly Taint[]): VariableNode {
  if (taints.length === 0) return node
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => withTaints(item, taints)) }
  if (node.kind === 'value') return node.taints.length > 0 ? node : { ...node, taints }
  const entries = [...node.entries].map(([key, item]) => [key, withTaints(item, taints)] as const)
  return { ...node, entries: new Map(entries) }
}
