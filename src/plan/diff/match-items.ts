import { isDeepStrictEqual } from 'node:util'
import { asMap } from '../../json-map.ts'
import type { Json } from '../../manifest/types.ts'
import { keyOfItem } from './item-keys.ts'

type Items = ReadonlyMap<string, Json>

/** The items of a list by what tells them apart. */
export function itemsByKey(list: readonly Json[], keys: readonly string[]): Items {
  return new Map(list.map((item) => [keyOfItem(item, keys) ?? '', item]))
}

/** The keys of new items, each with that of the old one that it was: all that differs is what tells them apart. */
export function renamedItems(old: Items, now: Items, keys: readonly string[]): ReadonlyMap<string, string> {
  const renamed = new Map<string, string>()
  const gone = [...old].filter(([key]) => !now.has(key))
  for (const [key, item] of now) {
    if (old.has(key)) continue
    const index = gone.findIndex(([, one]) => isDeepStrictEqual(withoutKeys(one, keys), withoutKeys(item, keys)))
    const [was] = index < 0 ? [] : gone.splice(index, 1)
    if (was !== undefined) renamed.set(key, was[0])
  }
  return renamed
}

function withoutKeys(item: Json, keys: readonly string[]): Json {
  return Object.fromEntries(Object.entries(asMap(item)).filter(([key]) => !keys.includes(key)))
}
