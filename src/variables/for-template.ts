import { setOwn } from '../json-map.ts'
import type { Span } from '../template/provenance.ts'
import type { TemplateEngine } from './engine.ts'
import type { MapNode, ValueNode, VariableNode } from './tree.ts'

type Marking = Pick<TemplateEngine, 'mark' | 'taint' | 'float'>

/** What stands for a leaf, e.g. the same one rendered. */
type Replace = (leaf: ValueNode) => ValueNode

const asIs: Replace = (leaf) => leaf

/** Variables as templates take them: plain data, sensitive values marked by the engine. */
export function toTemplateVariables(root: MapNode, engine: Marking, replace = asIs): Record<string, unknown> {
  const variables: Record<string, unknown> = {}
  for (const [name, node] of root.entries) setOwn(variables, name, toTemplateValue(node, engine, replace))
  return variables
}

export function toTemplateValue(node: VariableNode, engine: Marking, replace = asIs): unknown {
  if (node.kind === 'map') return toTemplateVariables(node, engine, replace)
  if (node.kind === 'list') return node.items.map((item) => toTemplateValue(item, engine, replace))
  const leaf = replace(node)
  const { value, taints, float = false } = leaf
  if (typeof value === 'string') {
    const spans = spansOf(leaf)
    return spans.length > 0 ? engine.mark(value, spans) : value
  }
  if (value !== null && taints.length > 0) return engine.taint(value, taints, float)
  return float && typeof value === 'number' ? (engine.float?.(value) ?? value) : value
}

/** The tainted runs of a string; none for what isn't sensitive. */
function spansOf({ value, spans, taints }: ValueNode): readonly Span[] {
  if (typeof value !== 'string' || value === '') return []
  // The template that uses the string is where its characters come from, not the string's own template.
  if (spans !== undefined) {
    return spans.filter((span) => span.taints.length > 0).map((span) => ({ ...span, origin: undefined }))
  }
  return taints.length === 0 ? [] : [{ start: 0, end: value.length, origin: undefined, taints }]
}
