import { isInt64 } from '../json.ts'
import { isMap } from '../json-map.ts'
import type { FieldPath, Json } from './types.ts'

/** A part of a manifest that the API server would refuse without saying where, or change. */
export interface Unsendable {
  readonly path: FieldPath
  /** Completes "spec.list …", and names no value. */
  readonly problem: string
  readonly hint: string
}

const surrogateHint = 'write the whole character, e.g. "\\U0001F600"'

/**
 * Halves of surrogate pairs, which UTF-8 can't hold: the server refuses them or puts U+FFFD in their place. Integers beyond int64,
 * which it turns into floats.
 */
export function unsendableIn(value: Json): Unsendable[] {
  // Nearly every manifest is sendable, and a large one isn't worth a path for each of its fields.
  return isSendable(value) ? [] : unsendableBelow(value, [])
}

function isSendable(value: Json): boolean {
  if (typeof value === 'string') return value.isWellFormed()
  if (typeof value === 'bigint') return isInt64(value)
  if (Array.isArray(value)) return value.every(isSendable)
  if (!isMap(value)) return true
  for (const key in value) {
    const item = value[key]
    if (!key.isWellFormed() || (item !== undefined && !isSendable(item))) return false
  }
  return true
}

function unsendableBelow(value: Json, path: FieldPath): Unsendable[] {
  if (typeof value === 'string') {
    if (value.isWellFormed()) return []
    return [{ path, problem: 'contains half of a surrogate pair, which is not a character', hint: surrogateHint }]
  }
  if (typeof value === 'bigint') {
    if (isInt64(value)) return []
    const problem = 'is an integer beyond the 64 bits of int64, which the cluster would round'
    return [{ path, problem, hint: 'quote it, or write it as a float' }]
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => unsendableBelow(item, [...path, index]))
  if (!isMap(value)) return []
  return Object.entries(value).flatMap(([key, item]) => {
    if (key.isWellFormed()) return unsendableBelow(item, [...path, key])
    return [{ path, problem: 'has a key with half of a surrogate pair, which is not a character', hint: surrogateHint }]
  })
}
