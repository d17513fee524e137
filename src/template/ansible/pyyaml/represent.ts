import { sortBy } from '../../filters/order.ts'
import { Bytes } from '../../python/bytes.ts'
import { PyDict } from '../../python/dict.ts'
import { PyError, raise } from '../../python/error.ts'
import { PyFloat } from '../../python/float.ts'
import { reprInt } from '../../python/integer.ts'
import { maxNesting, tick } from '../../python/limits.ts'
import type { Provenance, PyValue } from '../../python/object.ts'
import { repr } from '../../python/show.ts'
import { isText, provenanceOf, textOf } from '../../python/text.ts'
import { untraced } from '../../python/traced.ts'
import { Tuple } from '../../python/tuple.ts'
import { PyDate } from '../dates.ts'
import type { ScalarType } from './resolver.ts'

/** A value as YAML writes it (PyYAML's `nodes`). A node that is met twice gets an anchor. */
export type YamlNode =
  | {
      readonly kind: 'scalar'
      readonly text: string
      readonly type: ScalarType | 'binary'
      readonly style: ScalarStyle
      /** Of the value that it writes. */
      readonly provenance: Provenance | null
    }
  | { readonly kind: 'sequence'; readonly items: readonly YamlNode[]; isFlow: boolean }
  | { readonly kind: 'mapping'; readonly entries: readonly (readonly [YamlNode, YamlNode])[]; isFlow: boolean }

/** '' lets the emitter choose. */
export type ScalarStyle = '' | "'" | '"' | '|'

export interface Representation {
  /** null: flow style for collections that hold plain scalars only. */
  readonly flow: boolean | null
  readonly sortKeys: boolean
  readonly style: ScalarStyle
}

/**
 * The nodes of a value (PyYAML 6.0 `representer.py` with the types that Ansible's AnsibleDumper adds).
 * @throws PyError RepresenterError for what YAML can't hold.
 */
export function representValue(value: PyValue, options: Representation): YamlNode {
  return new Representer(options).represent(value)
}

class Representer {
  readonly #options: Representation
  /** Nodes of mutable values by identity: the same list twice is one node, which YAML writes as an alias. */
  readonly #known = new Map<object, YamlNode>()
  #depth = 0

  constructor(options: Representation) {
    this.#options = options
  }

  represent(given: PyValue): YamlNode {
    tick()
    const value = untraced(given)
    const node = this.#represent(value)
    return node.kind === 'scalar' ? { ...node, provenance: provenanceOf(given) } : node
  }

  #represent(value: PyValue): YamlNode {
    if (isText(value)) return this.#scalar(textOf(value), 'str')
    switch (typeof value) {
      case 'number':
      case 'bigint':
        return this.#scalar(reprInt(value), 'int')
      case 'boolean':
        return this.#scalar(String(value), 'bool')
      default:
        return value === null ? this.#scalar('null', 'null') : this.#object(value as object & PyValue)
    }
  }

  #scalar(text: string, type: ScalarType | 'binary', style: ScalarStyle = this.#options.style): YamlNode {
    return { kind: 'scalar', text, type, style, provenance: null }
  }

  #object(value: object & PyValue): YamlNode {
    if (value instanceof PyFloat) return this.#scalar(floatText(value.value), 'float')
    if (value instanceof Bytes) return this.#scalar(binaryText(value.data), 'binary', '|')
    if (value instanceof PyDate) return this.#scalar(value.isoText(' '), 'timestamp')
    const known = this.#known.get(value)
    if (known !== undefined) return known
    if (this.#depth > maxNesting) raise('RecursionError', 'maximum recursion depth exceeded')
    this.#depth++
    const node = this.#collection(value)
    this.#depth--
    return node
  }

  #collection(value: object & PyValue): YamlNode {
    const { flow } = this.#options
    if (value instanceof PyDict) {
      const entries: (readonly [YamlNode, YamlNode])[] = []
      const node: YamlNode = { kind: 'mapping', entries, isFlow: flow ?? true }
      this.#known.set(value, node)
      for (const [key, item] of this.#entriesOf(value)) entries.push([this.represent(key), this.represent(item)])
      if (flow === null) node.isFlow = entries.every((pair) => pair.every(isPlain))
      return node
    }
    if (!Array.isArray(value) && !(value instanceof Tuple)) {
      raise('RepresenterError', `('cannot represent an object', ${repr(value)})`)
    }
    const items: YamlNode[] = []
    const node: YamlNode = { kind: 'sequence', items, isFlow: flow ?? true }
    if (Array.isArray(value) || value.items.length > 0) this.#known.set(value, node)
    for (const item of Array.isArray(value) ? value : value.items) items.push(this.represent(item))
    if (flow === null) node.isFlow = items.every(isPlain)
    return node
  }

  #entriesOf(dict: PyDict): readonly (readonly [PyValue, PyValue])[] {
    const entries = [...dict.entries()]
    if (!this.#options.sortKeys) return entries
    try {
      return sortBy(entries, ([key]) => key)
    } catch (error) {
      if (error instanceof PyError && error.name === 'TypeError') return entries
      throw error
    }
  }
}

function isPlain(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.style === ''
}

/** SafeRepresenter.represent_float: YAML 1.1 wants a dot before the exponent. */
function floatText(value: number): string {
  if (Number.isNaN(value)) return '.nan'
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf'
  const text = repr(new PyFloat(value))
  return text.includes('.') ? text : text.replace('e', '.0e')
}

/** `base64.encodebytes`: lines of 76 characters, each ended. */
function binaryText(data: Uint8Array): string {
  return Buffer.from(data)
    .toString('base64')
    .replace(/.{1,76}/g, '$&\n')
}
