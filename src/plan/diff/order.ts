import { asList, asMap, getOwn, isMap } from '../../json-map.ts'
import type { Json } from '../../manifest/types.ts'
import { itemKeysOf } from './item-keys.ts'
import { itemFinder } from './match-items.ts'

/**
 * The same value with the keys of every map in the order of `model`, others after them: what the server answers reads
 * like the manifest that a person wrote. Items of lists are ordered as the model's item of the same
 * name, else of the same place.
 */
export function orderLike(value: Json, model: Json | undefined): Json {
  if (Array.isArray(value)) {
    const models = asList(model)
    const keys = itemKeysOf(value)
    const find = keys === undefined ? undefined : itemFinder(models, keys)
    return value.map((item, index) => orderLike(item, models[find?.(item) ?? -1] ?? models[index] ?? models[0]))
  }
  if (!isMap(value)) return value
  const models = asMap(model)
  const keys = [
    ...Object.keys(models).filter((key) => Object.hasOwn(value, key)),
    ...Object.keys(value).filter((key) => !Object.hasOwn(models, key)),
  ]
  return Object.fromEntries(keys.map((key) => [key, orderLike(value[key] ?? null, getOwn(models, key))]))
}
