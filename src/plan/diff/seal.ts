import { createHmac } from 'node:crypto'
import { stringifyJson } from '../../json.ts'
import { type Json, sortKeys } from '../../json-map.ts'
import { keyOf } from '../../manifest/identity.ts'
import type { ObjectRef } from '../../manifest/types.ts'

/**
 * A MAC over an object's two states, by a key: equal for the same states, whatever the order of their keys. Without the key it tells
 * nothing of what is in them, however short.
 */
export function sealing(ref: ObjectRef, before: Json | undefined, after: Json | undefined): (key: string) => string {
  return (key) => {
    const states = [before ?? null, after ?? null].map(sortKeys)
    return createHmac('sha256', key)
      .update(`kdeploy plan ${keyOf(ref)} ${stringifyJson(states)}`)
      .digest('hex')
  }
}
