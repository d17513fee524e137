import { conditionOf } from '../../manifest/fields.ts'
import type { KubeObject } from '../../manifest/types.ts'
import type { Cause } from '../rules/kind.ts'
import { changedAt, eventsOf } from './object-events.ts'

/** Milliseconds that a controller may be behind that takes pods that are gone off a quota, or makes a service account. */
const grace = 10_000

/**
 * Milliseconds that a namespace may be without its `default` service account, which no deploy brings: a controller makes it
 * in each namespace, later where the API server was away a moment ago, and pods are tried again with growing pauses.
 */
const defaultAccountGrace = 60_000

/** Kinds whose controllers put it into a condition. */
const tellsByCondition = new Set(['Deployment', 'ReplicaSet', 'ReplicationController'])

/**
 * Why a controller can't create pods: quota, admission, a missing service account. A ReplicaSet says so in a condition;
 * StatefulSets, DaemonSets and Jobs only by events, of which those of an earlier state don't count.
 * `quotaGrace`: milliseconds since the owner was changed in which a quota may get room.
 */
export function creationFailure(
  owner: KubeObject,
  events: readonly KubeObject[],
  now: number,
  quotaGrace = grace,
): Cause | undefined {
  const condition = conditionOf(owner, 'ReplicaFailure')
  if (condition?.status === 'True' && condition.reason === 'FailedCreate')
    return explain(condition.message, quotaGrace, now - changedAt(owner))
  if (tellsByCondition.has(owner.kind)) return undefined
  const since = changedAt(owner) - 1000
  const event = eventsOf(events, owner).find(
    ({ reason, warning, time }) => warning && reason === 'FailedCreate' && time >= since,
  )
  return event === undefined ? undefined : explain(event.message, quotaGrace, now - changedAt(owner))
}

/** Whether a quota is too small for the pod alone: `requested: pods=1, used: pods=0, limited: pods=0`. */
function neverFits(quota: string): boolean {
  const [, requested = '', limited = ''] = /requested: (\S+), .*limited: (\S+)/.exec(quota) ?? []
  const limits = new Map(limited.split(',').map((pair) => pair.split('=') as [string, string]))
  return requested.split(',').some((pair) => {
    const [resource = '', amount] = pair.split('=')
    return Number(amount) > Number(limits.get(resource))
  })
}

function explain(text: string, quotaGrace: number, age: number): Cause {
  const message = text.replace(/^.*?(?:Error creating: |failed error: )/s, '').trim()
  const [, quota] = /exceeded quota: (.*)$/s.exec(message) ?? []
  if (quota !== undefined)
    return {
      reason: 'FailedCreate',
      message: `no pod can be created: quota exceeded: ${quota}`,
      final: quotaGrace < Number.POSITIVE_INFINITY && (neverFits(quota) || age > quotaGrace),
    }
  const refused = /denied the request|denied request|violates PodSecurity|is forbidden: |is invalid: |not found$/.test(
    message,
  )
  const [, absent] = /serviceaccount "([^"]*)" not found/.exec(message) ?? []
  const patience = absent === 'default' ? defaultAccountGrace : grace
  return {
    reason: 'FailedCreate',
    message: `no pod can be created: ${message.replace(/^pods "[^"]*" is (?:forbidden|invalid): /, '')}`,
    final: refused && (absent === undefined || age > patience),
  }
}
