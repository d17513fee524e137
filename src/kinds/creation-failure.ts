import type { KubeObject } from '../manifest/types.ts'
import { conditionOf } from './fields.ts'
import type { Cause } from './kind.ts'
import { changedAt, eventsOf } from './object-events.ts'

/** Milliseconds that a service account may come late: that of a new namespace is made by a controller. */
const GRACE = 10_000

/**
 * Why a controller can't create pods: quota, admission, a missing service account. A ReplicaSet says so in a condition;
 * StatefulSets, DaemonSets and Jobs only by events, of which those of an earlier state don't count.
 * `roomComes`: pods of an older revision are going, which frees quota.
 */
export function creationFailure(
  owner: KubeObject,
  events: readonly KubeObject[],
  roomComes: boolean,
  now: number,
): Cause | undefined {
  const condition = conditionOf(owner, 'ReplicaFailure')
  if (condition?.status === 'True' && condition.reason === 'FailedCreate')
    return explain(condition.message, roomComes, now - changedAt(owner))
  if (owner.kind === 'ReplicaSet' || owner.kind === 'Deployment') return undefined
  const since = changedAt(owner) - 1000
  const event = eventsOf(events, owner).find(
    ({ reason, warning, time }) => warning && reason === 'FailedCreate' && time >= since,
  )
  return event === undefined ? undefined : explain(event.message, roomComes, now - changedAt(owner))
}

function explain(text: string, roomComes: boolean, age: number): Cause {
  const message = text.replace(/^.*?(?:Error creating: |failed error: )/s, '').trim()
  const [, quota] = /exceeded quota: (.*)$/s.exec(message) ?? []
  if (quota !== undefined)
    return {
      reason: 'FailedCreate',
      message: `no pod can be created, it exceeds the quota ${quota}`,
      final: !roomComes,
    }
  const refused = /denied the request|denied request|violates PodSecurity|is forbidden: |is invalid: |not found$/.test(
    message,
  )
  const absent = /serviceaccount "[^"]*" not found/.test(message)
  return {
    reason: 'FailedCreate',
    message: `no pod can be created: ${message.replace(/^pods "[^"]*" is (?:forbidden|invalid): /, '')}`,
    final: refused && (!absent || age > GRACE),
  }
}
