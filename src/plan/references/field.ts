import { asList, isMap } from '../../json-map.ts'
import type { FieldPath, Json } from '../../manifest/types.ts'

/** A value of an object, undefined where it is missing, and where it is. */
export interface Field {
  readonly value: Json | undefined
  readonly path: FieldPath
}

/** A field under another one. */
export function at(field: Field, ...keys: readonly string[]): Field {
  let { value } = field
  for (const key of keys) value = isMap(value) ? value[key] : undefined
  return { value, path: [...field.path, ...keys] }
}

/** The items of a list; none where it is missing. */
export function itemsOf({ value, path }: Field): Field[] {
  return asList(value).map((item, index) => ({ value: item, path: [...path, index] }))
}

/** A text; `''` where it is missing. */
export function textOf({ value }: Field): string {
  return typeof value === 'string' ? value : ''
}
