import type { Taint } from './provenance.ts'
import type { PyValue } from './python/object.ts'
import { traced } from './python/text.ts'

/**
 * A variable's text that is sensitive: whatever a template makes of it carries the label in renderWithMap's spans.
 * Anything else than a text in lists and plain objects is kept as it is.
 */
export function taint(value: string, label: Taint): PyValue {
  return traced(value, undefined, [label])
}
