import { valueAtPath } from '../../field-path.ts'
import type { Assessment } from '../../kinds/rules/kind.ts'
import { scales } from '../../manifest/autoscaled.ts'
import { keyOf, refOf } from '../../manifest/identity.ts'
import type { Json, ObjectRef, SensitiveField } from '../../manifest/types.ts'
import type { Masker } from '../../masking/masking.ts'
import type { MaskModel } from './mask-fields.ts'
import { textMaskerOf } from './mask-text.ts'

/**
 * Fields of workloads, of autoscalers and of disruption budgets that counts of pods in the status come to equal, and those that say
 * for how long one waits.
 */
const countingFields: readonly string[] = [
  'replicas',
  'completions',
  'parallelism',
  'partition',
  'backoffLimit',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
  'succeededCount',
  'minReplicas',
  'maxReplicas',
  'minAvailable',
  'maxUnavailable',
  'maxSurge',
  'progressDeadlineSeconds',
  'activeDeadlineSeconds',
  'kdeploy.dev/timeout',
]

/** A number by itself, not within a name, an address or a token. */
const numbers = /\(masked(?: \d+)?\)|(?<![\w-]|\d[.:])\d+(?:\.\d+)*[a-zA-Z]{0,2}(?![\w-])/g

/** What a person may read of how objects are. */
export type MaskAssessment = (ref: ObjectRef, assessment: Assessment) => Assessment

/**
 * Masks, in what is told of a manifest's object, what its template made of sensitive values, however short. Where one
 * says how many pods there are or how long to wait, or one of an autoscaler that scales the object, every number is masked and
 * counts are left out: those of the status come to the same number. Several models may be of one object, as of its revisions.
 */
export function assessmentMasker(models: readonly MaskModel[], mask: Masker): MaskAssessment {
  const maskers = new Map<string, (assessment: Assessment) => Assessment>()
  const counting = models.filter((model) => model.sensitive.some(isCount))
  for (const model of models) {
    const ref = refOf(model.object)
    const isCounted = counting.some((other) => other === model || scales(other.object, ref))
    if (model.sensitive.length === 0 && !isCounted) continue
    const maskText = maskerOf(model, isCounted, mask)
    const others = maskers.get(keyOf(ref)) ?? ((assessment) => assessment)
    maskers.set(keyOf(ref), (assessment) => maskText(others(assessment)))
  }
  return (ref, assessment) => maskers.get(keyOf(ref))?.(assessment) ?? assessment
}

function isCount({ path }: SensitiveField): boolean {
  return countingFields.includes(String(path.at(-1)))
}

function maskerOf(model: MaskModel, isCounted: boolean, mask: Masker): (assessment: Assessment) => Assessment {
  const maskText = textMaskerOf(model, mask)
  const shown = (text: string) => (isCounted ? maskNumbers(text, mask) : maskText(text))
  return ({ counts, ...assessment }) => ({
    ...assessment,
    counts: isCounted ? undefined : counts,
    message: shown(assessment.message),
    causes: assessment.causes.map((cause) => ({ ...cause, message: shown(cause.message) })),
  })
}

/** Every number by itself becomes its token; a noun that tells one from many becomes the plural. */
export function maskNumbers(text: string, mask: Masker): string {
  return text
    .replace(numbers, (found) => (found.startsWith('(') ? found : mask(found)))
    .replace(/(\(masked \d+\) )(replica|pod|completion|failed pod|new pod|old replica)(?!\w)/g, '$1$2s')
}

/** Whether a manifest takes an amount, as of replicas or of memory, from a sensitive value: sums that it is part of tell it. */
export function hasSensitiveAmount({ object, sensitive }: MaskModel): boolean {
  return sensitive.some(({ path }) => path[0] === 'spec' && isAmount(valueAtPath(object, path)))
}

function isAmount(value: Json | undefined): boolean {
  return (
    typeof value === 'number' || typeof value === 'bigint' || /^\d[\d.]*(?:[numkKMGTPE]i?|e\d+)?$/.test(String(value))
  )
}
