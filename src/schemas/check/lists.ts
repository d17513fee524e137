import { stringifyJson } from '../../json.ts'
import { isMap, type Json } from '../../json-map.ts'
import type { ValueProblem } from './problem.ts'
import type { Schema } from './schema.ts'

interface ItemProblem {
  readonly index: number
  readonly problem: ValueProblem
}

/**
 * Items that a list has twice though it tells its items apart, or that lack what tells them apart
 * (structured-merge-diff, which a server-side apply goes through first).
 */
export function* listProblems(items: readonly Json[], { keys, items: schema }: Schema): Iterable<ItemProblem> {
  if (keys === undefined) return
  const known = new Map<string, number>()
  for (const [index, item] of items.entries()) {
    const key = keys.length === 0 ? item : keyOf(item, keys, schema)
    if (item === null) yield { index, problem: { kind: 'type', message: 'must not be null' } }
    else if (key === undefined) yield* lackingKeys(index, item, keys, schema)
    if (item === null || key === undefined) continue
    const text = stringifyJson(key)
    const first = known.get(text)
    known.set(text, first ?? index)
    if (first === undefined) continue
    const what = Array.isArray(key) ? keys.map((name, at) => `${name} ${stringifyJson(key[at])}`).join(', ') : text
    yield { index, problem: { kind: 'duplicate', message: `must differ from [${first}]`, found: `is ${what} too` } }
  }
}

/** An item needs one of the keys at least; those that its schema requires are told by it. */
function* lackingKeys(
  index: number,
  item: Json,
  keys: readonly string[],
  schema: Schema | undefined,
): Iterable<ItemProblem> {
  if (!isMap(item) || keys.some((name) => Object.hasOwn(item, name) || schema?.required?.includes(name) === true))
    return
  yield { index, problem: { kind: 'missing', message: `${keys.join(' or ')} is missing` } }
}

/** The values of an item's keys; undefined where one is missing. */
function keyOf(item: Json, keys: readonly string[], schema: Schema | undefined): Json[] | undefined {
  if (!isMap(item)) return undefined
  const values: Json[] = []
  for (const name of keys) {
    const value = Object.hasOwn(item, name) ? item[name] : schema?.fields?.get(name)?.default
    if (value === undefined || value === null) return undefined
    values.push(value)
  }
  return values
}
