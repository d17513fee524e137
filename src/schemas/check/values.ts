import { stringifyJson } from '../../json.ts'
import { type Json, sortKeys } from '../../json-map.ts'
import { nearest } from '../../nearest.ts'
import type { ValueProblem } from './problem.ts'
import type { Schema } from './schema.ts'
import { describe } from './wrong-type.ts'

/**
 * What is wrong with a value that isn't one of those that its schema lists. An empty text counts as none where null does, as the API
 * server's own types take it.
 */
export function valueProblem(value: Json, { values, null: nulls }: Schema): ValueProblem | undefined {
  if (values === undefined || isAmong(value, values) || (value === '' && nulls === 'absent')) return undefined
  const meant =
    typeof value === 'string' && value !== ''
      ? nearest(
          value,
          values.filter((one) => typeof one === 'string'),
        )
      : undefined
  return {
    kind: 'value',
    message: `must be ${oneOf(values)}`,
    found: `is ${describe(value)}`,
    hint: meant === undefined ? undefined : `did you mean ${meant}?`,
  }
}

/** Maps are equal whatever the order of their keys. */
function isAmong(value: Json, values: readonly Json[]): boolean {
  if (typeof value !== 'object' || value === null) return values.includes(value)
  const text = stringifyJson(sortKeys(value))
  return values.some((one) => stringifyJson(sortKeys(one)) === text)
}

function oneOf(values: readonly Json[]): string {
  const texts = values.map((value) => (typeof value === 'string' && value !== '' ? value : stringifyJson(value)))
  if (texts.length === 1) return `${texts[0]}`
  return texts.length > 12 ? `one of ${texts.slice(0, 12).join(', ')} …` : `one of ${texts.join(', ')}`
}
