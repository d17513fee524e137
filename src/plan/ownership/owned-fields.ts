import { isDeepStrictEqual } from 'node:util'
import { parseJson } from '../../json.ts'
import { getOwn, isMap, setOwn } from '../../json-map.ts'
import type { FieldPath, Json, JsonObject, KubeObject } from '../../manifest/types.ts'
import { isItem } from './field-set.ts'

/** One entry of metadata.managedFields. */
interface ManagedFields {
  readonly manager: string
  readonly operation: 'Apply' | 'Update'
  readonly subresource?: string
  readonly fieldsV1?: JsonObject
}

/** The fieldsV1 set that a manager owns by server-side apply; undefined where it owns nothing. */
export function appliedFields(object: KubeObject, manager: string): JsonObject | undefined {
  const entries = (object.metadata['managedFields'] ?? []) as unknown as ManagedFields[]
  return entries.find((entry) => entry.manager === manager && entry.operation === 'Apply' && !entry.subresource)
    ?.fieldsV1
}

/**
 * The part of a live object that a fieldsV1 set names: what its owner applied, complete, so that applying it again
 * removes nothing. Format: sigs.k8s.io/structured-merge-diff `fieldpath` (`f:` field, `k:` list item by keys,
 * `v:` set item by value, `i:` by index, `.` the item itself).
 */
export function extractFields(live: Json, fields: JsonObject): Json {
  if (Array.isArray(live)) return extractItems(live, fields)
  if (!isMap(live)) return live
  const result: JsonObject = {}
  for (const [step, inner] of Object.entries(fields)) {
    if (!step.startsWith('f:')) continue
    const name = step.slice(2)
    const value = getOwn(live, name)
    if (value !== undefined) setOwn(result, name, isLeaf(inner) ? value : extractFields(value, inner as JsonObject))
  }
  return result
}

function extractItems(live: Json[], fields: JsonObject): Json[] {
  const kept: Json[] = []
  for (const [index, item] of live.entries()) {
    for (const [step, inner] of Object.entries(fields)) {
      if (!isItem(step, item, index)) continue
      const whole = isLeaf(inner) || !step.startsWith('k:')
      kept.push(whole ? item : withKeys(step, extractFields(item, inner as JsonObject)))
      break
    }
  }
  return kept
}

/** A list item always carries the keys that tell it from the others, also defaulted ones (a port's protocol). */
function withKeys(step: string, item: Json): Json {
  return { ...(parseJson(step.slice(2)) as JsonObject), ...(item as JsonObject) }
}

/** `{}` is a field owned as a whole. */
function isLeaf(fields: Json | undefined): boolean {
  return !isMap(fields) || Object.keys(fields).length === 0
}

/** Every path at which two values differ, deepest first where one holds the other. */
export function differingPaths(a: Json | undefined, b: Json | undefined, at: FieldPath = []): FieldPath[] {
  if (isDeepStrictEqual(a, b)) return []
  if (isMap(a) && isMap(b)) {
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])]
    return keys.flatMap((key) => differingPaths(getOwn(a, key), getOwn(b, key), [...at, key]))
  }
  if (Array.isArray(a) && Array.isArray(b) && a.length === b.length) {
    return a.flatMap((item, index) => differingPaths(item, b[index], [...at, index]))
  }
  return [at]
}
