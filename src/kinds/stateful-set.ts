import { count } from '../counts.ts'
import { countAt, isObserved, numberAt, textAt } from '../manifest/fields.ts'
import type { KubeObject } from '../manifest/types.ts'
import { creationFailure } from './causes/creation-failure.ts'
import { isDoomed, podCauses } from './causes/pod-causes.ts'
import { groupPods, outdated } from './causes/pod-group.ts'
import type { Cause, Counts, Kind } from './rules/kind.ts'
import { failed, progressing, ready, unseen } from './rules/outcome.ts'
import { surplus } from './rules/surplus.ts'

/**
 * Ready as `kubectl rollout status` says it (kubectl, StatefulSetStatusViewer), and when no pod is left that it no longer wants, as
 * kstatus does. Failed when any new pod is doomed, or when a doomed pod of the old revision keeps the controller from going on.
 */
export const statefulSet: Kind = {
  group: 'apps',
  kind: 'StatefulSet',
  children: ['Pod', 'Event'],
  keepsRunning: true,
  assess(object, { pods, events }, now) {
    if (!isObserved(object)) return unseen()
    const total = numberAt(object, 'spec', 'replicas') ?? 1
    const counts = {
      updated: countAt(object, 'status', 'updatedReplicas'),
      ready: countAt(object, 'status', 'readyReplicas'),
      total,
    }
    const waiting = waitingFor(object, counts)
    const revision = textAt(object, 'status', 'updateRevision')
    const revisionOf = (pod: KubeObject): string => textAt(pod, 'metadata', 'labels', 'controller-revision-hash')
    const group = groupPods(
      pods.filter((pod) => revisionOf(pod) === revision),
      events,
      now,
    )
    if (waiting === undefined && group.doomed.length === 0) return ready(readyMessage(object, total), counts)
    const stuck = stuckCauses(
      object,
      pods.filter((pod) => revisionOf(pod) !== revision),
      events,
      now,
    )
    const creation = creationFailure(object, events, now)
    const causes = [...stuck, ...(creation === undefined ? [] : [creation]), ...held(object, group.causes)]
    if (stuck.length > 0)
      return failed(`the old pod ${stuck[0]?.pod} blocks the update until it is deleted`, causes, counts)
    if (group.doomed.length > 0)
      return failed(`the pod ${textAt(group.doomed[0], 'metadata', 'name')} can't become ready`, causes, counts)
    if (creation?.final) return failed("its pods can't be created", causes, counts)
    return progressing(waiting ?? outdated(group), causes, counts)
  },
}

/** undefined when there is nothing to wait for. */
function waitingFor(object: KubeObject, counts: Counts): string | undefined {
  const { total, updated } = counts
  if (counts.ready < total) return `waiting for ${total - counts.ready} of ${count(total, 'replica')} to become ready`
  const tooMany = surplus(object, total)
  if (tooMany !== undefined || textAt(object, 'spec', 'updateStrategy', 'type') === 'OnDelete') return tooMany
  const wanted = total - countAt(object, 'spec', 'updateStrategy', 'rollingUpdate', 'partition')
  // Not only where two revisions are told apart: an update that is taken back has just one, and pods of the other.
  return updated < wanted ? `waiting for ${wanted - updated} of ${count(wanted, 'replica')} to be updated` : undefined
}

function revisions(object: KubeObject): { updateRevision: string; currentRevision: string } {
  return {
    updateRevision: textAt(object, 'status', 'updateRevision'),
    currentRevision: textAt(object, 'status', 'currentRevision'),
  }
}

function readyMessage(object: KubeObject, total: number): string {
  const { updateRevision, currentRevision } = revisions(object)
  const onDelete = textAt(object, 'spec', 'updateStrategy', 'type') === 'OnDelete' && updateRevision !== currentRevision
  return `${count(total, 'replica')} ready${onDelete ? '; pods are updated only when you delete them (OnDelete)' : ''}`
}

/**
 * With OrderedReady the controller waits for every pod before it replaces one, so a broken pod of the old revision stays
 * (kubernetes.io, StatefulSet, "Forced rollback").
 */
function stuckCauses(
  object: KubeObject,
  old: readonly KubeObject[],
  events: readonly KubeObject[],
  now: number,
): Cause[] {
  if (!isOrdered(object)) return []
  return old
    .filter((pod) => isDoomed(pod, events, now))
    .flatMap((pod) => podCauses(pod, events, now).filter(({ final }) => final))
    .map((cause) => ({ ...cause, mustDelete: 'now' }))
}

/** A broken pod of the new revision blocks the next update in the same way, as one that takes this back. */
function held(object: KubeObject, causes: readonly Cause[]): Cause[] {
  const isHeld = ({ final, pod }: Cause) => final && pod !== undefined && isOrdered(object)
  return causes.map((cause) => (isHeld(cause) ? { ...cause, mustDelete: 'later' } : cause))
}

function isOrdered(object: KubeObject): boolean {
  return textAt(object, 'spec', 'podManagementPolicy') !== 'Parallel'
}
