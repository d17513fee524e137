import * as z from 'zod/mini'
import { isMap, type Json } from '../../json-map.ts'
import type { ObjectRef } from '../../manifest/types.ts'
import type { FieldDifference, ObjectDiff } from '../diff/types.ts'

/** Of the form of the file; a newer one is refused rather than misread. */
export const savedVersion = 1

/** Where the key of the plan's MACs is: in a variable of the environment, or in the release's parent. */
export type PlanKeySource = 'variable' | 'release'

/** The key by which sensitive values are compared that a plan may not hold. */
export interface PlanKey {
  readonly source: PlanKeySource
  readonly secret: string
}

const text = z.string()
const optionalText = z.optional(text)

const fieldShape = z.strictObject({
  path: text,
  action: z.enum(['add', 'remove', 'change', 'order']),
  before: z.optional(z.unknown()),
  after: z.optional(z.unknown()),
  /** The item of the list that it comes after; '' for the first. */
  behind: optionalText,
})

const objectShape = z.strictObject({
  object: z.strictObject({ group: text, version: text, kind: text, namespace: optionalText, name: text }),
  action: text,
  /** Of the live object; null where there is none. */
  uid: z.nullable(text),
  fields: z.array(fieldShape),
  alsoChanged: z.array(text),
  /** Over the object's two states, sensitive values included. Only where there are such. */
  mac: optionalText,
})

export const savedShape = z.strictObject({
  kind: z.literal('kdeploy-plan'),
  version: z.literal(savedVersion),
  kdeploy: text,
  createdAt: text,
  by: text,
  release: text,
  /** The UID of the namespace kube-system; missing where it may not be read. */
  cluster: optionalText,
  key: z.optional(z.enum(['variable', 'release'])),
  /** The number of the newest revision then, 0 for none; missing in plans of older versions. */
  revision: z.optional(z.number()),
  objects: z.array(objectShape),
})

export type SavedPlan = z.infer<typeof savedShape>
export type SavedObject = z.infer<typeof objectShape>
export type SavedField = z.infer<typeof fieldShape>

/** The objects of a plan as its file has them: no sensitive value, but what tells whether one changed. */
export function savedObjects(diffs: readonly ObjectDiff[], key: PlanKey | undefined): SavedObject[] {
  return diffs.map(({ ref, action, uid, fields, alsoChanged, sealedBy }) => {
    const saved = fields.map(savedField)
    const mac = key !== undefined && saved.some(isMasked) ? sealedBy?.(key.secret) : undefined
    return {
      object: objectOf(ref),
      action,
      uid: uid ?? null,
      fields: saved,
      alsoChanged: alsoChanged.map(withoutNumbers),
      ...(mac === undefined ? {} : { mac }),
    }
  })
}

/** Whether something of a field isn't in the file. */
export function isMasked({ path, before, after }: SavedField): boolean {
  return [path, before, after].some((value) => JSON.stringify(value, withBigInts)?.includes(mask) === true)
}

const mask = '(masked)'

function savedField({ path, action, before, after, behind }: FieldDifference): SavedField {
  return {
    path: withoutNumbers(path),
    action,
    ...(before === undefined ? {} : { before: anonymous(before) }),
    ...(after === undefined ? {} : { after: anonymous(after) }),
    ...(behind === undefined ? {} : { behind: withoutNumbers(behind) }),
  }
}

/** Tokens are numbered by run. */
function anonymous(value: Json): Json {
  if (typeof value === 'string') return withoutNumbers(value)
  if (Array.isArray(value)) return value.map(anonymous)
  if (!isMap(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [withoutNumbers(key), anonymous(item)]))
}

function withoutNumbers(shown: string): string {
  return shown.replace(/\(masked \d+\)/g, mask)
}

function objectOf({ group, version, kind, namespace, name }: ObjectRef): SavedObject['object'] {
  return { group, version, kind, ...(namespace === undefined ? {} : { namespace }), name }
}

function withBigInts(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}
