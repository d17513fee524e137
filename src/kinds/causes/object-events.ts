import { textAt, timeAt } from '../../manifest/fields.ts'
import type { KubeObject } from '../../manifest/types.ts'
import type { Cause } from '../rules/kind.ts'
import { isOfStatus, lastWrite } from '../rules/reports.ts'

/** One event about an object, newest of its kind. */
export interface ObjectEvent {
  readonly reason: string
  readonly message: string
  readonly warning: boolean
  /** `spec.containers{web}`, where it is about one container. */
  readonly fieldPath: string
  /** Milliseconds since 1970, when it last happened. */
  readonly time: number
}

/** The events about one object, newest first; of one reason and message only the newest. */
export function eventsOf(events: readonly KubeObject[], object: KubeObject): ObjectEvent[] {
  const uid = textAt(object, 'metadata', 'uid')
  const own = events
    .filter((event) => textAt(event, 'involvedObject', 'uid') === uid)
    .map((event) => ({
      reason: textAt(event, 'reason'),
      message: textAt(event, 'message').trim(),
      warning: textAt(event, 'type') === 'Warning',
      fieldPath: textAt(event, 'involvedObject', 'fieldPath'),
      time: timeOf(event),
    }))
    .sort((a, b) => b.time - a.time)
  const seen = new Set<string>()
  return own.filter(({ reason, message }) => !seen.has(`${reason}\n${message}`) && seen.add(`${reason}\n${message}`))
}

function timeOf(event: KubeObject): number {
  const times = ['lastTimestamp', 'eventTime', 'firstTimestamp'].map((key) => timeAt(event, key))
  return Math.max(timeAt(event, 'series', 'lastObservedTime'), timeAt(event, 'metadata', 'creationTimestamp'), ...times)
}

/** The newest warnings about an object since it was last changed, as causes: at most `most`. */
export function recentWarnings(events: readonly KubeObject[], object: KubeObject, most = 1): Cause[] {
  const since = changedAt(object) - 1000
  return eventsOf(events, object)
    .filter(({ warning, time }) => warning && time >= since)
    .filter((_, index) => index < most)
    .map(({ reason, message }) => ({ reason, message, final: false }))
}

/** When somebody last wrote the object's spec or metadata, by the server's clock; events before that are of an earlier state. */
export function changedAt(object: KubeObject): number {
  const written = lastWrite(object, (entry) => !isOfStatus(entry)) ?? 0
  return Math.max(timeAt(object, 'metadata', 'creationTimestamp'), written)
}
