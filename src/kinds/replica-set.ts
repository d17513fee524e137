import { count } from '../counts.ts'
import { controllerOf, countAt, isObserved, numberAt, textAt } from '../manifest/fields.ts'
import type { KubeObject } from '../manifest/types.ts'
import { creationFailure } from './causes/creation-failure.ts'
import { groupPods, outdated } from './causes/pod-group.ts'
import type { Kind } from './rules/kind.ts'
import { failed, progressing, ready, unseen } from './rules/outcome.ts'
import { surplus } from './rules/surplus.ts'

export const replicaSet = replicating('apps', 'ReplicaSet')

/** What makes a pod for each replica, and doesn't update them. Ready when all are available. Failed when every pod is doomed or none can be created. */
export function replicating(group: string, kind: string): Kind {
  return {
    group,
    kind,
    children: ['Pod', 'Event'],
    keepsRunning: true,
    assess(object, { pods, events }, now) {
      if (!isObserved(object)) return unseen()
      const total = numberAt(object, 'spec', 'replicas') ?? 1
      const available = countAt(object, 'status', 'availableReplicas')
      const counts = {
        updated: countAt(object, 'status', 'replicas'),
        ready: countAt(object, 'status', 'readyReplicas'),
        total,
      }
      const own = pods.filter((pod) => controllerOf(pod) === textAt(object, 'metadata', 'uid'))
      const group = groupPods(own, events, now)
      const complete = available >= total && counts.updated === total
      if (complete && group.doomed.length === 0) return ready(`${count(total, 'replica')} ready`, counts)
      const creation = creationFailure(object, events, now)
      const causes = [...(creation === undefined ? [] : [creation]), ...group.causes]
      if (group.size > 0 && group.doomed.length === group.size)
        return failed('none of its pods can become ready', causes, counts)
      if (creation?.final) return failed("its pods can't be created", causes, counts)
      return progressing(complete ? outdated(group) : waitingFor(object, total, available), causes, counts)
    },
  }
}

function waitingFor(object: KubeObject, total: number, available: number): string {
  if (available < total) return `waiting for ${total - available} of ${count(total, 'replica')} to become available`
  return surplus(object, total) ?? 'waiting for its controller to count its replicas'
}
