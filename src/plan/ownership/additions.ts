import { isDeepStrictEqual } from 'node:util'
import type { Json, KubeObject } from '../../manifest/types.ts'
import { topFieldsOf } from './describe-field.ts'
import { type FieldSet, fieldSetOf, intersection, union, valueAt, valueAtStep } from './field-set.ts'
import { isController, isOwn, type ManagedFields, managedFieldsOf } from './managers.ts'
import { withoutShared } from './rewrite.ts'

/** Fields that another manager set on an object that kdeploy applies. */
export interface FieldsOfManager {
  readonly entry: ManagedFields
  /** The steps to each field that holds no other of them. */
  readonly fields: readonly (readonly string[])[]
}

/** Additions that don't count as drift: restarts by people, notes by controllers and kubectl, and what has to happen before it goes. */
export const knownAdditions: FieldSet = [
  ['f:metadata', 'f:finalizers'],
  ['f:metadata', 'f:ownerReferences'],
  ['f:spec', 'f:template', 'f:metadata', 'f:annotations', 'f:kubectl.kubernetes.io/restartedAt'],
  ['f:metadata', 'f:annotations', 'f:deployment.kubernetes.io/revision'],
  ['f:metadata', 'f:annotations', 'f:kubernetes.io/change-cause'],
  ['f:status'],
]
  .map(fieldSetOf)
  .reduce(union)

/**
 * What others added to an object, besides controllers: fields that the manifest doesn't set, `own` being those that it does.
 * Told from managedFields alone.
 */
export function fieldsAddedByOthers(live: KubeObject, own: FieldSet, manager: string): FieldsOfManager[] {
  return managedFieldsOf(live)
    .filter((entry) => !isOwn(entry, manager) && !isController(entry))
    .map((entry) => ({
      entry,
      fields: fieldsBeyond(withoutShared(entry.fields, knownAdditions), own).filter((steps) => isThere(live, steps)),
    }))
    .filter(({ fields }) => fields.length > 0)
}

/** Whether there is anything at a field: an entry may still name a list whose items are gone. */
function isThere(value: Json, [step, ...rest]: readonly string[]): boolean {
  if (step === undefined) return typeof value !== 'object' || value === null || Object.keys(value).length > 0
  const inner = valueAtStep(value, step)
  return inner !== undefined && isThere(inner, rest)
}

/** The steps to the outermost fields of a set of which `own` has nothing, neither itself nor any below. */
function fieldsBeyond(
  { self, children }: FieldSet,
  own: FieldSet | undefined,
  at: readonly string[] = [],
): (readonly string[])[] {
  if (own === undefined && self) return [at]
  return [...children].flatMap(([step, inner]) => fieldsBeyond(inner, own?.children.get(step), [...at, step]))
}

/** The server defaults neither these nor what is below them. */
const neverDefaulted: ReadonlySet<string> = new Set(
  ['metadata', 'labels', 'annotations', 'matchLabels', 'nodeSelector', 'data', 'binaryData', 'stringData'].map(
    (name) => `f:${name}`,
  ),
)

/** Whether an addition may be a default: its manager owns whatever the server defaulted when that created the object. */
export function mayBeDefault(steps: readonly string[]): boolean {
  return steps.at(-1)?.startsWith('f:') === true && !steps.some((step) => neverDefaulted.has(step))
}

/** The additions that `without` doesn't have alike, which is the object as it would be without any. */
export function fieldsThatDiffer(
  found: readonly FieldsOfManager[],
  live: KubeObject,
  without: KubeObject,
): FieldsOfManager[] {
  return found
    .map(({ entry, fields }) => ({
      entry,
      fields: fields.filter((steps) => !isDeepStrictEqual(valueAt(live, steps), valueAt(without, steps))),
    }))
    .filter(({ fields }) => fields.length > 0)
}

/** Who else applies fields that the manifest sets with the same value: each goes on to own them. */
export function coOwnersOf(
  live: KubeObject,
  own: FieldSet,
  manager: string,
  relinquishes: (entry: ManagedFields) => boolean,
): FieldsOfManager[] {
  return managedFieldsOf(live)
    .filter((entry) => !isOwn(entry, manager) && !isController(entry) && !relinquishes(entry))
    .map((entry) => ({ entry, fields: topFieldsOf(leaves(intersection(entry.fields, own))) }))
    .filter(({ fields }) => fields.length > 0)
}

/** Without the fields that hold others of the set. */
function leaves({ self, children }: FieldSet): FieldSet {
  return {
    self: self && children.size === 0,
    children: new Map([...children].map(([step, inner]) => [step, leaves(inner)])),
  }
}
