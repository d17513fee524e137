import type { Span } from '../template/provenance.ts'
import { setOwn } from '../yaml/json.ts'
import type { TemplateEngine } from './engine.ts'
import type { MapNode, ValueNode, VariableNode } from './tree.ts'

/** Variables as templates take them: plain data, tainted strings marked by the engine. */
export function toTemplateVariables(
  root: MapNode,
  engine: Pick<TemplateEngine, 'mark' | 'float'>,
): Record<string, unknown> {
  const variables: Record<string, unknown> = {}
  for (const [name, node] of root.entries) setOwn(variables, name, toTemplateValue(node, engine))
  return variables
}

export function toTemplateValue(node: VariableNode, engine: Pick<TemplateEngine, 'mark' | 'float'>): unknown {
  if (node.kind === 'map') return toTemplateVariables(node, engine)
  if (node.kind === 'list') return node.items.map((item) => toTemplateValue(item, engine))
  if (node.float === true && typeof node.value === 'number') return engine.float?.(node.value) ?? node.value
  const spans = spansOf(node)
  return typeof node.value === 'string' && spans.length > 0 ? engine.mark(node.value, spans) : node.value
}

/** The tainted runs of a string; none for what isn't sensitive. Numbers and booleans keep their type, so carry none. */
export function spansOf({ value, spans, taints }: ValueNode): readonly Span[] {
  if (typeof value !== 'string' || value === '') return []
  // The template that uses the string is where its characters come from, not the string's own template.
  if (spans !== undefined) {
    return spans.filter((span) => span.taints.length > 0).map((span) => ({ ...span, origin: undefined }))
  }
  return taints.length === 0 ? [] : [{ start: 0, end: value.length, origin: undefined, taints }]
}
