import { stringifyJson } from '../../json.ts'
import { asMap, sortKeys } from '../../json-map.ts'
import type { Json } from '../../manifest/types.ts'
import { mayBeItem } from '../ownership/merge-fields.ts'
import { keyFieldsOf, keyOfItem } from './item-keys.ts'

type Items = ReadonlyMap<string, Json>

/** The items of a list by what tells them apart. */
export function itemsByKey(list: readonly Json[], keys: readonly string[]): Items {
  return new Map(list.map((item) => [keyOfItem(item, keys) ?? '', item]))
}

/** Finds an item's index in the model of its list; -1 where that hasn't got it. A key that the model leaves out is a default. */
export function itemFinder(models: readonly Json[], keys: readonly string[]): (item: Json) => number {
  const exact = new Map<string, number>()
  const partial: number[] = []
  for (const [index, model] of models.entries()) {
    const key = keyOfItem(model, keys)
    if (key === undefined) partial.push(index)
    else if (!exact.has(key)) exact.set(key, index)
  }
  return (item) =>
    exact.get(keyOfItem(item, keys) ?? '') ??
    partial.find((index) => mayBeItem(models[index] ?? null, keyFieldsOf(item, keys))) ??
    -1
}

/** The keys of new items, each with that of the old one that it was: all that differs is what tells them apart. */
export function renamedItems(old: Items, now: Items, keys: readonly string[]): ReadonlyMap<string, string> {
  const renamed = new Map<string, string>()
  const gone = new Map<string, string[]>()
  for (const [key, item] of [...old].reverse()) {
    if (now.has(key)) continue
    const rest = textWithoutKeys(item, keys)
    const known = gone.get(rest)
    if (known === undefined) gone.set(rest, [key])
    else known.push(key)
  }
  for (const [key, item] of gone.size === 0 ? [] : now) {
    const was = old.has(key) ? undefined : gone.get(textWithoutKeys(item, keys))?.pop()
    if (was !== undefined) renamed.set(key, was)
  }
  return renamed
}

function textWithoutKeys(item: Json, keys: readonly string[]): string {
  const rest = Object.entries(asMap(item)).filter(([key]) => !keys.includes(key))
  return stringifyJson(sortKeys(Object.fromEntries(rest)))
}
