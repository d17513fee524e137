import { type FieldPath, formatPath } from '../../field-path.ts'
import type { Json } from '../../json-map.ts'
import { type Problem, problemText, type ValueProblem } from './problem.ts'
import type { Schema } from './schema.ts'

/** `path`: from the value down to the field that it is about. */
interface CombinationProblem extends ValueProblem {
  readonly path?: FieldPath
}

/**
 * What is wrong with a value by the combinations of its schema. `check`: by one schema of these. A form that says more than is checked
 * may fit by mistake: what fits where it should not is told only where all is checked.
 */
export function combinationProblem(
  value: Json,
  { allOf, anyOf, oneOf, not }: Schema,
  check: (value: Json, schema: Schema) => readonly Problem[],
): CombinationProblem | undefined {
  for (const one of allOf ?? []) {
    const [first] = check(value, one)
    if (first !== undefined) return { ...first, kind: 'value' }
  }
  if (anyOf !== undefined && !anyOf.some((one) => check(value, one).length === 0))
    return { kind: 'value', message: 'must have one of several forms', found: alternatives(value, anyOf, check) }
  if (oneOf !== undefined) {
    const matching = oneOf.filter((one) => check(value, one).length === 0)
    if (matching.length === 0)
      return { kind: 'value', message: 'must have one of several forms', found: alternatives(value, oneOf, check) }
    const sure = matching.length > 1 ? matching.filter((one) => !isPartial(one)).length : 0
    if (sure > 1) return { kind: 'value', message: 'must have exactly one of several forms', found: `has ${sure}` }
  }
  if (not !== undefined && check(value, not).length === 0 && !isPartial(not))
    return { kind: 'value', message: 'has a form that its schema forbids' }
  return undefined
}

/** Whether a schema, or one within it, says more than is checked. */
function isPartial(schema: Schema): boolean {
  if (schema.partial === true) return true
  const { fields, others, items, allOf = [], anyOf = [], oneOf = [], not } = schema
  const inner = [...(fields?.values() ?? []), others, items, ...allOf, ...anyOf, ...oneOf, not]
  return inner.some((one) => one !== undefined && isPartial(one))
}

/** What each form lacks. */
function alternatives(
  value: Json,
  forms: readonly Schema[],
  check: (value: Json, schema: Schema) => readonly Problem[],
): string {
  const texts = forms.flatMap((form) => {
    const [first] = check(value, form)
    return first === undefined ? [] : [at(first, problemText(first))]
  })
  return `has none: ${[...new Set(texts)].join('; or ')}`
}

function at({ path }: Problem, message: string): string {
  return path.length === 0 ? message : `${formatPath(path)}: ${message}`
}
