import { parseJson, stringifyJson } from '../../json.ts'
import type { JsonObject } from '../../manifest/types.ts'
import type { Masker } from '../../masking/masking.ts'
import type { MaskModel } from '../masking/mask-fields.ts'
import { maskPath, textMaskerOf } from '../masking/mask-text.ts'
import type { FieldSet } from './field-set.ts'

/** A field by its steps: `spec.template.spec.containers[name="app"].image`; what is sensitive of its keys is masked. */
export function describeField(steps: readonly string[], model: MaskModel, mask: Masker): string {
  const maskText = textMaskerOf(model, mask)
  const path = steps.map((step) => (step.startsWith('f:') ? step.slice(2) : 0))
  return maskPath(path, model, mask)
    .map((key, index) => (typeof key === 'number' ? maskText(shownItem(steps[index] ?? '')) : `.${key}`))
    .join('')
    .replace(/^\./, '')
}

/** The values of a set aren't told: only what tells items apart. */
function shownItem(step: string): string {
  return step.startsWith('v:') ? '[=…]' : nameOfItem(step)
}

/** The same, masking nothing. */
export function nameOfField(steps: readonly string[]): string {
  return steps
    .map((step) => (step.startsWith('f:') ? `.${step.slice(2)}` : nameOfItem(step)))
    .join('')
    .replace(/^\./, '')
}

function nameOfItem(step: string): string {
  const content = step.slice(2)
  if (step.startsWith('i:')) return `[${content}]`
  if (step.startsWith('v:')) return `[=${content}]`
  const keys = Object.entries(parseJson(content) as JsonObject)
  return `[${keys.map(([key, value]) => `${key}=${stringifyJson(value)}`).join(',')}]`
}

/** The steps to each field of a set that no other field of it holds. */
export function topFieldsOf({ self, children }: FieldSet, at: readonly string[] = []): (readonly string[])[] {
  if (self) return [at]
  return [...children].flatMap(([step, inner]) => topFieldsOf(inner, [...at, step]))
}
