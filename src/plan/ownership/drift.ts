import { isDeepStrictEqual } from 'node:util'
import { stringifyJson } from '../../json.ts'
import type { Json, KubeObject, ObjectRef } from '../../manifest/types.ts'
import type { Masker } from '../../masking/masking.ts'
import { maskObject } from '../masking/mask.ts'
import type { MaskModel } from '../masking/mask-fields.ts'
import { describeField } from './describe-field.ts'
import type { FieldDifference } from './differences.ts'
import { type FieldSet, isEmpty, valueAt } from './field-set.ts'
import { isOwn, managedFieldsOf } from './managers.ts'
import { type FieldRules, isIgnoredField } from './rules.ts'
import { contentDifferences } from './wanted.ts'

/** A field in which a live object differs from what its manifest alone makes of it. */
export interface Drift {
  /** `spec.template.spec.containers[name="app"].image`; what is sensitive is masked. */
  readonly field: string
  /** `reordered`: the items of a list stand in another order. */
  readonly change: 'added' | 'changed' | 'removed' | 'reordered'
  /** Its value as the manifest alone makes it, as JSON, masked; undefined where that has none. */
  readonly deployed: string | undefined
  /** As it is. */
  readonly live: string | undefined
  /** The field manager that holds it; undefined where none does, as of a removed field. */
  readonly by: string | undefined
  /** When that manager last wrote, RFC 3339; undefined where the server doesn't say. */
  readonly at: string | undefined
}

/** Fields that the server gives a fresh object by itself, another one each time. */
const allocated: readonly RegExp[] = [
  /^f:spec\/f:(clusterIPs?|healthCheckNodePort|nodeName|volumeName)$/,
  /^f:spec\/f:ports(\/.*)?\/f:nodePort$/,
  /\/f:(batch\.kubernetes\.io\/)?(controller-uid|job-name)$/,
  /^f:metadata\/f:finalizers/,
  /^f:metadata\/f:annotations\/f:(deployment\.kubernetes\.io\/revision|deprecated\.daemonset\.template\.generation)$/,
]

/** The metrics of a HorizontalPodAutoscaler, which the server reorders where it was once written in another version. */
function isServersOrder({ kind }: ObjectRef, { steps, before, after }: FieldDifference): boolean {
  if (kind !== 'HorizontalPodAutoscaler' || steps.at(-1) !== 'f:metrics') return false
  const sorted = (value: Json | undefined) =>
    Array.isArray(value) ? value.map((item) => stringifyJson(item)).sort() : []
  return Array.isArray(before) && isDeepStrictEqual(sorted(before), sorted(after))
}

/** Whether the server allocates a field, so that two objects of one manifest differ in it; to have no address is no address. */
export function isAllocated({ steps, before, after }: FieldDifference): boolean {
  const path = steps.join('/')
  if (before === 'None' || after === 'None') return false
  return allocated.some((field) => field.test(path))
}

/**
 * Where a live object differs from its twin. `underFreeName`: the twin was made under another name, so that what is allocated to a new
 * object doesn't count. `models`: the manifest, then what else revisions recorded of the object.
 */
export function driftOf(
  live: KubeObject,
  twin: KubeObject,
  {
    ref,
    underFreeName,
    ownership,
  }: { readonly ref: ObjectRef; readonly underFreeName: boolean; readonly ownership: FieldRules },
  manager: string,
  models: readonly [MaskModel, ...MaskModel[]],
  mask: Masker,
): Drift[] {
  const differing = contentDifferences(live, twin)
    .filter(({ steps }) => !isIgnoredField(ref, steps, ownership))
    .filter((difference) => !(underFreeName && isAllocated(difference)) && !isServersOrder(ref, difference))
  if (differing.length === 0) return []
  const [shownLive, shownTwin] = [live, twin].map((object) => maskObject(object, models, mask))
  return differing.map((difference) => ({
    field: describeField(difference.steps, models[0], mask),
    change: changeOf(difference),
    deployed: shownValue(difference.after, difference.steps, shownTwin, mask),
    live: shownValue(difference.before, difference.steps, shownLive, mask),
    ...holderOf(live, difference.steps, manager),
  }))
}

/** A value as the masked object has it; what isn't found there, as the way to it is masked, is masked in full. */
function shownValue(
  value: Json | undefined,
  steps: readonly string[],
  masked: KubeObject | undefined,
  mask: Masker,
): string | undefined {
  if (value === undefined) return undefined
  const shown = masked && valueAt(masked, steps)
  return stringifyJson(shown ?? mask(stringifyJson(value)))
}

function changeOf({ before, after, isOrder }: FieldDifference): Drift['change'] {
  if (isOrder) return 'reordered'
  if (after === undefined) return 'added'
  return before === undefined ? 'removed' : 'changed'
}

/** The manager that last wrote a field, or anything below it. */
function holderOf(live: KubeObject, steps: readonly string[], manager: string): Pick<Drift, 'by' | 'at'> {
  const [last] = managedFieldsOf(live)
    .filter((entry) => !isOwn(entry, manager) && holds(entry.fields, steps))
    .toSorted((a, b) => (a.time < b.time ? 1 : -1))
  return { by: last?.manager, at: last === undefined || last.time === '' ? undefined : last.time }
}

/** Whether a set has a field, or anything below it. */
export function holds(fields: FieldSet, [step, ...rest]: readonly string[]): boolean {
  if (step === undefined) return !isEmpty(fields)
  const inner = fields.children.get(step)
  if (inner === undefined) return fields.self && fields.children.size === 0
  return holds(inner, rest)
}
