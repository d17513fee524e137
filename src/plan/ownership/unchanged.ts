import { isDeepStrictEqual } from 'node:util'
import { parseJson } from '../../json.ts'
import { getOwn, isMap } from '../../json-map.ts'
import { parseQuantity } from '../../manifest/quantity.ts'
import type { Json, JsonObject, KubeObject } from '../../manifest/types.ts'
import type { FieldSet } from './field-set.ts'
import { isOwnApply, managedFieldsOf } from './managers.ts'

/**
 * Whether server-side apply of a manifest is proven to change nothing of a live object, neither its values nor whose they are, by
 * what the server keeps in managedFields (kubernetes.io, "Server-Side Apply"): kdeploy's entry has just the fields that the
 * manifest sets, each with the value that is there. False means no more than that this isn't proven.
 *
 * `applied` is what kdeploy applied last of the object, where that is known for certain: where the server keeps a value in another
 * form than it was sent (`1000m`, a default within an atomic field), the field is proven by it, as whoever else changes a field
 * takes it out of kdeploy's entry.
 */
export function isProvenUnchanged(
  desired: KubeObject,
  live: KubeObject,
  own: string,
  applied: KubeObject | undefined,
): boolean {
  const { apiVersion, kind } = desired
  if (live.apiVersion !== apiVersion || live.kind !== kind || 'deletionTimestamp' in live.metadata) return false
  const entries = managedFieldsOf(live)
  const [entry, ...more] = entries.filter(({ manager }) => manager === own)
  if (entry === undefined || more.length > 0 || !isOwnApply(entry, own) || entry.apiVersion !== apiVersion) return false
  const others = entries.filter((other) => other !== entry).map(({ fields }) => fields)
  const sent = sentFieldsOf(desired)
  const kept = withStringData(live, sent)
  return new Walk(apiVersion).isSame('', entry.fields, others, sent, kept, applied && withoutStringData(applied))
}

/** What kdeploy's entry tells of: all but what names the object. */
function sentFieldsOf({ apiVersion: _a, kind: _k, metadata, ...content }: KubeObject): JsonObject {
  const { name: _n, namespace: _s, ...described } = metadata
  return Object.keys(described).length === 0 ? content : { ...content, metadata: described }
}

/** With what a Secret's stringData became, which the server keeps as data, and others may change though the entry doesn't tell. */
function withStringData(live: KubeObject, { stringData }: JsonObject): JsonObject {
  if (!isSecret(live) || !isMap(stringData)) return live
  const isKept = (key: string, text: Json) =>
    typeof text === 'string' && Buffer.from(text).toString('base64') === inMap(live['data'], key)
  return {
    ...live,
    stringData: Object.fromEntries(Object.entries(stringData).filter(([key, text]) => isKept(key, text))),
  }
}

/** Only the live value proves a Secret's stringData. */
function withoutStringData(applied: KubeObject): JsonObject {
  if (!isSecret(applied)) return applied
  const { stringData: _, ...rest } = applied
  return rest
}

function isSecret({ kind, apiVersion }: KubeObject): boolean {
  return kind === 'Secret' && apiVersion === 'v1'
}

const inContainer = ['volumeMounts', 'volumeDevices', 'env', 'ports']
/**
 * Lists whose items the server tells apart, by the field or list that holds what has them, in kinds of Kubernetes itself whose group has
 * no dot. An empty one in a manifest says nothing: the server keeps neither it nor that it was sent.
 */
const keyedLists: ReadonlyMap<string, readonly string[]> = new Map([
  // Of a pod.
  ['spec', ['volumes', 'initContainers', 'imagePullSecrets', 'hostAliases', 'topologySpreadConstraints']],
  ['containers', inContainer],
  ['initContainers', inContainer],
  ['metadata', ['ownerReferences', 'finalizers']],
])

/** Walks an entry's fields, the manifest and the live object side by side. */
class Walk {
  readonly #hasKeyedLists: boolean

  constructor(apiVersion: string) {
    this.#hasKeyedLists = !apiVersion.includes('.')
  }

  /** Whether one field is the same; `others` are the sets of other managers below it. */
  isSame(
    name: string,
    fields: FieldSet,
    others: readonly FieldSet[],
    desired: Json | undefined,
    live: Json | undefined,
    applied: Json | undefined,
  ): boolean {
    if (desired === undefined || desired === null) return false
    if (fields.children.size === 0) return isSameLeaf(name, others, desired, live, applied)
    if (Array.isArray(desired))
      return Array.isArray(live) && this.#areSameItems(name, fields, others, desired, live, applied)
    // The server drops a map of which nothing is left.
    if (!isMap(desired) || (live !== undefined && !isMap(live))) return false
    let found = 0
    for (const [key, sent] of Object.entries(desired)) {
      const step = `f:${key}`
      const inner = fields.children.get(step)
      if (inner === undefined) {
        if (this.#isNothing(name, desired, key)) continue
        return false
      }
      // Below amounts every name is one.
      const under = amounts.has(name) ? name : key
      if (!this.isSame(under, inner, below(others, step), sent, inMap(live, key), inMap(applied, key))) return false
      found += 1
    }
    return found === fields.children.size
  }

  #isNothing(name: string, holder: JsonObject, key: string): boolean {
    const list = holder[key]
    if (!this.#hasKeyedLists || !Array.isArray(list) || list.length > 0) return false
    return keyedLists.get(name)?.includes(key) === true && (name !== 'spec' || 'containers' in holder)
  }

  /** Lists whose items the server tells apart: by their keys (`k:`), or by value (`v:`). Also in the same order. */
  #areSameItems(
    name: string,
    fields: FieldSet,
    others: readonly FieldSet[],
    desired: readonly Json[],
    live: readonly Json[],
    applied: Json | undefined,
  ): boolean {
    if (desired.length !== fields.children.size) return false
    const former = Array.isArray(applied) ? applied : []
    const places = new Map<number, number>()
    for (const [step, inner] of fields.children) {
      const find = itemFinder(step, inner)
      if (find === undefined) return false
      const [index, ...more] = find.sent(desired)
      const [place, ...twins] = find.kept(live)
      if (index === undefined || place === undefined || more.length > 0 || twins.length > 0 || places.has(index))
        return false
      places.set(index, place)
      if (step.startsWith('v:')) continue
      const [before] = find.sent(former)
      const last = before === undefined ? undefined : former[before]
      if (!this.isSame(name, inner, below(others, step), desired[index], live[place], last)) return false
    }
    let last = -1
    return desired.every((_, index) => {
      const place = places.get(index) ?? -1
      const isLater = place > last
      last = place
      return isLater
    })
  }
}

/**
 * A value that the entry knows as a whole. One with parts is only so where it had some when it was applied: else the entry may have it
 * as a whole because it was null, or empty, and the parts that are there are nobody's, or others'.
 */
function isSameLeaf(
  name: string,
  others: readonly FieldSet[],
  desired: Json,
  live: Json | undefined,
  applied: Json | undefined,
): boolean {
  if (hasParts(desired) && !hasParts(applied)) return false
  if (isDeepStrictEqual(desired, live)) return true
  // What another manager owns too would be a conflict in another form, though the server keeps it in the same.
  return others.length === 0 && isDeepStrictEqual(desired, applied) && mayBecome(name, desired, live)
}

/**
 * Whether the server may have made the live value of one that was sent under this name: it adds defaults, leaves out what is empty, and
 * writes a quantity in its shortest form. Anything else is somebody's who wrote the object in another API version, in which the field
 * has no name.
 */
function mayBecome(name: string, sent: Json, live: Json | undefined): boolean {
  if (isDeepStrictEqual(sent, live) || (live === undefined && isLeftOut(name, sent))) return true
  if (Array.isArray(sent))
    return (
      Array.isArray(live) &&
      live.length === sent.length &&
      sent.every((item, index) => mayBecome(name, item, live[index]))
    )
  if (isMap(sent)) {
    if (!isMap(live) || (maps.has(name) && Object.keys(live).length !== Object.keys(sent).length)) return false
    return Object.entries(sent).every(([key, value]) =>
      mayBecome(amounts.has(name) ? name : key, value, getOwn(live, key)),
    )
  }
  const quantity = amounts.has(name) ? parseQuantity(sent) : undefined
  return quantity !== undefined && quantity === parseQuantity(live)
}

/** Lists, or maps of whatever names, of quantities; and what is one by itself. */
const amounts: ReadonlySet<string> = new Set([
  ...['limits', 'requests', 'hard', 'capacity', 'max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'],
  ...['sizeLimit', 'divisor', 'averageValue'],
])

/**
 * Maps of whatever keys, to which the server adds none. An empty object that isn't one, such as `emptyDir: {}`, says something, and where
 * it has parts the server may add defaults.
 */
const maps: ReadonlySet<string> = new Set([
  ...['labels', 'annotations', 'nodeSelector', 'selector', 'matchLabels', 'data', 'binaryData', 'stringData'],
  ...['limits', 'requests', 'hard', 'capacity', 'parameters', 'podSelector', 'namespaceSelector', 'labelSelector'],
])

/** Whether the server keeps nothing of a value, as to it that is the same (Go's omitempty). */
function isLeftOut(name: string, value: Json): boolean {
  if (isMap(value)) return maps.has(name) && !hasParts(value)
  return Array.isArray(value) ? value.length === 0 : value === null || value === '' || value === 0 || value === false
}

function hasParts(value: Json | undefined): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0
}

function below(others: readonly FieldSet[], step: string): readonly FieldSet[] {
  return others.length === 0 ? others : others.flatMap(({ children }) => children.get(step) ?? [])
}

function inMap(value: Json | undefined, name: string): Json | undefined {
  return isMap(value) ? getOwn(value, name) : undefined
}

interface ItemFinder {
  /** The indexes of the items of a manifest that are the entry's item. */
  sent(items: readonly Json[]): number[]
  /** The same of a live list, whose items have all keys. */
  kept(items: readonly Json[]): number[]
}

function itemFinder(step: string, item: FieldSet): ItemFinder | undefined {
  const content = step.slice(2)
  if (step.startsWith('v:')) {
    if (item.children.size > 0) return undefined
    const value = parseJson(content)
    const find = (items: readonly Json[]) => indexesOf(items, (one) => isDeepStrictEqual(one, value))
    return { sent: find, kept: find }
  }
  if (!step.startsWith('k:')) return undefined
  const keys = Object.entries(parseJson(content) as JsonObject)
  return {
    // A key that the manifest leaves out is the server's default only where it isn't kdeploy's.
    sent: (items) =>
      indexesOf(
        items,
        (one) =>
          isMap(one) &&
          keys.some(([key]) => getOwn(one, key) !== undefined) &&
          keys.every(([key, value]) => {
            const given = getOwn(one, key)
            return item.children.has(`f:${key}`) ? isDeepStrictEqual(given, value) : given === undefined
          }),
      ),
    kept: (items) =>
      indexesOf(
        items,
        (one) => isMap(one) && keys.every(([key, value]) => isDeepStrictEqual(getOwn(one, key) ?? null, value)),
      ),
  }
}

function indexesOf(items: readonly Json[], isMatch: (item: Json) => boolean): number[] {
  return items.flatMap((item, index) => (isMatch(item) ? [index] : []))
}
