import { fieldAt, listAt, textAt, timeAt } from '../../manifest/fields.ts'
import type { JsonObject, KubeObject } from '../../manifest/types.ts'

/**
 * When somebody last changed an object's spec, as its managedFields tell, else when it was created: milliseconds since 1970. A change
 * of metadata in the same write counts too.
 */
export function lastSpecChange(object: KubeObject): number {
  return (
    lastWrite(object, (entry) => !isOfStatus(entry) && fieldAt(entry, 'fieldsV1', 'f:spec') !== undefined) ??
    timeAt(object, 'metadata', 'creationTimestamp')
  )
}

/** When somebody last wrote an object's status; undefined where its managedFields don't tell. */
export function lastStatusReport(object: KubeObject): number | undefined {
  return lastWrite(object, (entry) => isOfStatus(entry) || fieldAt(entry, 'fieldsV1', 'f:status') !== undefined)
}

function isOfStatus(entry: JsonObject): boolean {
  return textAt(entry, 'subresource') === 'status'
}

function lastWrite(object: KubeObject, counts: (entry: JsonObject) => boolean): number | undefined {
  const times = listAt(object, 'metadata', 'managedFields')
    .filter(counts)
    .map((entry) => timeAt(entry, 'time'))
  return times.length === 0 ? undefined : Math.max(...times)
}
