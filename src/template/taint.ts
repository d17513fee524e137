import type { Span, Taint } from './provenance.ts'
import type { PyValue } from './python/object.ts'
import { richText, traced } from './python/text.ts'

/** A variable's text that is sensitive: whatever a template makes of it carries the label in a map's spans. */
export function taint(text: string, label: Taint): PyValue {
  return traced(text, undefined, [label])
}

/** The result of a render with a map as a variable of another render: origins and taints stay. */
export function retain(rendered: { readonly text: string; readonly spans: readonly Span[] }): PyValue {
  return richText(rendered.text, false, rendered.spans)
}
