import type { ObjectRef } from '../../manifest/types.ts'
import { nameOfField } from './describe-field.ts'
import { type FieldSet, isEmpty, noFields } from './field-set.ts'

/** A field that is taken over from whatever manager holds it: an entry of kdeploy.yaml's `forceConflicts`. */
export interface ForcedField {
  readonly kind: string
  /** Default: every object of the kind. */
  readonly name?: string | undefined
  /**
   * `spec.replicas`: that field and all below it; a list's items may be left out, `containers.image` for
   * `containers[name="app"].image`.
   */
  readonly field: string
}

/** Fields, and managers, of which a project says whose they are. */
export interface FieldRules {
  /** `forceConflicts`. */
  readonly forcedFields: readonly ForcedField[]
  /** `ignoreDrift` */
  readonly ignored: readonly IgnoredDrift[]
}

/** `ignoreDiff`: fields that no diff shows, though they are applied. */
export interface DiffRules {
  readonly unshown: readonly ForcedField[]
}

/** What a project says of the ownership of fields: kdeploy.yaml. */
export interface OwnershipRules extends FieldRules, DiffRules {
  /** `adopt: true`: what exists and isn't the release's is taken over. */
  readonly adopt: boolean
  /** `adoptFrom`: managers whose fields an adoption takes over, besides those of kubectl and Helm. */
  readonly adoptFrom: readonly string[]
}

/** An entry of kdeploy.yaml's `ignoreDrift`: what a manager sets, or a field of a kind, is nobody's drift. */
export type IgnoredDrift =
  | { readonly manager: string }
  | { readonly kind: string; readonly name?: string | undefined; readonly field: string }

/** Whether all that a manager sets is to be left alone. */
export function isIgnored(
  { manager }: { readonly manager: string },
  { ignored }: Pick<FieldRules, 'ignored'>,
): boolean {
  return ignored.some((entry) => 'manager' in entry && entry.manager === manager)
}

/** Whether a field is to be left alone, whoever sets it; the steps as FieldSet's. */
export function isIgnoredField(
  ref: ObjectRef,
  steps: readonly string[],
  { ignored }: Pick<FieldRules, 'ignored'>,
): boolean {
  return isNamed(
    ref,
    nameOfField(steps),
    ignored.filter((entry) => 'kind' in entry),
  )
}

/** The fields that others own and that are to be left alone. */
export function ignoredFields(ref: ObjectRef, fields: FieldSet, rules: Pick<FieldRules, 'ignored'>): FieldSet {
  return rules.ignored.length === 0 ? noFields : ignoredBelow(ref, fields, rules, [])
}

function ignoredBelow(
  ref: ObjectRef,
  fields: FieldSet,
  rules: Pick<FieldRules, 'ignored'>,
  at: readonly string[],
): FieldSet {
  if (at.length > 0 && isIgnoredField(ref, at, rules)) return fields
  const children = new Map<string, FieldSet>()
  for (const [step, inner] of fields.children) {
    const ignored = ignoredBelow(ref, inner, rules, [...at, step])
    if (!isEmpty(ignored)) children.set(step, ignored)
  }
  return { self: false, children }
}

/** Whether a field, as the server names it (`.spec.template.spec.containers[name="app"].image`), is to be taken over. */
export function isForced(ref: ObjectRef, field: string, { forcedFields }: Pick<FieldRules, 'forcedFields'>): boolean {
  return isNamed(ref, field, forcedFields)
}

/** Whether no diff shows a field, named as above. */
export function isUnshown(ref: ObjectRef, field: string, { unshown }: DiffRules): boolean {
  return isNamed(ref, field, unshown)
}

/** Whether a field of an object is one of those that a project names. */
function isNamed(ref: ObjectRef, field: string, named: readonly ForcedField[]): boolean {
  return named.some(
    (entry) =>
      entry.kind === ref.kind && (entry.name === undefined || entry.name === ref.name) && covers(entry.field, field),
  )
}

function covers(forced: string, field: string): boolean {
  const found = stepsOf(field)
  const asked = stepsOf(forced)
  // Items that aren't named stand for all.
  const compared = asked.some(isItem) ? found : found.filter((step) => !isItem(step))
  return asked.length > 0 && asked.every((step, index) => step === compared[index])
}

/** `.a.b[c]` as `a`, `b`, `[c]`; quotes protect brackets and dots. */
function stepsOf(field: string): string[] {
  return field.match(/\[(?:"(?:[^"\\]|\\.)*"|[^\]"])*\]|[^.[\]]+/g) ?? []
}

function isItem(step: string): boolean {
  return step.startsWith('[')
}
