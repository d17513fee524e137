import { count } from '../counts.ts'
import { conditionOf, controllerOf, countAt, fieldAt, isObserved, numberAt, textAt } from '../manifest/fields.ts'
import type { KubeObject } from '../manifest/types.ts'
import { creationFailure } from './causes/creation-failure.ts'
import { changedAt } from './causes/object-events.ts'
import { groupPods, outdated, type PodGroup, waitingForNew } from './causes/pod-group.ts'
import type { Assessment, Cause, Counts, Kind } from './rules/kind.ts'
import { failed, progressing, ready, unseen } from './rules/outcome.ts'
import { surplus } from './rules/surplus.ts'

/** Milliseconds after the newest ReplicaSet was changed in which it gets the room of an older one that was scaled down since. */
const afterRollout = 60_000

const revisionAnnotation = 'deployment.kubernetes.io/revision'

/**
 * Ready as `kubectl rollout status` says it (kubectl, DeploymentStatusViewer), and scaled down, as in kstatus. Failed at the progress deadline, and before
 * that when every pod of the newest ReplicaSet is doomed or none can be created.
 */
export const deployment: Kind = {
  group: 'apps',
  kind: 'Deployment',
  children: ['ReplicaSet', 'Pod', 'Event'],
  keepsRunning: true,
  assess(object, { replicaSets, pods, events }, now) {
    if (!isObserved(object)) return unseen()
    const total = numberAt(object, 'spec', 'replicas') ?? 1
    const updated = countAt(object, 'status', 'updatedReplicas')
    const available = countAt(object, 'status', 'availableReplicas')
    const counts = { updated, ready: countAt(object, 'status', 'readyReplicas'), total }
    const newest = newestReplicaSet(object, replicaSets)
    const own =
      newest === undefined ? [] : pods.filter((pod) => controllerOf(pod) === textAt(newest, 'metadata', 'uid'))
    const replicas = countAt(object, 'status', 'replicas')
    const rolledOut = updated >= total && replicas <= Math.min(updated, total) && available >= updated
    const group = groupPods(own, events, now)
    if (rolledOut && group.doomed.length === 0) return ready(`${count(total, 'replica')} ready`, counts)
    if (fieldAt(object, 'spec', 'paused') === true) return ready('paused: rolls out when it is resumed', counts)

    const creation = creationFailure(
      newest ?? object,
      events,
      now,
      quotaGrace(newest, replicaSets, pods.length > own.length),
    )
    const causes = [...(creation === undefined ? [] : [creation]), ...group.causes]
    const waiting = rolledOut ? outdated(group) : waitingFor(object, counts, group)
    return outcome(object, group, creation, causes, counts) ?? progressing(waiting, causes, counts)
  },
  ownDeadline: (object) => numberAt(object, 'spec', 'progressDeadlineSeconds'),
}

/** Old pods that go give room; after the last of them the ReplicaSet tries again at ever longer intervals. */
function quotaGrace(
  newest: KubeObject | undefined,
  replicaSets: readonly KubeObject[],
  oldPodsGo: boolean,
): number | undefined {
  if (oldPodsGo) return Number.POSITIVE_INFINITY
  const began = newest === undefined ? 0 : changedAt(newest)
  return replicaSets.some((one) => one !== newest && changedAt(one) >= began) ? afterRollout : undefined
}

function outcome(
  object: KubeObject,
  group: PodGroup,
  creation: Cause | undefined,
  causes: readonly Cause[],
  counts: Counts,
): Assessment | undefined {
  const [worst] = causes
  if (group.size > 0 && group.doomed.length === group.size) {
    return failed(
      group.size === 1 ? "its new pod can't become ready" : `none of its ${group.size} new pods can become ready`,
      causes,
      counts,
    )
  }
  if (creation?.final) return failed("its new pods can't be created", causes, counts)
  const progress = conditionOf(object, 'Progressing')
  if (progress?.status !== 'False' || progress.reason !== 'ProgressDeadlineExceeded') return undefined
  const seconds = numberAt(object, 'spec', 'progressDeadlineSeconds') ?? 600
  const deadline = {
    reason: progress.reason,
    message: `no progress for ${seconds} s (progressDeadlineSeconds)`,
    final: true,
  }
  return failed(
    `no progress for ${seconds} s: ${waitingFor(object, counts, group)}`,
    worst === undefined ? [deadline] : causes,
    counts,
  )
}

function waitingFor(object: KubeObject, { updated, total }: Counts, group: PodGroup): string {
  const replicas = countAt(object, 'status', 'replicas')
  const available = countAt(object, 'status', 'availableReplicas')
  const blocked = waitingForNew(group)
  if (blocked !== undefined && (updated < total || replicas > updated)) return blocked
  if (updated < total) return `waiting for ${total - updated} of ${count(total, 'replica')} to be updated`
  if (replicas > updated) return `waiting for ${count(replicas - updated, 'old replica')} to terminate`
  return surplus(object, total) ?? `waiting for ${total - available} of ${count(total, 'replica')} to become available`
}

/**
 * The one whose revision the Deployment carries. None where it isn't seen yet: the newest that is seen may be the one that an
 * undo replaces.
 */
function newestReplicaSet(object: KubeObject, replicaSets: readonly KubeObject[]): KubeObject | undefined {
  const uid = textAt(object, 'metadata', 'uid')
  const revisionOf = (set: KubeObject): string => textAt(set, 'metadata', 'annotations', revisionAnnotation)
  return replicaSets.find((set) => controllerOf(set) === uid && revisionOf(set) === revisionOf(object))
}
