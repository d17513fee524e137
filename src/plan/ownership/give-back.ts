import { isDeepStrictEqual } from 'node:util'
import { stringifyJson } from '../../json.ts'
import type { Json, JsonObject, KubeObject } from '../../manifest/types.ts'
import { contentOf } from './differences.ts'
import { type FieldSet, intersection, isEmpty, minus, noFields, union, valueAtStep, writeFields } from './field-set.ts'
import { isOwn, isOwnApply, managedFieldsOf, ownFields } from './managers.ts'
import { putBodyOf, replicasField } from './wanted.ts'

/**
 * An adopted object as it was before, as the body of a PUT: what kdeploy changed goes back, what others set since stays. Its
 * managedFields are not part of it (`fieldsGivenBack`).
 */
export function restoredBody(before: KubeObject, live: KubeObject, manager: string): KubeObject {
  const { apiVersion, kind, metadata } = before
  const { name, namespace } = metadata
  const { metadata: all, ...content } = contentOf(before)
  const { ownerReferences: _, finalizers: __, ...described } = all as JsonObject
  const named = { name, ...(namespace === undefined ? {} : { namespace }) }
  const finalizers = finalizersTaken(before, live)
  const old = { apiVersion, kind, ...content, metadata: { ...described, ...finalizers, ...named } } as KubeObject
  // Where kdeploy left the replicas alone, whoever set them since may be noted nowhere (kubectl scale).
  const isLeft = isEmpty(intersection(ownFields(live, manager), replicasField))
  return putBodyOf(old, live, manager, () => true, { winner: 'live', kept: isLeft ? replicasField : noFields })
}

/**
 * The finalizers that a former owner had applied, and the adoption took away. Who owns the object is told by the live one alone: an
 * owner that is gone by now would have it deleted.
 */
function finalizersTaken(before: KubeObject, live: KubeObject): JsonObject {
  const had = before.metadata['finalizers']
  const applied = managedFieldsOf(before)
    .filter(({ operation }) => operation === 'Apply')
    .map(({ fields }) => fields.children.get('f:metadata')?.children.get('f:finalizers'))
  const isApplied = (item: Json) => applied.some((fields) => fields?.children.has(`v:${stringifyJson(item)}`))
  const now = live.metadata['finalizers']
  const taken = Array.isArray(had)
    ? had.filter(isApplied).filter((item) => !(Array.isArray(now) && now.includes(item)))
    : []
  return taken.length === 0 ? {} : { finalizers: taken }
}

/** Whether kdeploy wrote an object other than by applying it, as giving it back does before its former owners get their fields. */
export function isBeingGivenBack(live: KubeObject, manager: string): boolean {
  return managedFieldsOf(live).some((entry) => isOwn(entry, manager) && !isOwnApply(entry, manager))
}

/**
 * The managedFields of an object that was given back: none of kdeploy's, and its former owners' as they were, but for fields that
 * have another value by now.
 */
export function fieldsGivenBack(before: KubeObject, now: KubeObject, manager: string): Json[] {
  const current = managedFieldsOf(now).filter((entry) => !isOwn(entry, manager))
  const former = managedFieldsOf(before).filter((entry) => !isOwn(entry, manager) && entry.subresource === '')
  const result = current.map(({ raw }) => raw)
  for (const entry of former) {
    const same = sameValues(entry.fields, before, now)
    const index = current.findIndex(
      ({ manager: other, operation, subresource, apiVersion }) =>
        other === entry.manager &&
        operation === entry.operation &&
        subresource === '' &&
        apiVersion === entry.apiVersion,
    )
    const known = current[index]
    if (known === undefined) {
      if (!isEmpty(same)) result.push({ ...entry.raw, fieldsV1: writeFields(same) })
    } else if (!isEmpty(minus(same, known.fields))) {
      result[index] = { ...known.raw, fieldsV1: writeFields(union(known.fields, same)) }
    }
  }
  // An empty list would have the server take all that is there for another manager's.
  return result.length > 0 ? result : managedFieldsOf(before).map(({ raw }) => raw)
}

/** The fields of a set that both objects have, with the same value where no other field is below them. */
function sameValues(fields: FieldSet, before: Json | undefined, now: Json | undefined): FieldSet {
  if (before === undefined || now === undefined) return noFields
  if (fields.children.size === 0) return fields.self && isDeepStrictEqual(before, now) ? fields : noFields
  const children = new Map<string, FieldSet>()
  for (const [step, inner] of fields.children) {
    const same = sameValues(inner, valueAtStep(before, step), valueAtStep(now, step))
    if (!isEmpty(same)) children.set(step, same)
  }
  return { self: fields.self && children.size > 0, children }
}
