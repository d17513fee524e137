import { type Giver, type MapNode, mapNode, type VariableNode } from './tree.ts'

const NOTHING: Giver = { label: 'nothing', place: undefined }

/** Trees on top of each other, later ones win: maps merge, anything else replaces, and remembers what it replaced. */
export function merge(layers: Iterable<MapNode>): MapNode {
  let result = mapNode([], NOTHING)
  for (const layer of layers) result = mergeMaps(result, layer)
  return result
}

function mergeMaps(below: MapNode, above: MapNode): MapNode {
  const entries = new Map(below.entries)
  for (const [key, node] of above.entries) {
    const earlier = entries.get(key)
    entries.set(key, earlier === undefined ? node : mergeNodes(earlier, node))
  }
  return { kind: 'map', entries, by: above.by, overrode: below.overrode }
}

function mergeNodes(below: VariableNode, above: VariableNode): VariableNode {
  if (below.kind === 'map' && above.kind === 'map') return mergeMaps(below, above)
  return { ...above, overrode: below }
}
