import { isMap } from '../../json-map.ts'
import { fieldAt } from '../../manifest/fields.ts'
import type { JsonObject, KubeObject } from '../../manifest/types.ts'

/** Whether a pod with these labels is among those that are selected. */
export function isSelected(selector: JsonObject, labels: unknown): boolean {
  return isMap(labels) && Object.entries(selector).every(([key, value]) => labels[key] === value)
}

/** `app=web,tier=front`, as the API server takes it. */
export function selectorText(selector: JsonObject): string {
  return Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(',')
}

/** What is wrong with a Service whose selector no pod fits, in words. */
export function selectsNone(selector: JsonObject): string {
  return `selects no pods: none in the namespace has the labels ${selectorText(selector)}`
}

/** The labels of the pods that a workload makes, or of a pod; undefined for any other kind. */
export function podLabelsOf(object: KubeObject): unknown {
  if (fieldAt(object, 'spec', 'containers') !== undefined) return object.metadata['labels']
  return (
    fieldAt(object, 'spec', 'template', 'metadata', 'labels') ??
    fieldAt(object, 'spec', 'jobTemplate', 'spec', 'template', 'metadata', 'labels')
  )
}
