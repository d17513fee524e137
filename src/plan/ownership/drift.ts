import { isDeepStrictEqual } from 'node:util'
import { stringifyJson } from '../../json.ts'
import type { Json, KubeObject, ObjectRef } from '../../manifest/types.ts'
import type { Masker } from '../../masking/masking.ts'
import type { MaskModel } from '../masking/mask-fields.ts'
import { describeField } from './describe-field.ts'
import type { FieldDifference } from './differences.ts'
import { type FieldSet, isEmpty } from './field-set.ts'
import { isOwn, managedFieldsOf } from './managers.ts'
import { type FieldRules, isIgnoredField } from './rules.ts'
import { contentDifferences } from './wanted.ts'

/** A field in which a live object differs from what its manifest alone makes of it. */
export interface Drift {
  /** `spec.template.spec.containers[name="app"].image`; what is sensitive is masked. */
  readonly field: string
  /** `reordered`: the items of a list stand in another order. */
  readonly change: 'added' | 'changed' | 'removed' | 'reordered'
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
 * object doesn't count.
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
  model: MaskModel,
  mask: Masker,
): Drift[] {
  return contentDifferences(live, twin)
    .filter(({ steps }) => !isIgnoredField(ref, steps, ownership))
    .filter((difference) => !(underFreeName && isAllocated(difference)) && !isServersOrder(ref, difference))
    .map((difference) => ({
      field: describeField(difference.steps, model, mask),
      change: changeOf(difference),
      ...holderOf(live, difference.steps, manager),
    }))
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
