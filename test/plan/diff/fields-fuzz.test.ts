import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { type ComparedField, compareFields } from '../../../src/plan/diff/compare.ts'
import { settle } from '../../../src/plan/diff/settle.ts'

const word = fc.constantFrom('a', 'b', 'c')
const scalar = fc.oneof(fc.constantFrom<Json[]>(0, 1, '', 'x', true, null), word)
const names = fc.uniqueArray(fc.constantFrom('e', 'f', 'g', 'h'), { maxLength: 4 })

function map(value: fc.Arbitrary<Json>): fc.Arbitrary<JsonObject> {
  return fc.dictionary(fc.constantFrom('a', 'b.c', 'd/e', '[f]'), value, { maxKeys: 3, noNullPrototype: true })
}

const item = fc.record({ value: scalar, more: map(scalar) }, { requiredKeys: [], noNullPrototype: true })

/** A map with all that a manifest has: maps within maps, items with names, items without, texts. */
const spec: fc.Arbitrary<JsonObject> = fc.record(
  {
    size: scalar,
    labels: map(word),
    deep: map(map(scalar)),
    text: fc.array(word, { maxLength: 4 }).map((lines) => lines.join('\n')),
    args: fc.array(word, { maxLength: 3 }),
    rules: fc.array(map(scalar), { maxLength: 4 }),
    env: names.chain((list) => fc.tuple(...list.map((name) => item.map((one): Json => ({ name, ...one }))))),
  },
  { requiredKeys: [], noNullPrototype: true },
) as fc.Arbitrary<JsonObject>

/** What leads to a field: of an item of `env`, its name. */
type Way = readonly string[]

/** Every field without any below it; lists but `env` are one. */
function leavesOf(value: Json | undefined, way: Way = []): [Way, Json][] {
  if (Array.isArray(value) && way.at(-1) === 'env' && value.length > 0)
    return value.flatMap((one) => leavesOf(one, [...way, nameOf(one)]))
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return value === undefined ? [] : [[way, value]]
  const entries = Object.entries(value)
  return entries.length === 0 ? [[way, value]] : entries.flatMap(([key, one]) => leavesOf(one, [...way, key]))
}

function nameOf(one: Json): string {
  return String((one as JsonObject)['name'])
}

function at(value: Json | undefined, [step, ...rest]: Way): Json | undefined {
  if (step === undefined || value === undefined) return value
  if (Array.isArray(value))
    return at(
      value.find((one) => nameOf(one) === step),
      rest,
    )
  return typeof value === 'object' && value !== null && Object.hasOwn(value, step) ? at(value[step], rest) : undefined
}

/** What the server makes of a manifest: all of it, and what `others` has besides. */
function withOthers(desired: Json | undefined, others: Json | undefined, key = ''): Json | undefined {
  if (desired === undefined) return others
  if (others === undefined || typeof desired !== 'object' || typeof others !== 'object') return desired
  if (desired === null || others === null) return desired
  if (Array.isArray(desired) || Array.isArray(others)) {
    if (key !== 'env' || !Array.isArray(desired) || !Array.isArray(others)) return desired
    const own = desired.map((one) => withOthers(one, at(others, [nameOf(one)])) ?? null)
    return [...own, ...others.filter((one) => at(desired, [nameOf(one)]) === undefined)]
  }
  const keys = [...new Set([...Object.keys(desired), ...Object.keys(others)])]
  return Object.fromEntries(keys.map((one) => [one, withOthers(desired[one], others[one], one) ?? null]))
}

function fieldsV1(ways: readonly Way[]): JsonObject {
  const set: JsonObject = {}
  for (const way of ways) {
    let inner = set
    for (const [index, step] of way.entries()) {
      const isItem = index === 1 && way[0] === 'env'
      const name = isItem ? `k:${JSON.stringify({ name: step })}` : `f:${step}`
      // Whoever owns anything of an item owns what tells it apart.
      inner[name] ??= isItem ? { '.': {}, 'f:name': {} } : {}
      inner = inner[name] as JsonObject
    }
  }
  return { 'f:spec': set }
}

function object(value: Json | undefined, managedFields: Json[]): KubeObject {
  return { apiVersion: 'x/v1', kind: 'X', metadata: { name: 'x', managedFields }, spec: value ?? {} }
}

/** The steps of a field's path. */
function stepsOf(path: string): string[] {
  return path.match(/\["(?:[^"\\]|\\.)*"\]|\[[^\]]*\]|[^.[\]]+/g) ?? []
}

/** Has a value become what reported fields say. */
function applied(before: Json | undefined, fields: readonly ComparedField[]): Json {
  const root: JsonObject = structuredClone({ root: before ?? null }) as JsonObject
  const isPlace = ({ path }: ComparedField) => /\[\d+\]$/.test(path)
  const number = ({ path }: ComparedField) => Number(/\[(\d+)\]$/.exec(path)?.[1])
  const gone = fields.filter((one) => isPlace(one) && one.action === 'remove').sort((a, b) => number(b) - number(a))
  const come = fields.filter((one) => isPlace(one) && one.action === 'add').sort((a, b) => number(a) - number(b))
  const inLists = [...gone, ...come]
  for (const field of [...inLists, ...fields.filter((one) => !inLists.includes(one))]) set(root, field)
  return root['root'] ?? null
}

function set(root: JsonObject, { path, action, after, behind = '' }: ComparedField): void {
  const steps = stepsOf(path)
  let inside: Json = root
  let key: string | number = 'root'
  for (const step of steps) {
    inside = (inside as JsonObject)[key] as Json
    const quoted = /^\["(.*)"\]$/.exec(step)
    const named = /^\[name=(.*)\]$/.exec(step)?.[1]
    const index = /^\[(\d+)\]$/.exec(step)?.[1]
    if (quoted !== null) key = JSON.parse(step.slice(1, -1)) as string
    else if (index !== undefined) key = Number(index)
    else if (named === undefined) key = step
    else {
      const found = (inside as Json[]).findIndex((one) => nameOf(one) === named)
      key = found < 0 ? (inside as Json[]).length : found
    }
  }
  if (action === 'order') {
    const order = (after as Json[]).map(nameOf)
    const list = (inside as JsonObject)[key] as Json[]
    list.sort((one, other) => order.indexOf(nameOf(one)) - order.indexOf(nameOf(other)))
  } else if (Array.isArray(inside)) {
    const isPlace = /\[\d+\]$/.test(path)
    if (action === 'remove') inside.splice(Number(key), 1)
    else if (action === 'add' && isPlace) inside.splice(Number(key), 0, after ?? null)
    else if (action === 'add') inside.splice(behindOf(inside, behind), 0, after ?? null)
    else inside[Number(key)] = after ?? null
  } else if (action === 'remove') delete (inside as JsonObject)[key]
  else (inside as JsonObject)[key] = after ?? null
}

function behindOf(list: readonly Json[], behind: string): number {
  return list.findIndex((one) => `[name=${nameOf(one)}]` === behind) + 1
}

/** Items by their names: among some that are reordered, where one that is added stands can't be told. */
function unordered(value: Json | undefined, key = ''): Json | undefined {
  if (Array.isArray(value))
    return key === 'env' ? value.toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1)) : value
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, unordered(one, name) ?? null]))
}

function isEmpty(value: Json | undefined): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

const runs = { numRuns: Number(process.env['FUZZ_RUNS'] ?? 100) }

describe('the fields of a difference', () => {
  test('make of what was before what comes after', () => {
    fc.assert(
      fc.property(spec, spec, (before, after) => {
        const fields = compareFields(before, after, after)

        const shown = fields.some(({ action }) => action === 'order') ? unordered : (value: Json) => value

        expect(shown(applied(before, fields))).toEqual(shown(after))
      }),
      runs,
    )
  })

  test('hide nothing that the manifest or a manager set', () => {
    const states = fc.record({ live: spec, desired: spec, others: spec, owned: fc.func(fc.boolean()) })
    fc.assert(
      fc.property(states, ({ live, desired, others, owned }) => {
        const managed = leavesOf(live).flatMap(([way]) => (owned(way) ? [way] : []))
        // Where no field is owned, the managers aren't known.
        const entries = [{ manager: 'm', operation: 'Apply', fieldsV1: { ...fieldsV1(managed), 'f:other': {} } }]
        const merged = withOthers(desired, others) as JsonObject
        const settled = settle(object(live, entries), object(merged, []), object(desired, []), {
          isComplete: true,
          becomesMember: false,
        })
        const fields = compareFields(settled.before, settled.after, undefined)
        const known = applied({ ...object(live, []), metadata: { name: 'x' } }, fields)
        const wanted = [...leavesOf(desired).map(([way]) => way), ...managed]

        for (const way of wanted.filter((one) => one.length > 0)) {
          // An empty map or list sets nothing of what is in it.
          if ([live, desired].some((one) => isEmpty(at(one, way)))) continue
          expect([way, at(known, ['spec', ...way])]).toEqual([way, at(merged, way)])
        }
      }),
      runs,
    )
  })
})
