import { KdeployError, type Place } from '../errors.ts'
import { type FieldPath, formatPath } from '../field-path.ts'
import type { Json } from '../json-map.ts'
import type { Span, Taint } from '../template/provenance.ts'

/** What gave a value. */
export interface ValueSource {
  /** For people: `profiles/prod.yaml`, `ConfigMap my-ns/shared`, `--set`, `built in`. */
  readonly label: string
  /** The line that gave it, or that asked for the source; undefined for options and what is built in. */
  readonly place: Place | undefined
  /** As a profile file has it, without quotes: `1.10`, which is the number 1.1. */
  readonly written?: string | undefined
}

/** One variable, or a part of one, with what gave it and what that overrode. */
export type VariableNode = ValueNode | ListNode | MapNode

interface Common {
  readonly by: ValueSource
  /** The value of the next weaker layer that this one replaced. */
  readonly overrode: VariableNode | undefined
}

export interface ValueNode extends Common {
  readonly kind: 'value'
  readonly value: null | boolean | number | bigint | string
  /** A number that was written as a float though it is whole, e.g. `1.0`; templates print it so. */
  readonly float?: boolean | undefined
  /** A string that is to be rendered; false for literal values and once rendered. */
  readonly template: boolean
  /** The sensitive values that it is, or was rendered from. */
  readonly taints: readonly Taint[]
  /** Which characters of a string come from what; undefined where all of it has the same taints. */
  readonly spans: readonly Span[] | undefined
}

/** A list or map that is empty holds no value that could say that its source is sensitive. */
interface Container extends Common {
  readonly emptyTaints?: readonly Taint[] | undefined
}

export interface ListNode extends Container {
  readonly kind: 'list'
  readonly items: readonly VariableNode[]
}

export interface MapNode extends Container {
  readonly kind: 'map'
  readonly entries: ReadonlyMap<string, VariableNode>
}

export interface NodeOptions {
  readonly by: (path: FieldPath) => ValueSource
  /** Its strings may be templates. Default false. */
  readonly template?: boolean
  /** Whether a number was written as a float. Default: none. */
  readonly isFloat?: ((path: FieldPath) => boolean) | undefined
  /** The taint of a value; undefined where the source isn't sensitive. */
  readonly taint?: ((path: FieldPath) => Taint) | undefined
}

/** A JSON value as a tree; each leaf knows what gave it. @throws KdeployError `variable-reserved` for a name that none may have */
export function toNode(value: Json, options: NodeOptions, path: FieldPath = []): VariableNode {
  const common = { by: options.by(path), overrode: undefined }
  if (options.taint !== undefined && isEmpty(value)) {
    const empty = { ...common, emptyTaints: [options.taint(path)] }
    return Array.isArray(value) ? { kind: 'list', items: [], ...empty } : { kind: 'map', entries: new Map(), ...empty }
  }
  if (Array.isArray(value)) {
    return { kind: 'list', items: value.map((item, index) => toNode(item, options, [...path, index])), ...common }
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => {
      const below = [...path, key]
      refuseName(key, below, options.by)
      return [key, toNode(item, options, below)] as const
    })
    return { kind: 'map', entries: new Map(entries), ...common }
  }
  const taints = options.taint === undefined ? [] : [options.taint(path)]
  const template = options.template === true && typeof value === 'string'
  const leaf = { kind: 'value', value, template, taints, spans: undefined, ...common } as const
  const isWhole = typeof value === 'bigint' || Number.isInteger(value)
  return isWhole && options.isFloat?.(path) === true ? { ...leaf, value: Number(value), float: true } : leaf
}

function isEmpty(value: Json): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

export function mapNode(entries: Iterable<readonly [string, VariableNode]>, by: ValueSource): MapNode {
  return { kind: 'map', entries: new Map(entries), by, overrode: undefined }
}

/** The values in it, in order. */
export function leavesOf(node: VariableNode): ValueNode[] {
  const leaves: ValueNode[] = []
  collectLeaves(node, leaves)
  return leaves
}

function collectLeaves(node: VariableNode, leaves: ValueNode[]): void {
  if (node.kind === 'value') leaves.push(node)
  else for (const item of node.kind === 'map' ? node.entries.values() : node.items) collectLeaves(item, leaves)
}

/** A tree that holds one node under a path of keys. @throws as toNode does */
export function nest(path: readonly string[], node: VariableNode): VariableNode {
  for (const [index, key] of path.entries()) refuseName(key, path.slice(0, index + 1), () => node.by)
  return path.reduceRight<VariableNode>((inner, key) => mapNode([[key, inner]], node.by), node)
}

/** JavaScript's objects, and so templates' maps, have `__proto__` without holding it: it would be dropped somewhere. */
function refuseName(key: string, path: FieldPath, by: NodeOptions['by']): void {
  if (key !== '__proto__') return
  const { label, place } = by(path)
  throw new KdeployError({
    code: 'variable-reserved',
    category: 'input',
    message: `${label} sets the variable ${formatPath(path)}, but no variable may be named __proto__`,
    place,
    hint: 'rename it',
  })
}
