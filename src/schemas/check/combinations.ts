import { formatPath } from '../../field-path.ts'
import type { Json } from '../../json-map.ts'
import { type Problem, problemText, type ValueProblem } from './problem.ts'
import type { Schema } from './schema.ts'

/** What is wrong with a value by the combinations of its schema. `check`: by one schema of these. */
export function combinationProblem(
  value: Json,
  { allOf, anyOf, oneOf, not }: Schema,
  check: (value: Json, schema: Schema) => readonly Problem[],
): ValueProblem | undefined {
  for (const one of allOf ?? []) {
    const [first] = check(value, one)
    if (first !== undefined) return { kind: 'value', message: at(first, first.message), found: first.found }
  }
  if (anyOf !== undefined && !anyOf.some((one) => check(value, one).length === 0))
    return { kind: 'value', message: 'must have one of several forms', found: alternatives(value, anyOf, check) }
  if (oneOf !== undefined) {
    const matching = oneOf.filter((one) => check(value, one).length === 0)
    if (matching.length === 0)
      return { kind: 'value', message: 'must have one of several forms', found: alternatives(value, oneOf, check) }
    if (matching.length > 1)
      return { kind: 'value', message: 'must have exactly one of several forms', found: `has ${matching.length}` }
  }
  if (not !== undefined && check(value, not).length === 0)
    return { kind: 'value', message: 'has a form that its schema forbids' }
  return undefined
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
