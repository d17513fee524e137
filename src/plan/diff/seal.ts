import { createHmac } from 'node:crypto'
import { stringifyJson } from '../../json.ts'
import { isMap, type Json } from '../../json-map.ts'
import { keyOf } from '../../manifest/identity.ts'
import type { ObjectRef } from '../../manifest/types.ts'

/**
 * A MAC over an object's two states, by a key: equal for the same states, whatever the order of their keys. Without the key it tells
 * nothing of what is in them, however short.
 */
export function sealing(ref: ObjectRef, before: Json | undefined, after: Json | undefined): (key: string) => string {
  return (key) => {
    const states = [before ?? null, after ?? null].map(sorted)
    return createHmac('sha256', key)
      .update(`kdeploy plan ${keyOf(ref)} ${stringifyJson(states)}`)
      .digest('hex')
  }
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isMap(value)) return value
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]))
}
