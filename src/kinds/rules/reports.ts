import { fieldAt, listAt, textAt, timeAt } from '../../manifest/fields.ts'
import type { JsonObject, KubeObject } from '../../manifest/types.ts'

/** Milliseconds in which a controller is expected to report on a change, where its status names no generation. */
const reportWithin = 10_000

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
function lastStatusReport(object: KubeObject): number | undefined {
  return lastWrite(object, (entry) => isOfStatus(entry) || fieldAt(entry, 'fieldsV1', 'f:status') !== undefined)
}

/** Whether an entry of managedFields is of the status, which controllers write. */
export function isOfStatus(entry: JsonObject): boolean {
  return textAt(entry, 'subresource') === 'status'
}

/** When somebody last wrote what entries of its managedFields say, in milliseconds since 1970; undefined where none of them counts. */
export function lastWrite(object: KubeObject, counts: (entry: JsonObject) => boolean): number | undefined {
  const times = listAt(object, 'metadata', 'managedFields')
    .filter(counts)
    .map((entry) => timeAt(entry, 'time'))
  return times.length === 0 ? undefined : Math.max(...times)
}

/** Whether its status tells of its latest spec: it names the generation, was written after it, or had its time to be. */
export function isFresh(object: KubeObject, now: number): boolean {
  if (namesGeneration(object)) return true
  const [changed, seen] = [lastSpecChange(object), lastStatusReport(object)]
  return seen === undefined || seen >= changed || now - changed >= reportWithin
}

/** Whether the status, or a condition in it, says which generation it tells of; it is then not an earlier one. */
function namesGeneration(object: KubeObject): boolean {
  const status = fieldAt(object, 'status')
  return [status, ...listAt(status, 'conditions')].some((part) => fieldAt(part, 'observedGeneration') !== undefined)
}
