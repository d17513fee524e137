import { isDeepStrictEqual } from 'node:util'
import { parseJson } from '../../json.ts'
import { getOwn, isMap, setOwn } from '../../json-map.ts'
import type { Json, JsonObject, KubeObject } from '../../manifest/types.ts'
import { type FieldSet, isItem } from './field-set.ts'

/** Whose value counts where both set a field. */
export type Winner = 'desired' | 'live'

/** The desired object with the fields of `fields`, as the live object has them. */
export function withFields(
  desired: KubeObject,
  live: KubeObject,
  fields: FieldSet,
  winner: Winner = 'desired',
): KubeObject {
  return merge(desired, live, fields, winner) as KubeObject
}

function merge(desired: Json | undefined, live: Json | undefined, fields: FieldSet, winner: Winner): Json | undefined {
  if (live === undefined) return desired
  if (fields.children.size === 0) return winner === 'live' && fields.self ? live : (desired ?? live)
  if (Array.isArray(live)) {
    return desired === undefined || Array.isArray(desired) ? mergeItems(desired ?? [], live, fields, winner) : desired
  }
  if (!isMap(live) || (desired !== undefined && !isMap(desired))) return desired ?? live
  const result: JsonObject = { ...desired }
  for (const [step, inner] of fields.children) {
    if (!step.startsWith('f:')) continue
    const name = step.slice(2)
    const value = merge(getOwn(result, name), getOwn(live, name), inner, winner)
    if (value !== undefined) setOwn(result, name, value)
  }
  return desired === undefined && Object.keys(result).length === 0 && !fields.self ? undefined : result
}

function mergeItems(desired: readonly Json[], live: readonly Json[], fields: FieldSet, winner: Winner): Json[] {
  const result = [...desired]
  for (const [step, inner] of fields.children) {
    const item = live.find((one, index) => isItem(step, one, index))
    if (item === undefined) continue
    if (!step.startsWith('k:')) {
      if (!result.some((one) => isDeepStrictEqual(one, item))) result.push(item)
      continue
    }
    const keys = parseJson(step.slice(2)) as JsonObject
    const index = result.findIndex((one) => mayBeItem(one, keys))
    const merged = merge(result[index], item, inner, winner)
    if (index >= 0 && merged !== undefined) result[index] = merged
    else result.push({ ...keys, ...(merged as JsonObject | undefined) })
  }
  return result
}

/**
 * Whether an item of a manifest is the one with these keys; a key that it leaves out is the server's default, of which only a
 * port's protocol is known.
 */
export function mayBeItem(item: Json, keys: JsonObject): boolean {
  if (!isMap(item)) return false
  const entries = Object.entries(keys)
  if (keys['protocol'] !== undefined && keys['protocol'] !== 'TCP' && item['protocol'] === undefined) return false
  const given = entries.filter(([key]) => getOwn(item, key) !== undefined)
  return given.length > 0 && given.every(([key, value]) => isDeepStrictEqual(item[key], value))
}

/** An empty map or list sets nothing of what somebody put into it. */
function isEmptyContainer(value: Json): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

/** Whether a manifest sets a field or, for a map or list, anything below it; the steps as FieldSet's. */
export function setsField(desired: Json | undefined, steps: readonly string[]): boolean {
  const [step, ...rest] = steps
  if (desired === undefined || step === undefined) return desired !== undefined && !isEmptyContainer(desired)
  if (step.startsWith('f:')) return isMap(desired) && setsField(getOwn(desired, step.slice(2)), rest)
  if (!Array.isArray(desired)) return false
  if (!step.startsWith('k:')) return desired.some((item, index) => isItem(step, item, index))
  const keys = parseJson(step.slice(2)) as JsonObject
  return desired.some((item) => mayBeItem(item, keys) && setsField(item, rest))
}
