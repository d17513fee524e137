import type { Span, Taint } from './provenance.ts'
import { toPython } from './python/convert.ts'
import { PyFloat } from './python/float.ts'
import type { PyValue } from './python/object.ts'
import { RichText, richText, type Text, traced } from './python/text.ts'
import { traceNumber } from './python/traced.ts'

/**
 * A variable's value that is sensitive: whatever a template makes of it carries the labels in a map's spans. None and
 * the empty string carry nothing.
 */
export function taint(value: Text | number | bigint | boolean | PyFloat | null, ...labels: readonly Taint[]): PyValue {
  if (typeof value === 'string' || value instanceof RichText) return traced(value, undefined, labels)
  return traceNumber(toPython(value), { origin: undefined, taints: labels })
}

/** The result of a render with a map as a variable of another render: origins and taints stay. */
export function retain(rendered: { readonly text: string; readonly spans: readonly Span[] }): Text {
  return richText(rendered.text, false, rendered.spans)
}

/** A float also where the number is whole: JavaScript's 1.0 is 1, which is an int for templates. */
export function float(value: number): PyFloat {
  return new PyFloat(value)
}
