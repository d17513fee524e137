import { isMap, type Json } from '../../../src/json-map.ts'
import type { KubeObject } from '../../../src/manifest/types.ts'

/** What stands at JSON pointers without their first slash instead; undefined: nothing. */
export type Changes = Readonly<Record<string, Json | undefined>>

/** The object with other values; steps that it hasn't got are made. */
export function withChanges(object: KubeObject, changes: Changes): KubeObject {
  let changed: Json = object
  for (const [pointer, value] of Object.entries(changes)) changed = setAt(changed, pointer.split('/'), value)
  return changed as KubeObject
}

function setAt(value: Json, path: readonly string[], instead: Json | undefined): Json {
  const [step = '', ...rest] = path
  if (Array.isArray(value)) {
    return value.map((item, index) => {
      if (index !== Number(step)) return item
      return rest.length === 0 ? (instead ?? null) : setAt(item, rest, instead)
    })
  }
  const map: { [key: string]: Json } = isMap(value) ? { ...value } : {}
  if (rest.length > 0) map[step] = setAt(map[step] ?? {}, rest, instead)
  else if (instead === undefined) delete map[step]
  else map[step] = instead
  return map
}
