import { isDeepStrictEqual } from 'node:util'
import { stringifyJson } from '../../json.ts'
import { asList, isMap } from '../../json-map.ts'
import type { Json, JsonObject, KubeObject } from '../../manifest/types.ts'
import { contentOf, differencesOf, type FieldDifference, fieldsIn } from './differences.ts'
import { type FieldSet, fieldSetOf, minus, noFields, union } from './field-set.ts'
import { fieldsOfAll, isOwn, type ManagedFields, managedFieldsOf } from './managers.ts'
import { setsField, type Winner, withFields } from './merge-fields.ts'

/** Whose fields stay on a live object though the manifest doesn't set them. */
export type KeepsFields = (entry: ManagedFields) => boolean

/** `spec.replicas`, which an autoscaler or a person sets where a manifest doesn't. */
export const replicasField = fieldSetOf(['f:spec', 'f:replicas'])

/** The fields of all managers: what tells the items of a live object's lists apart. */
export function shapeOf(live: KubeObject): FieldSet {
  return fieldsOfAll(managedFieldsOf(live))
}

/** The fields of a live object that belong to managers whose fields stay. */
function fieldsThatStay(live: KubeObject, own: string, stays: KeepsFields): FieldSet {
  return fieldsOfAll(managedFieldsOf(live).filter((entry) => !isOwn(entry, own) && stays(entry)))
}

/** The fields of a live object that neither stay nor are kdeploy's alone to leave: what a former owner, or anyone, put there. */
function fieldsThatYield(live: KubeObject, own: string, stays: KeepsFields): FieldSet {
  const entries = managedFieldsOf(live)
  return fieldsOfAll(entries.filter((entry) => isOwn(entry, own) || !stays(entry)))
}

export interface PutOptions {
  /** Fields that stay although nobody who stays owns them; default: none. */
  readonly kept?: FieldSet
  /** What becomes of fields that nobody owns; default: the server sets its defaults. */
  readonly defaults?: 'server' | 'live'
  /** Whose finalizers go with what they set: former owners. Others' stay, whatever else goes; default: nobody's go. */
  readonly isFormer?: KeepsFields
  /** Whose value counts where the manifest and a manager that stays set the same field; default: the manifest's. */
  readonly winner?: Winner
}

/**
 * The body of a PUT that asks the server what a live object should become: the manifest, what stays, and the server's own
 * metadata. Unowned fields are left out, so that the server defaults them again; `defaults: 'live'` sends it as it is.
 */
export function putBodyOf(
  desired: KubeObject,
  live: KubeObject,
  own: string,
  stays: KeepsFields,
  { kept: unowned = noFields, defaults = 'server', winner = 'desired', isFormer = () => false }: PutOptions = {},
): KubeObject {
  const shape = shapeOf(live)
  const kept = union(fieldsThatStay(live, own, stays), unowned)
  const yielding = fieldsThatYield(live, own, stays)
  const all = minus(fieldsIn(contentOf(live), shape), minus(yielding, kept))
  const merged = withFields(desired, live, defaults === 'live' ? union(all, kept) : kept, winner)
  const { uid = null, resourceVersion = null } = live.metadata
  const finalizers = withProtection(
    merged,
    live,
    fieldsThatYield(live, own, (entry) => !isFormer(entry)),
  )
  return { ...merged, metadata: { ...merged.metadata, ...finalizers, uid, resourceVersion } }
}

/** The finalizers and owners that others set: what they have to do before the object goes is never taken from them. */
function withProtection(merged: KubeObject, live: KubeObject, yielding: FieldSet): JsonObject {
  const metadata = yielding.children.get('f:metadata')
  const result: JsonObject = {}
  for (const name of ['finalizers', 'ownerReferences']) {
    const items = live.metadata[name]
    if (!Array.isArray(items)) continue
    const yields = metadata?.children.get(`f:${name}`)
    const isYielding = (item: Json) =>
      name === 'finalizers'
        ? yields?.children.has(`v:${stringifyJson(item)}`) === true
        : isMap(item) && yields?.children.has(`k:${stringifyJson({ uid: item['uid'] ?? null })}`) === true
    const wanted = asList(merged.metadata[name])
    const others = items.filter((item) => !isYielding(item) && !wanted.some((one) => isDeepStrictEqual(one, item)))
    if (wanted.length + others.length > 0) result[name] = [...wanted, ...others]
  }
  return result
}

/**
 * The fields that kdeploy must own before it applies a manifest, for the live object to become what is wanted: what is there,
 * is wanted otherwise, and isn't in the manifest, which then removes it. With `contentOnly` metadata stays as it is.
 */
export function fieldsToTake(
  live: KubeObject,
  wanted: KubeObject,
  desired: KubeObject,
  { contentOnly = false }: { readonly contentOnly?: boolean } = {},
): FieldSet {
  const shape = union(shapeOf(live), shapeOf(wanted))
  return contentDifferences(live, wanted)
    .filter(({ before, isOrder }) => before !== undefined && isOrder === undefined)
    .filter(({ steps }) => !(contentOnly && isDescribed(steps)) && !setsField(desired, steps))
    .map(({ steps, before }) => nested(steps, fieldsIn(before ?? null, below(shape, steps))))
    .reduce(union, noFields)
}

/** Metadata, but for annotations that stand for what a version of an autoscaler has no fields for. */
function isDescribed(steps: readonly string[]): boolean {
  return steps[0] === 'f:metadata' && steps[2]?.startsWith('f:autoscaling.alpha.kubernetes.io/') !== true
}

function nested(steps: readonly string[], fields: FieldSet): FieldSet {
  return steps.reduceRight<FieldSet>((inner, step) => ({ self: false, children: new Map([[step, inner]]) }), fields)
}

function below(shape: FieldSet, steps: readonly string[]): FieldSet {
  return steps.reduce((at, step) => at.children.get(step) ?? noFields, shape)
}

/** The fields in which the content of two states of an object differs. */
export function contentDifferences(before: KubeObject, after: KubeObject): FieldDifference[] {
  if (before === after) return []
  return differencesOf(contentOf(before), contentOf(after), union(shapeOf(before), shapeOf(after)))
}

/** Whether two states of an object have the same content; the order of list items that are told apart by keys doesn't count. */
export function hasContent(object: KubeObject, wanted: KubeObject): boolean {
  return contentDifferences(object, wanted).every(({ isOrder }) => isOrder)
}
