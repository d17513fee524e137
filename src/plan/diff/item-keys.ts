import { isMap } from '../../json-map.ts'
import type { Json, JsonObject } from '../../manifest/types.ts'

/**
 * The fields by which items of lists are told apart, the likeliest first: the merge keys of Kubernetes' own types (`+listMapKey`),
 * which custom resources use too.
 */
const candidates: readonly (readonly string[])[] = [
  ['name'],
  ['kind', 'namespace', 'name'],
  ['kind', 'name'],
  ['key', 'operator', 'effect'],
  ['key', 'effect'],
  ['key', 'operator'],
  ['key'],
  ['mountPath'],
  ['devicePath'],
  ['containerPort', 'protocol'],
  ['port', 'protocol'],
  ['containerPort'],
  ['port'],
  ['topologyKey', 'whenUnsatisfiable'],
  ['topologyKey'],
  ['host'],
  ['path', 'pathType'],
  ['path'],
  ['type'],
  ['ip'],
  ['uid'],
  ['alert'],
  ['record'],
  ['id'],
]

/** By which fields the items of all these lists are told apart; undefined where by none: they are told apart by their place. */
export function itemKeysOf(...lists: readonly (readonly Json[])[]): readonly string[] | undefined {
  if (lists.every((list) => list.length === 0)) return undefined
  return candidates.find((keys) => lists.every((list) => tellsApart(list, keys)))
}

function tellsApart(list: readonly Json[], keys: readonly string[]): boolean {
  const seen = new Set<string>()
  for (const item of list) {
    if (!isMap(item)) return false
    const key = keyOfItem(item, keys)
    if (key === undefined || seen.has(key)) return false
    seen.add(key)
  }
  return true
}

/** What tells an item apart, as a text to compare by; undefined where it lacks one of the keys. */
export function keyOfItem(item: Json, keys: readonly string[]): string | undefined {
  if (!isMap(item)) return undefined
  const values = keys.map((key) => item[key])
  return values.every(isScalar) ? JSON.stringify(values.map(String)) : undefined
}

/** The fields that tell an item apart, alone. */
export function keyFieldsOf(item: Json, keys: readonly string[]): JsonObject {
  return Object.fromEntries(keys.flatMap((key) => (isMap(item) && key in item ? [[key, item[key] ?? null]] : [])))
}

/** `[name=web]`; `shown` says how a value is written. */
export function formatItem(item: Json, keys: readonly string[], shown: (value: Json) => string = String): string {
  return `[${Object.entries(keyFieldsOf(item, keys))
    .map(([key, value]) => `${key}=${shown(value)}`)
    .join(',')}]`
}

/** A path and one more step; a key with a dot or a bracket in it is quoted, as only that tells where it ends. */
export function joinKey(path: string, step: string): string {
  if (step.startsWith('[')) return `${path}${step}`
  if (/^[\w/-]+$/.test(step)) return path === '' ? step : `${path}.${step}`
  return `${path}[${JSON.stringify(step)}]`
}

function isScalar(value: Json | undefined): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint'
}
