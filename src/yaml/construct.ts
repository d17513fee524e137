import { type Json, setOwn } from '../json-map.ts'
import type { MappingNode, Node, ScalarNode } from './compose.ts'
import { YamlProblem } from './problem.ts'
import { keyText, resolvePlain, resolvePlainKey, resolveTagged, ScalarProblem } from './scalar.ts'

/** How keys are taken: as JSON spells what YAML reads, or only where that is what was written. */
export type KeyReading = 'as-read' | 'as-written'

/** @throws YamlProblem where JSON can't hold what the document says, for duplicate keys, and for a key that isn't taken */
export function construct(root: Node, keys: KeyReading = 'as-read'): Json {
  return new Construction(keys).value(root)
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
  if (text === undefined) throw new YamlProblem("null can't be a key; quote it if it is a name", node.start)
  return text
}

/** `n` would be named `false`, and `1.10` would be named `1.1`. @throws YamlProblem */
function refuseOtherName(key: Node, name: string): void {
  const node = resolve(key)
  if (node.kind !== 'scalar' || !node.plain || node.tag !== undefined || node.text === name) return
  const type = typeof scalarValue(node)
  const read = `${type === 'bigint' ? 'number' : type} ${name}`
  throw new YamlProblem(
    `the key \`${node.text}\` is read as the ${read}; quote it: "${node.text}"`,
    node.start,
    'a key is read as a boolean or a number; quote it',
  )
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
  readonly #keys: KeyReading
  #nodes = 0
  #aliased = 0
  #aliasDepth = 0
  readonly #active = new Set<Node>()

  constructor(keys: KeyReading) {
    this.#keys = keys
  }

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
      if (this.#keys === 'as-written') refuseOtherName(key, name)
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
