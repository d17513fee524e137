import { type Membership, membershipOf, partOfLabel, releaseAnnotation } from '../../manifest/membership.ts'
import type { Json, KubeObject } from '../../manifest/types.ts'
import {
  type FieldSet,
  fieldSetOf,
  intersection,
  isEmpty,
  minus,
  noFields,
  union,
  writeFields,
} from '../ownership/field-set.ts'
import { isOwn, isOwnApply, managedFieldsOf } from '../ownership/managers.ts'

/** A merge patch that makes a live object a member of another release, guarded by the resourceVersion; nothing else of it changes. */
export function movingPatch({ metadata: { resourceVersion = null } }: KubeObject, to: Membership): Json {
  const labels = { [partOfLabel]: to.applySet }
  return { metadata: { resourceVersion, labels, annotations: { [releaseAnnotation]: to.release } } }
}

/** Whether an object carries both what `movingPatch` sets. */
export function isMoved(live: KubeObject, to: Membership): boolean {
  const { applySet, release } = membershipOf(live) ?? {}
  return applySet === to.applySet && release === to.release
}

const membershipFields: FieldSet = union(
  fieldSetOf(['f:metadata', 'f:labels', `f:${partOfLabel}`]),
  fieldSetOf(['f:metadata', 'f:annotations', `f:${releaseAnnotation}`]),
)

/**
 * The managedFields of an object that was moved: what makes it a member is among what kdeploy applies, not among what it wrote by a
 * patch, with which its next apply would conflict. undefined where that is so already.
 */
export function fieldsOfMoved(live: KubeObject, manager: string): Json[] | undefined {
  const entries = managedFieldsOf(live)
  const applied = entries.find((entry) => isOwnApply(entry, manager))
  const patched = entries.filter((entry) => isOwn(entry, manager) && !isOwnApply(entry, manager))
  const taken = patched.map(({ fields }) => intersection(fields, membershipFields)).reduce(union, noFields)
  if (applied === undefined || isEmpty(taken)) return undefined
  return entries.flatMap((entry) => {
    if (entry === applied) return [{ ...entry.raw, fieldsV1: writeFields(union(entry.fields, taken)) }]
    if (!patched.includes(entry)) return [entry.raw]
    const left = minus(entry.fields, taken)
    return isEmpty(left) ? [] : [{ ...entry.raw, fieldsV1: writeFields(left) }]
  })
}
