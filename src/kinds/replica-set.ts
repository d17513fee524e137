import { count } from '../counts.ts'
import { controllerOf, countAt, isObserved, numberAt, textAt } from '../manifest/fields.ts'
import { creationFailure } from './causes/creation-failure.ts'
import { groupPods, outdated } from './causes/pod-group.ts'
import type { Kind } from './rules/kind.ts'
import { failed, progressing, ready, unseen } from './rules/outcome.ts'

/** Ready when all replicas are available. Failed when every pod is doomed or none can be created. */
export const replicaSet: Kind = {
  group: 'apps',
  kind: 'ReplicaSet',
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
    return progressing(
      complete
        ? outdated(group)
        : `waiting for ${Math.max(total - available, 0)} of ${count(total, 'replica')} to become available`,
      causes,
      counts,
    )
  },
}
