import { isMap } from '../../json-map.ts'
import type { Json, JsonObject } from '../../manifest/types.ts'
import type { ApiResource } from './cluster.ts'

/** What the server serves, in its order of preference. */
export interface Served {
  readonly resources: readonly ApiResource[]
  /** `group/version` of aggregated APIs whose own server doesn't answer. */
  readonly broken: readonly string[]
}

/** The objects of a list field; none where it is missing. */
export function listOf(object: Json | undefined, key: string): JsonObject[] {
  const list = isMap(object) ? object[key] : undefined
  return Array.isArray(list) ? list.filter(isMap) : []
}

/** A text field; `''` where it is missing. */
export function textOf(object: JsonObject, key: string): string {
  const value = object[key]
  return typeof value === 'string' ? value : ''
}

/** The texts of a list field; none where it is missing. */
export function textsOf(object: JsonObject, key: string): string[] {
  const list = object[key]
  return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : []
}
