import type { Span, Taint } from './provenance.ts'
import { PyFloat } from './python/float.ts'
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

/** A float also where the number is whole: JavaScript's 1.0 is 1, which is an int for templates. */
export function float(value: number): PyValue {
  return new PyFloat(value)
}
