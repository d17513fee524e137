import { getOwn, isMap, type Json } from './json-map.ts'

/**
 * Fields by their paths. The texts that name fields have a syntax each, and are read where it belongs: what the API server answers
 * (cluster/errors/server-field.ts: no dot is quoted, so that only the object tells the keys apart), kubectl's JSONPath with its filters
 * (kinds/rules/json-path.ts), `--set a\.b=v` (variables/set.ts), and the steps of managedFields (plan/ownership/field-set.ts).
 */

/** Keys and list indexes from the root of a value to a field: `['spec', 'containers', 0, 'image']`. */
export type FieldPath = readonly (string | number)[]

/** What stands one step below a value; undefined where there is nothing. */
export function stepInto(value: Json | undefined, step: string | number): Json | undefined {
  if (Array.isArray(value)) return typeof step === 'number' ? value[step] : undefined
  return isMap(value) ? getOwn(value, String(step)) : undefined
}

/** What stands at the end of a path; undefined where a step is missing. */
export function valueAtPath(value: Json | undefined, path: FieldPath): Json | undefined {
  return path.reduce<Json | undefined>(stepInto, value)
}

/** `spec.containers[0].image`. A dot within a key isn't marked: the API server doesn't mark it either. */
export function formatPath(path: FieldPath): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index > 0 ? '.' : ''}${step}`)).join('')
}
