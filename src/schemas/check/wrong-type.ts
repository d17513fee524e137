import { count } from '../../counts.ts'
import { stringifyJson } from '../../json.ts'
import { isMap, type Json } from '../../json-map.ts'
import { shorten } from '../../shorten.ts'
import type { ValueProblem } from './problem.ts'
import type { Schema, SchemaType } from './schema.ts'

const wanted: Readonly<Record<SchemaType, string>> = {
  any: 'a value',
  object: 'a map',
  list: 'a list',
  string: 'a string',
  boolean: 'true or false',
  integer: 'an integer',
  number: 'a number',
  'int-or-string': 'an integer or a string',
  quantity: 'a quantity',
}

/** What to say of a value of another type than its schema's. */
export function wrongType(value: Json, { type }: Schema): ValueProblem {
  return {
    kind: 'type',
    message: `must be ${wanted[type]}`,
    found: `is ${describe(value)}`,
    hint: hintFor(value, type),
  }
}

/** A value as messages quote it. */
export function describe(value: Json): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${count(value.length, 'item')}`
  if (isMap(value)) return Object.keys(value).length === 0 ? 'an empty map' : 'a map'
  return shorten(stringifyJson(value), { most: 60, firstLines: 1 })
}

/** What YAML makes easy to get wrong. */
function hintFor(value: Json, type: SchemaType): string | undefined {
  const isScalar = typeof value !== 'object'
  if (type === 'string' && isScalar) return 'put it in quotes'
  if (typeof value === 'string' && isQuoted(value, type)) return 'remove the quotes'
  if (type === 'list' && value !== null) return 'begin each item with `- `'
  if (type === 'object' && Array.isArray(value)) return 'remove the `- `: there is one'
  return undefined
}

/** Whether a text would be what is wanted without its quotes. */
function isQuoted(text: string, type: SchemaType): boolean {
  if (type === 'boolean') return text === 'true' || text === 'false'
  if (type === 'integer') return /^-?\d+$/.test(text)
  return type === 'number' && text !== '' && Number.isFinite(Number(text))
}
