import { type Json, setOwn } from '../json-map.ts'
import type { MappingNode, Node, ScalarNode } from './compose.ts'
import { YamlProblem } from './problem.ts'
import { keyText, resolvePlain, resolvePlainKey, resolveTagged, ScalarProblem } from './scalar.ts'

/** @throws YamlProblem where JSON can't hold what the document says, and for duplicate keys */
export function construct(root: Node): Json {
  return new Construction().value(root)
}

/** A scalar's value; throws YamlProblem. */
function scalarValue(node: ScalarNode): Json {
  return placed(node, () => {
    if (node.tag !== undefined && node.tag !== '!') return resolveTagged(node.tag, node.text)
    return node.plain && node.tag === undefined ? resolvePlain(node.text) : node.text
  })
}

function placed<T>(node: Node, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof ScalarProblem) throw new YamlProblem(error.message, node.start, error.bare)
    throw error
  }
}

/** A key as JSON spells it: `1`, `true`, `1.5`. @throws YamlProblem for a list, a map or null */
export function keyOf(node: Node): string {
  if (node.kind === 'alias') return keyOf(node.target)
  if (node.kind !== 'scalar') {
    const hint =
      node.kind === 'mapping' && node.entries.length <= 1 ? '; is a {{ … }} left unrendered or unquoted?' : ''
    throw new YamlProblem(`a ${node.kind === 'mapping' ? 'map' : 'list'} can't be a key${hint}`, node.start)
  }
  const plain = node.plain && node.tag === undefined
  const text = plain ? placed(node, () => resolvePlainKey(node.text)) : keyText(scalarValue(node))
  if (text === undefined) throw new YamlProblem("null can't be a key", node.start)
  return text
}

/** A plain `<<` (or one that is tagged `!!merge`), as go-yaml's isMerge. */
export function isMerge(node: Node): boolean {
  return (
    node.kind === 'scalar' && node.text === '<<' && (node.tag === '!!merge' || (node.plain && node.tag === undefined))
  )
}

/** The mappings that a merge key's value names, the strongest last; throws YamlProblem for anything else. */
export function mergedMappings(value: Node): MappingNode[] {
  const target = resolve(value)
  if (target.kind === 'mapping') return [target]
  if (value.kind !== 'sequence') throw new YamlProblem('`<<` takes a map or a list of maps', value.start)
  return value.items.toReversed().map((item) => {
    const mapping = resolve(item)
    if (mapping.kind !== 'mapping') throw new YamlProblem('`<<` takes a map or a list of maps', item.start)
    return mapping
  })
}

export function resolve(node: Node): Exclude<Node, { kind: 'alias' }> {
  return node.kind === 'alias' ? resolve(node.target) : node
}

class Construction {
  #nodes = 0
  #aliased = 0
  #aliasDepth = 0
  readonly #active = new Set<Node>()

  value(node: Node): Json {
    this.#count(node)
    switch (node.kind) {
      case 'scalar':
        return scalarValue(node)
      case 'sequence':
        return this.#within(node, () => node.items.map((item) => this.value(item)))
      case 'mapping':
        return this.#within(node, () => this.#mapping(node))
      case 'alias': {
        if (this.#active.has(node.target))
          throw new YamlProblem(`the anchor &${node.anchor} contains itself`, node.start, 'an anchor contains itself')
        this.#aliasDepth += 1
        const value = this.value(node.target)
        this.#aliasDepth -= 1
        return value
      }
    }
  }

  #within<T>(node: Node, build: () => T): T {
    this.#active.add(node)
    const value = build()
    this.#active.delete(node)
    return value
  }

  /** go-yaml's bound on aliases: a small text can't grow to more than a hundred times itself. */
  #count(node: Node): void {
    this.#nodes += 1
    if (this.#aliasDepth > 0) this.#aliased += 1
    if (this.#aliased > 100 && this.#nodes > 1000 && this.#aliased / this.#nodes > allowedAliasRatio(this.#nodes)) {
      throw new YamlProblem('the document contains excessive aliasing', node.start)
    }
  }

  /**
   * go-yaml v2 merges where `<<` stands: it overrides what comes before it and is overridden by what comes after.
   * Duplicate keys are an error (the API server's strict validation), a key that a merge also gives isn't one.
   */
  #mapping(node: MappingNode): Json {
    const result: { [key: string]: Json } = {}
    const own = new Set<string>()
    for (const { key, value } of node.entries) {
      if (isMerge(key)) {
        this.#merge(value, result)
        continue
      }
      this.#count(key)
      const name = keyOf(key)
      if (own.has(name)) throw new YamlProblem(`duplicate key: ${name}`, key.start, 'duplicate key')
      own.add(name)
      setOwn(result, name, this.value(value))
    }
    return result
  }

  #merge(value: Node, into: { [key: string]: Json }): void {
    this.#aliasDepth += 1
    for (const mapping of mergedMappings(value)) {
      if (this.#active.has(mapping)) throw new YamlProblem('`<<` merges a map into itself', value.start)
      const merged = this.value(mapping) as { [key: string]: Json }
      for (const [name, item] of Object.entries(merged)) setOwn(into, name, item)
    }
    this.#aliasDepth -= 1
  }
}

/** go-yaml's `allowedAliasRatio`: 99 % of up to 400,000 nodes, falling to 10 % of 4,000,000. */
function allowedAliasRatio(nodes: number): number {
  if (nodes <= 400_000) return 0.99
  if (nodes >= 4_000_000) return 0.1
  return 0.99 - 0.89 * ((nodes - 400_000) / 3_600_000)
}
