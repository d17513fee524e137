import type { Json } from '../json-map.ts'
import { leavesOf, type MapNode, type ValueSource, type VariableNode } from './tree.ts'

/** One value of a variable, and where it came from. */
export interface ExplainedVariable {
  /** `db.password`, `hosts[0]`. */
  readonly name: string
  /** A leaf's value; an empty list or map. */
  readonly value: Json
  readonly sensitive: boolean
  readonly by: ValueSource
  /** What this value replaced, the strongest first. */
  readonly overrode: readonly Overridden[]
}

export interface Overridden {
  readonly value: Json
  readonly sensitive: boolean
  readonly by: ValueSource
}

/** Every leaf of the variables, in order. */
export function explainVariables(root: MapNode): ExplainedVariable[] {
  const explained: ExplainedVariable[] = []
  for (const [name, node] of root.entries) explainNode(node, name, [], explained)
  return explained
}

function explainNode(
  node: VariableNode,
  name: string,
  inherited: readonly Overridden[],
  explained: ExplainedVariable[],
): void {
  const overrode = node.overrode === undefined ? inherited : [...overriddenBy(node), ...inherited]
  if (node.kind === 'map' && node.entries.size > 0) {
    const above = overrode.map(summarize)
    for (const [key, item] of node.entries) explainNode(item, `${name}.${key}`, above, explained)
  } else if (node.kind === 'list' && node.items.length > 0) {
    const above = overrode.map(summarize)
    for (const [index, item] of node.items.entries()) explainNode(item, `${name}[${index}]`, above, explained)
  } else {
    explained.push({ name, value: plainValue(node), sensitive: isSensitive(node), by: node.by, overrode })
  }
}

/** Values of a list or map that each part of what replaced it shows; of more it shows how many they were. */
const mostRepeated = 100

function summarize(one: Overridden): Overridden {
  const { value } = one
  if (typeof value !== 'object' || value === null) return one
  const count = Array.isArray(value) ? value.length : Object.keys(value).length
  if (count <= mostRepeated) return one
  return { ...one, value: `(a ${Array.isArray(value) ? 'list' : 'map'} of ${count})`, sensitive: false }
}

function overriddenBy(node: VariableNode): Overridden[] {
  const overridden: Overridden[] = []
  for (let at = node.overrode; at !== undefined; at = at.overrode) {
    overridden.push({ value: plainValue(at), sensitive: isSensitive(at), by: at.by })
  }
  return overridden
}

/** Whether any value in it is sensitive. */
export function isSensitive(node: VariableNode): boolean {
  return leavesOf(node).some((leaf) => leaf.taints.length > 0)
}

/** The sensitive values, to be searched for in foreign text; numbers as they print. */
export function sensitiveTexts(root: VariableNode): string[] {
  const sensitive = leavesOf(root).filter(({ taints, value }) => taints.length > 0 && value !== null && value !== '')
  return [...new Set(sensitive.map(({ value }) => String(value)))]
}

/** What a node holds, as JSON. */
export function plainValue(node: VariableNode): Json {
  if (node.kind === 'map') return Object.fromEntries([...node.entries].map(([key, item]) => [key, plainValue(item)]))
  return node.kind === 'list' ? node.items.map(plainValue) : node.value
}
