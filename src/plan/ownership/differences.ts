import { isDeepStrictEqual } from 'node:util'
import { stringifyJson } from '../../json.ts'
import { asMap, getOwn, isMap } from '../../json-map.ts'
import type { Json, JsonObject } from '../../manifest/types.ts'
import { type FieldSet, isSet, keysOfItems, noFields } from './field-set.ts'

/** One field in which two states of an object differ. */
export interface FieldDifference {
  /** The steps to it, as FieldSet's. */
  readonly steps: readonly string[]
  /** undefined where the first state hasn't got it. */
  readonly before: Json | undefined
  /** undefined where the second state hasn't got it. */
  readonly after: Json | undefined
  /** Both have the same items, in another order. */
  readonly isOrder?: true
}

/**
 * The fields in which two states differ. List items are matched by their keys, and those of sets by value, where `shape` (the
 * fields of all managers) knows any; any other list is one field. The finest field that both have is named.
 */
export function differencesOf(before: Json | undefined, after: Json | undefined, shape: FieldSet): FieldDifference[] {
  return compare(before, after, shape, [])
}

function compare(
  before: Json | undefined,
  after: Json | undefined,
  shape: FieldSet,
  steps: readonly string[],
): FieldDifference[] {
  if (isDeepStrictEqual(before, after)) return []
  if (isMap(before) && isMap(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    return names.flatMap((name) => {
      const step = `f:${name}`
      return compare(getOwn(before, name), getOwn(after, name), shape.children.get(step) ?? noFields, [...steps, step])
    })
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const keys = keysOfItems(shape)
    if (keys !== undefined) return compareItems(before, after, keys, shape, steps)
    if (isSet(shape)) return compareSets(before, after, steps)
  }
  return [{ steps, before, after }]
}

function compareItems(
  before: readonly Json[],
  after: readonly Json[],
  keys: readonly string[],
  shape: FieldSet,
  steps: readonly string[],
): FieldDifference[] {
  const stepOf = (item: Json) => stepOfItem(item, keys)
  const [old, now] = [before, after].map((items) => new Map(items.map((item) => [stepOf(item), item])))
  // Two items of the same keys: the list can't be told apart by them.
  if (old === undefined || now === undefined || old.size < before.length || now.size < after.length)
    return [{ steps, before: [...before], after: [...after] }]
  const found = [...new Set([...old.keys(), ...now.keys()])].flatMap((step) => {
    const inner = shape.children.get(step) ?? noFields
    return compare(old.get(step), now.get(step), inner, [...steps, step])
  })
  const common = (one: ReadonlyMap<string, Json>, other: ReadonlyMap<string, Json>) =>
    [...one.keys()].filter((step) => other.has(step))
  if (isDeepStrictEqual(common(old, now), common(now, old))) return found
  return [...found, { steps, before: [...before], after: [...after], isOrder: true }]
}

function compareSets(before: readonly Json[], after: readonly Json[], steps: readonly string[]): FieldDifference[] {
  const has = (items: readonly Json[], item: Json) => items.some((one) => isDeepStrictEqual(one, item))
  const step = (item: Json) => [...steps, `v:${stringifyJson(item)}`]
  return [
    ...before
      .filter((item) => !has(after, item))
      .map((item) => ({ steps: step(item), before: item, after: undefined })),
    ...after
      .filter((item) => !has(before, item))
      .map((item) => ({ steps: step(item), before: undefined, after: item })),
  ]
}

/** `k:{"name":"app"}`, the keys sorted as the server sorts them. */
function stepOfItem(item: Json, keys: readonly string[]): string {
  const values = asMap(item)
  return `k:${stringifyJson(Object.fromEntries([...keys].sort().map((key) => [key, values[key] ?? null])))}`
}

/** Every field of a value, those that hold others among them; list items as `shape` tells them apart. */
export function fieldsIn(value: Json, shape: FieldSet): FieldSet {
  const children = new Map<string, FieldSet>()
  if (isMap(value)) {
    for (const [name, inner] of Object.entries(value))
      children.set(`f:${name}`, fieldsIn(inner, shape.children.get(`f:${name}`) ?? noFields))
  } else if (Array.isArray(value)) {
    const keys = keysOfItems(shape)
    if (keys !== undefined) {
      for (const item of value) {
        const step = stepOfItem(item, keys)
        children.set(step, fieldsIn(item, shape.children.get(step) ?? noFields))
      }
    } else if (isSet(shape)) {
      for (const item of value) children.set(`v:${stringifyJson(item)}`, { self: true, children: new Map() })
    }
  }
  return { self: true, children }
}

/** A copy without the metadata of the server, the status, and what says which object it is. */
export function contentOf(object: JsonObject): JsonObject {
  const { apiVersion: _a, kind: _k, status: _s, metadata, ...content } = object
  const { labels, annotations, finalizers, ownerReferences } = asMap(metadata)
  const described = { labels, annotations, finalizers, ownerReferences }
  const kept = Object.fromEntries(Object.entries(described).filter(([, value]) => value !== undefined))
  return { ...content, metadata: kept as JsonObject }
}
