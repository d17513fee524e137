import type { Taint } from '../template/provenance.ts'
import { type MapNode, mapNode, type ValueSource, type VariableNode } from './tree.ts'

const nothing: ValueSource = { label: 'nothing', place: undefined }

/** Trees on top of each other, as Merging has it. */
export function merge(layers: Iterable<MapNode>): MapNode {
  const merging = new Merging()
  for (const layer of layers) merging.add(layer)
  return merging.result
}

/** A map that its Merging made, and so may add to. */
interface OwnMap extends MapNode {
  by: ValueSource
  readonly entries: Map<string, VariableNode>
}

/**
 * Trees on top of each other, later ones win: maps merge, anything else replaces, and remembers what it replaced. What
 * replaces a sensitive value is sensitive too: a password given by hand is one as much as that of the Secret. A layer costs as
 * much as it holds, whatever lies below it.
 */
export class Merging {
  readonly #own = new WeakSet<MapNode>()
  readonly #replaced = new WeakMap<VariableNode, readonly Taint[]>()
  #result: MapNode = mapNode([], nothing)

  /** The tree so far, which another layer changes; layers are never changed. */
  get result(): MapNode {
    return this.#result
  }

  add(layer: MapNode): void {
    this.#result = this.#mergeMaps(this.#result, layer)
  }

  #mergeMaps(below: MapNode, above: MapNode): MapNode {
    const merged = this.#ownMap(below)
    const replaced = this.#replacedBy(below)
    for (const [key, node] of above.entries) {
      const earlier = merged.entries.get(key)
      merged.entries.set(key, earlier === undefined ? withTaints(node, replaced) : this.#mergeNodes(earlier, node))
    }
    merged.by = above.by
    return merged
  }

  #mergeNodes(below: VariableNode, above: VariableNode): VariableNode {
    if (below.kind === 'map' && above.kind === 'map') return this.#mergeMaps(below, above)
    return { ...withTaints(above, taintsOf(below)), overrode: below }
  }

  #ownMap(map: MapNode): OwnMap {
    if (this.#isOwn(map)) return map
    const own: OwnMap = { ...map, entries: new Map(map.entries) }
    this.#own.add(own)
    return own
  }

  #isOwn(map: MapNode): map is OwnMap {
    return this.#own.has(map)
  }

  /** The taints of what a map replaced. */
  #replacedBy({ overrode }: MapNode): readonly Taint[] {
    if (overrode === undefined) return []
    const taints = this.#replaced.get(overrode) ?? taintsOf(overrode)
    this.#replaced.set(overrode, taints)
    return taints
  }
}

/** As many sources as a message names: each part of what replaces a large list would have those of the whole list. */
const mostTaints = 20

/** Those of a node, and of all that stood there before it: what came between may be empty. */
function taintsOf(node: VariableNode): Taint[] {
  const taints = new Set<Taint>()
  for (let one: VariableNode | undefined = node; one !== undefined; one = one.overrode) collectTaints(one, taints)
  return [...taints]
}

function collectTaints(node: VariableNode, taints: Set<Taint>): void {
  for (const taint of (node.kind === 'value' ? node.taints : node.emptyTaints) ?? []) taints.add(taint)
  if (node.kind === 'value') return
  const inner = node.kind === 'list' ? node.items : node.entries.values()
  for (const one of inner) if (taints.size < mostTaints) collectTaints(one, taints)
}

/** Values that are sensitive already stay as they are. */
function withTaints(node: VariableNode, taints: readonly Taint[]): VariableNode {
  if (taints.length === 0) return node
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => withTaints(item, taints)) }
  if (node.kind === 'value') return node.taints.length > 0 ? node : { ...node, taints }
  const entries = [...node.entries].map(([key, item]) => [key, withTaints(item, taints)] as const)
  return { ...node, entries: new Map(entries) }
}
