import type { Json, KubeObject } from '../../manifest/types.ts'
import { type FieldSet, isEmpty, minus, noFields, union, writeFields } from './field-set.ts'
import { isOwn, isOwnApply, type ManagedFields, managedFieldsOf } from './managers.ts'

/**
 * How field ownership changes before a manifest is applied, so that the apply also removes
 * fields that the manifest doesn't set: they are added to kdeploy's entry first (`take`).
 */
export interface Rewrite {
  /** Whose entries go as a whole: former owners. */
  readonly isFormer: (entry: ManagedFields) => boolean
  /** Whose fields may be folded in. Others keep theirs, so that the fields stay. */
  readonly canLose: (entry: ManagedFields) => boolean
  /** Fields that become kdeploy's, with all below them. */
  readonly take: FieldSet
  /** Who keeps none of the fields of `shared`; default: nobody. */
  readonly relinquishes?: (entry: ManagedFields) => boolean
  /** What the manifest sets: fields of these that others set alike become kdeploy's alone. */
  readonly shared?: FieldSet
  /** What kdeploy owns besides; default: what it owned before. */
  readonly own?: FieldSet
}

/** The managedFields that a rewrite makes of an object's; undefined where nothing changes. */
export function rewritten(
  live: KubeObject,
  manager: string,
  { isFormer, canLose, take, relinquishes, shared = noFields, own }: Rewrite,
): Json[] | undefined {
  const entries = managedFieldsOf(live)
  const before = entries.find((entry) => isOwnApply(entry, manager))
  // An entry of another version names fields of that version: what of it must go is folded in anyway.
  const kept = before?.apiVersion === live.apiVersion ? before.fields : metadataOf(before?.fields ?? noFields)
  const fields = union(own ?? kept, take)
  const staying = entries.filter((entry) => !isOwn(entry, manager) && !isFormer(entry))
  const others = isEmpty(take) ? staying : staying.flatMap((entry) => inOneVersion(entry, live.apiVersion))
  const left = others.map((entry) => {
    const above = canLose(entry) ? minusBelow(entry.fields, take) : entry.fields
    return withFields(entry, relinquishes?.(entry) ? withoutShared(above, shared) : above)
  })
  const isKept = before !== undefined && own === undefined && isEmpty(minus(take, before.fields))
  const isUntouched =
    isKept &&
    others.length + 1 === entries.length &&
    left.every((entry, index) => entry === (others[index] as ManagedFields).raw)
  if (isUntouched || (isEmpty(fields) && others.length === entries.length)) return undefined
  const first = before?.raw ?? entries[0]?.raw
  const ours: Json[] = isEmpty(fields)
    ? []
    : [
        {
          manager,
          operation: 'Apply',
          apiVersion: live.apiVersion,
          ...(first?.['time'] === undefined ? {} : { time: first['time'] }),
          fieldsType: 'FieldsV1',
          fieldsV1: writeFields(fields),
        },
      ]
  return [...left.filter((entry) => entry !== undefined), ...ours]
}

/** The fields of metadata, which no version writes otherwise. */
function metadataOf({ children }: FieldSet): FieldSet {
  const metadata = children.get('f:metadata')
  return { self: false, children: new Map(metadata === undefined ? [] : [['f:metadata', metadata]]) }
}

/**
 * An entry of another version has the server take everything to that version and back before it removes anything, and what it
 * defaults there (the metrics of a HorizontalPodAutoscaler) then stays. So one that names metadata alone, which no version
 * writes otherwise, is moved to this one, and a controller's note of its own status, which it writes again, is left out.
 */
function inOneVersion(entry: ManagedFields, apiVersion: string): ManagedFields[] {
  if (entry.apiVersion === apiVersion) return [entry]
  if (entry.subresource === 'status') return []
  const isMetadata = [...entry.fields.children.keys()].every((step) => step === 'f:metadata')
  return isMetadata ? [{ ...entry, apiVersion, raw: { ...entry.raw, apiVersion } }] : [entry]
}

/** The entry with these of its fields; undefined where there are none. */
function withFields({ raw, fields }: ManagedFields, left: FieldSet): ManagedFields['raw'] | undefined {
  if (isEmpty(left)) return undefined
  return isEmpty(minus(fields, left)) ? raw : { ...raw, fieldsV1: writeFields(left) }
}

/** The set without the fields of another, and without the maps and lists of which it has nothing else then. */
export function withoutShared(fields: FieldSet, shared: FieldSet): FieldSet {
  const children = new Map<string, FieldSet>()
  for (const [step, inner] of fields.children) {
    const other = shared.children.get(step)
    const left = other === undefined ? inner : withoutShared(inner, other)
    if (!isEmpty(left)) children.set(step, left)
  }
  const isEmptied = fields.children.size > 0 && children.size === 0
  return { self: fields.self && !shared.self && !isEmptied, children }
}

/** What is in `a` and neither is in `b` nor lies below a field that is. */
function minusBelow(a: FieldSet, b: FieldSet): FieldSet {
  const children = new Map<string, FieldSet>()
  for (const [step, inner] of a.children) {
    const other = b.children.get(step)
    if (other === undefined) {
      children.set(step, inner)
      continue
    }
    if (other.self) continue
    const left = minusBelow(inner, other)
    if (!isEmpty(left)) children.set(step, left)
  }
  return { self: a.self && !b.self, children }
}
