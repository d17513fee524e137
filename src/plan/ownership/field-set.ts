import { isDeepStrictEqual } from 'node:util'
import { parseJson, stringifyJson } from '../../json.ts'
import { asMap, getOwn, isMap, sortKeys } from '../../json-map.ts'
import type { Json, JsonObject } from '../../manifest/types.ts'

/**
 * A set of fields, as a managedFields entry keeps it (sigs.k8s.io/structured-merge-diff, `fieldpath`). The steps of `children` are
 * its own: `f:name` a field, `k:{"name":"a"}` a list item by its keys, `v:"a"` an item of a set by value, `i:0` by index.
 */
export interface FieldSet {
  /** Whether the field itself belongs to the set, rather than only some below it. */
  readonly self: boolean
  readonly children: ReadonlyMap<string, FieldSet>
}

const nothingBelow: ReadonlyMap<string, FieldSet> = new Map()
export const noFields: FieldSet = { self: false, children: nothingBelow }
/** A field without any below it, as most are. */
const leaf: FieldSet = { self: true, children: nothingBelow }

/** Reads fieldsV1; `{}` below the root is a field without any below it. */
export function parseFields(fieldsV1: Json | undefined): FieldSet {
  return isMap(fieldsV1) ? { self: false, children: childrenOf(fieldsV1) } : noFields
}

function childrenOf(fieldsV1: JsonObject): Map<string, FieldSet> {
  const children = new Map<string, FieldSet>()
  for (const [step, inner] of Object.entries(fieldsV1)) {
    if (step === '.') continue
    const below = asMap(inner)
    const isLeaf = Object.keys(below).length === 0
    children.set(step, isLeaf ? leaf : { self: below['.'] !== undefined, children: childrenOf(below) })
  }
  return children
}

/** As fieldsV1. */
export function writeFields({ self, children }: FieldSet): JsonObject {
  const below = Object.fromEntries([...children].map(([step, inner]) => [step, writeFields(inner)]))
  return self && children.size > 0 ? { '.': {}, ...below } : below
}

export function isEmpty({ self, children }: FieldSet): boolean {
  return !self && [...children.values()].every(isEmpty)
}

/** What is in either. */
export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (a === noFields || a === b) return b
  if (b === noFields) return a
  const children = new Map(a.children)
  for (const [step, inner] of b.children) {
    const known = children.get(step)
    children.set(step, known === undefined ? inner : union(known, inner))
  }
  return { self: a.self || b.self, children }
}

/** What is in `a` and not in `b`. */
export function minus(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b) return noFields
  const children = new Map<string, FieldSet>()
  for (const [step, inner] of a.children) {
    const other = b.children.get(step)
    const left = other === undefined ? inner : minus(inner, other)
    if (!isEmpty(left)) children.set(step, left)
  }
  return { self: a.self && !b.self, children }
}

/** What is in both. */
export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b) return a
  const children = new Map<string, FieldSet>()
  for (const [step, inner] of a.children) {
    const other = b.children.get(step)
    if (other === undefined) continue
    const both = intersection(inner, other)
    if (!isEmpty(both)) children.set(step, both)
  }
  return { self: a.self && b.self, children }
}

/** Whether two sets have the same fields. */
export function sameFields(a: FieldSet, b: FieldSet): boolean {
  return isEmpty(minus(a, b)) && isEmpty(minus(b, a))
}

/** The set of one field; the steps as above. */
export function fieldSetOf(steps: readonly string[]): FieldSet {
  const [first, ...rest] = steps
  return first === undefined ? leaf : { self: false, children: new Map([[first, fieldSetOf(rest)]]) }
}

/** Whether the item of a list, at its index, is the one that a step names. A key that it leaves out counts as null. */
export function isItem(step: string, item: Json, index: number): boolean {
  const content = step.slice(2)
  if (step.startsWith('i:')) return Number(content) === index
  if (step.startsWith('v:')) return isDeepStrictEqual(parseJson(content), item)
  if (!step.startsWith('k:') || !isMap(item)) return false
  return Object.entries(parseJson(content) as JsonObject).every(([key, value]) =>
    isDeepStrictEqual(getOwn(item, key) ?? null, value),
  )
}

/** Finds what a set has of an item of a list, at its index; of long lists, faster than asking each step with isItem. */
export function itemLookup(fields: FieldSet): (item: Json, index: number) => FieldSet | undefined {
  const found = new Map<string, FieldSet>()
  const keyNames = new Map<string, readonly string[]>()
  for (const [step, inner] of fields.children) {
    const [kind, content] = [step.slice(0, 2), step.slice(2)]
    if (kind === 'k:' || kind === 'v:') found.set(kind + sortedText(parseJson(content)), inner)
    else found.set(step, inner)
    const names = kind === 'k:' ? Object.keys(parseJson(content) as JsonObject) : []
    if (names.length > 0) keyNames.set(names.join(), names)
  }
  const hasValues = isSet(fields)
  return (item, index) => {
    for (const names of isMap(item) ? keyNames.values() : []) {
      const keys = Object.fromEntries(names.map((name) => [name, getOwn(asMap(item), name) ?? null]))
      const inner = found.get(`k:${sortedText(keys)}`)
      if (inner !== undefined) return inner
    }
    return found.get(`i:${index}`) ?? (hasValues ? found.get(`v:${sortedText(item)}`) : undefined)
  }
}

function sortedText(value: Json): string {
  return stringifyJson(sortKeys(value))
}

/** What a step leads to in a live value; undefined where that hasn't got it. */
export function valueAtStep(value: Json, step: string): Json | undefined {
  if (step.startsWith('f:')) return isMap(value) ? getOwn(value, step.slice(2)) : undefined
  return Array.isArray(value) ? value.find((item, index) => isItem(step, item, index)) : undefined
}

/** The value at the end of a way of steps; undefined where there is none. */
export function valueAt(value: Json, steps: readonly string[]): Json | undefined {
  return steps.reduce<Json | undefined>((at, step) => (at === undefined ? at : valueAtStep(at, step)), value)
}

/** The names of the keys by which a list tells its items apart; undefined where the set knows no item of it. */
export function keysOfItems(fields: FieldSet): readonly string[] | undefined {
  for (const step of fields.children.keys())
    if (step.startsWith('k:')) return Object.keys(parseJson(step.slice(2)) as JsonObject)
  return undefined
}

/** Whether the set takes the items of a list for a set of values. */
export function isSet(fields: FieldSet): boolean {
  return [...fields.children.keys()].some((step) => step.startsWith('v:'))
}
