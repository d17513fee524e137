import { isDeepStrictEqual } from 'node:util'
import { stringifyJson } from '../../json.ts'
import { asList, asMap, getOwn, isMap, setOwn } from '../../json-map.ts'
import { partOfLabel, releaseAnnotation } from '../../manifest/membership.ts'
import { parseQuantity } from '../../manifest/quantity.ts'
import { withoutServerFields } from '../../manifest/server-fields.ts'
import type { Json, JsonObject, KubeObject } from '../../manifest/types.ts'
import { type FieldSet, isEmpty, itemLookup } from '../ownership/field-set.ts'
import { fieldsOfAll, managedFieldsOf } from '../ownership/managers.ts'
import { formatItem, itemKeysOf, joinKey } from './item-keys.ts'
import { itemFinder, itemsByKey, renamedItems } from './match-items.ts'

/** What is to be compared of an object, before and after, and which other fields change with it. */
export interface Settled {
  readonly before: Json | undefined
  readonly after: Json | undefined
  /** Their paths: `spec.template.spec.containers[name=web].imagePullPolicy`. */
  readonly alsoChanged: readonly string[]
  /** How many fields change and aren't shown. */
  readonly unshown: number
}

export interface SettleOptions {
  /** False where `after` is a guess that no server completed: what it lacks of defaults isn't gone. */
  readonly isComplete: boolean
  /** True where the object is to become the release's: the labels and annotations that say so are no news. */
  readonly becomesMember: boolean
  /** Whether a field isn't to be shown: `spec.template.spec.containers[name="web"].image`. Default: each is. */
  readonly isUnshown?: ((field: string) => boolean) | undefined
}

/** What says whose an object is. */
const marks: ReadonlySet<string> = new Set([partOfLabel, releaseAnnotation])

/** Annotations in which the server, its controllers and kubectl keep books. */
const books: ReadonlySet<string> = new Set([
  'deprecated.daemonset.template.generation',
  'deployment.kubernetes.io/revision',
  'kubectl.kubernetes.io/last-applied-configuration',
])

/** Maps to which webhooks add what a person should see. */
const openMaps: ReadonlySet<string> = new Set(['labels', 'annotations'])

/** Where quantities stand: 1000m is 1. */
const amounts: ReadonlySet<string> = new Set(['limits', 'requests', 'hard', 'capacity', 'allocatable', 'overhead'])

/**
 * Takes out of an object's two states what nobody sets: a field that the manifest doesn't have and that no field manager owns is a
 * default of the server, or follows from another field. Of a list or map that is added, what the manifest says of it stays; of one
 * that is removed, what somebody owned.
 */
export function settle(
  live: KubeObject | null,
  merged: KubeObject,
  desired: KubeObject,
  options: SettleOptions,
): Settled {
  const entries = live === null ? [] : managedFieldsOf(live)
  const alsoChanged: string[] = []
  let unshown = 0
  const context: Context = {
    ...options,
    hides: (field) => {
      const isHidden = options.isUnshown?.(field) === true
      if (isHidden) unshown += 1
      return isHidden
    },
    tell: (path) => {
      if (options.isComplete) alsoChanged.push(path.reduce(joinKey, ''))
    },
  }
  // Who owns what isn't known of an object that lost its managedFields: then all of it may be somebody's.
  const owned = entries.length === 0 ? everything : fieldsOfAll(entries)
  const before = live === null ? undefined : withoutServerFields(live)
  const [old, now] = settleValue(
    { before, after: withoutServerFields(merged), desired, owned, path: [], field: '' },
    context,
  )
  return { before: old, after: now, alsoChanged, unshown }
}

/** A set that has every field. */
const everything = 'everything'

/** Keys, and what tells items apart: `[name=web]`. */
type Steps = readonly string[]

type Owned = FieldSet | typeof everything | undefined

interface Context extends SettleOptions {
  readonly tell: (path: Steps) => void
  /** Whether a field that changes isn't shown. */
  readonly hides: (field: string) => boolean
}

interface Values {
  readonly before: Json | undefined
  readonly after: Json | undefined
  readonly desired: Json | undefined
  readonly owned: Owned
  readonly path: Steps
  /** The same as managers' paths have it, each value of an item's keys as JSON. */
  readonly field: string
}

type Pair = readonly [before: Json | undefined, after: Json | undefined]

function settleValue(values: Values, context: Context): Pair {
  const { before, after, desired, owned, path } = values
  if (isDeepStrictEqual(before, after)) return [before, after]
  if (context.hides(values.field)) return [before, before]
  if (isBookkeeping(path, desired, context)) return [undefined, undefined]
  if (before === undefined) {
    if (desired !== undefined && after !== undefined) return [undefined, wantedPart(after, desired, path, context)]
    context.tell(path)
    return [undefined, undefined]
  }
  if (after === undefined) {
    if (isOwned(owned)) return [ownedPart(before, owned), undefined]
    context.tell(path)
    return [undefined, undefined]
  }
  if (isMap(before) && isMap(after)) return settleMaps(before, after, values, context)
  if (Array.isArray(before) && Array.isArray(after)) {
    const keys = itemKeysOf(before, after)
    if (keys !== undefined) return settleItems(before, after, keys, values, context)
  }
  if (!context.isComplete && sameAmount(before, after, path)) return [before, before]
  if (desired !== undefined || isOwned(owned)) return [before, after]
  context.tell(path)
  return [before, before]
}

function settleMaps(
  before: JsonObject,
  after: JsonObject,
  { desired, owned, path, field }: Values,
  context: Context,
): Pair {
  const left: JsonObject = {}
  const right: JsonObject = {}
  const wanted = asMap(desired)
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, now] = settleValue(
      {
        before: getOwn(before, key),
        after: getOwn(after, key),
        desired: getOwn(wanted, key),
        owned: fieldOwned(owned, key),
        path: [...path, key],
        field: `${field}.${key}`,
      },
      context,
    )
    if (old !== undefined) setOwn(left, key, old)
    if (now !== undefined) setOwn(right, key, now)
  }
  return [left, right]
}

function settleItems(
  before: readonly Json[],
  after: readonly Json[],
  keys: readonly string[],
  { desired, owned, path, field }: Values,
  context: Context,
): Pair {
  const [old, now] = [itemsByKey(before, keys), itemsByKey(after, keys)]
  const renamed = renamedItems(old, now, keys)
  const wanted = asList(desired)
  const findWanted = itemFinder(wanted, keys)
  const ownedOf = itemsOwned(owned)
  const indexes = new Map(before.map((item, index) => [item, index]))
  const settleItem = (was: Json | undefined, is: Json | undefined): Pair => {
    if (isDeepStrictEqual(was, is)) return [was, is]
    const item = is ?? was ?? null
    return settleValue(
      {
        before: was,
        after: is,
        desired: wanted[findWanted(item)],
        owned: was === undefined ? undefined : ownedOf(was, indexes.get(was) ?? -1),
        path: [...path, formatItem(was ?? item, keys)],
        field: `${field}${formatItem(was ?? item, keys, stringifyJson)}`,
      },
      context,
    )
  }
  const gone = new Set(renamed.values())
  const left = new Map<string, Json | undefined>()
  const right = [...now].flatMap(([key, item]) => {
    const was = renamed.get(key) ?? key
    const [oldPart, newPart] = settleItem(old.get(was), item)
    if (oldPart !== undefined) left.set(was, oldPart)
    return newPart ?? []
  })
  for (const [key, item] of old) if (!now.has(key) && !gone.has(key)) left.set(key, settleItem(item, undefined)[0])
  return [[...old.keys()].flatMap((key) => left.get(key) ?? []), right]
}

/** What the manifest says of a value that is added; in maps of labels and annotations, and of items of lists, also what others add. */
function wantedPart(after: Json, desired: Json, path: Steps, context: Context): Json | undefined {
  if (isMap(after) && isMap(desired)) {
    const isOpen = openMaps.has(String(path.at(-1)))
    const entries = Object.entries(after).flatMap(([key, value]) => {
      const [wanted, below] = [getOwn(desired, key), [...path, key]]
      if (isBookkeeping(below, wanted, context)) return []
      const part = wanted === undefined ? value : wantedPart(value, wanted, below, context)
      return part !== undefined && (wanted !== undefined || isOpen) ? [[key, part] as const] : []
    })
    return entries.length === 0 && Object.keys(after).length > 0 ? undefined : Object.fromEntries(entries)
  }
  if (!Array.isArray(after) || !Array.isArray(desired)) return after
  const keys = itemKeysOf(after)
  const find = keys === undefined ? undefined : itemFinder(desired, keys)
  return after.map((item, index) => {
    const wanted = desired[find?.(item) ?? index]
    return wanted === undefined ? item : (wantedPart(item, wanted, path, context) ?? item)
  })
}

/** What somebody owned of a value that is removed. */
function ownedPart(before: Json, owned: Owned): Json {
  if (owned === undefined || owned === everything || owned.children.size === 0) return before
  if (isMap(before)) {
    const entries = Object.entries(before).flatMap(([key, value]) => {
      const inner = fieldOwned(owned, key)
      return isOwned(inner) ? [[key, ownedPart(value, inner)] as const] : []
    })
    return Object.fromEntries(entries)
  }
  if (!Array.isArray(before)) return before
  const ownedOf = itemsOwned(owned)
  return before.flatMap((item, index) => {
    const inner = ownedOf(item, index)
    return isOwned(inner) ? [ownedPart(item, inner)] : []
  })
}

function fieldOwned(owned: Owned, key: string): Owned {
  return owned === undefined || owned === everything ? owned : (owned.children.get(`f:${key}`) ?? ownedBelow(owned))
}

/** What is owned of the items of a list. */
function itemsOwned(owned: Owned): (item: Json, index: number) => Owned {
  if (owned === undefined || owned === everything) return () => owned
  const find = itemLookup(owned)
  return (item, index) => find(item, index) ?? ownedBelow(owned)
}

/** What is owned as a whole, as an atomic map or list, is owned in all its parts. */
function ownedBelow({ self, children }: FieldSet): Owned {
  return self && children.size === 0 ? everything : undefined
}

function isOwned(owned: Owned): boolean {
  return owned !== undefined && (owned === everything || !isEmpty(owned))
}

function isBookkeeping(path: Steps, desired: Json | undefined, { becomesMember }: Context): boolean {
  const [parent, name = ''] = path.slice(-2)
  if (path.length < 2 || !openMaps.has(parent ?? '')) return false
  return (desired === undefined && books.has(name)) || (becomesMember && path.length === 3 && marks.has(name))
}

function sameAmount(before: Json, after: Json, path: Steps): boolean {
  if (!path.some((step) => amounts.has(String(step)))) return false
  const amount = parseQuantity(before)
  return amount !== undefined && amount === parseQuantity(after)
}
