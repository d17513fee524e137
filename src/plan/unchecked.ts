import { isDeepStrictEqual } from 'node:util'
import { getOwn, isMap, setOwn } from '../json-map.ts'
import type { Json, JsonObject, KubeObject } from '../manifest/types.ts'
import { appliedFields, extractFields } from './ownership/owned-fields.ts'

/**
 * Whether a live object already has what `manager` would apply, told without the server: what the manager owns is
 * exactly what is desired. A value that the server writes in another form (`1000m`) counts as different.
 */
export function isApplied(live: KubeObject, desired: KubeObject, manager = 'kdeploy'): boolean {
  const fields = appliedFields(live, manager)
  if (fields === undefined) return false
  const { apiVersion, kind, metadata, ...content } = desired
  const { name, namespace, ...described } = metadata
  return (
    live.apiVersion === apiVersion &&
    live.kind === kind &&
    isDeepStrictEqual(extractFields(live, fields), { ...content, metadata: described })
  )
}

/** A guess at what an apply would make of a live object: maps are merged, anything else is replaced. */
export function overlay<Value extends Json>(live: Json | undefined, desired: Value): Value {
  if (!isMap(live) || !isMap(desired)) return desired
  const merged: JsonObject = { ...live }
  for (const [key, value] of Object.entries(desired)) setOwn(merged, key, overlay(getOwn(live, key), value))
  return merged as Value
}
