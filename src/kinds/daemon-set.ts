import { isDeepStrictEqual } from 'node:util'
import { count } from '../counts.ts'
import { controllerOf, countAt, fieldAt, isObserved, numberAt, textAt } from '../manifest/fields.ts'
import type { Json, KubeObject } from '../manifest/types.ts'
import { creationFailure } from './causes/creation-failure.ts'
import { groupPods, waitingForNew } from './causes/pod-group.ts'
import type { Kind } from './rules/kind.ts'
import { failed, progressing, ready, unseen } from './rules/outcome.ts'

const hashLabel = 'controller-revision-hash'

/** Ready as `kubectl rollout status` says it (kubectl, DaemonSetStatusViewer). Failed when any new pod is doomed. */
export const daemonSet: Kind = {
  group: 'apps',
  kind: 'DaemonSet',
  children: ['ControllerRevision', 'Pod', 'Event'],
  keepsRunning: true,
  assess(object, { controllerRevisions, pods, events }, now) {
    if (!isObserved(object)) return unseen()
    const total = countAt(object, 'status', 'desiredNumberScheduled')
    const onDelete = textAt(object, 'spec', 'updateStrategy', 'type') === 'OnDelete'
    const updated = countAt(object, 'status', 'updatedNumberScheduled')
    const available = countAt(object, 'status', 'numberAvailable')
    const counts = { updated, ready: countAt(object, 'status', 'numberReady'), total }
    const hash = newestHash(object, controllerRevisions)
    const newPods =
      hash === undefined ? [] : pods.filter((pod) => textAt(pod, 'metadata', 'labels', hashLabel) === hash)
    const group = groupPods(newPods, events, now)
    if ((updated >= total || onDelete) && available >= total && group.doomed.length === 0) {
      if (total === 0) return ready('no node matches it', counts)
      return ready(
        `${count(total, 'pod')} ready${onDelete && updated < total ? '; pods are updated only when you delete them (OnDelete)' : ''}`,
        counts,
      )
    }
    const creation = creationFailure(object, events, now)
    const causes = [...(creation === undefined ? [] : [creation]), ...group.causes]
    if (group.doomed.length > 0)
      return failed(`the pod ${textAt(group.doomed[0], 'metadata', 'name')} can't become ready`, causes, counts)
    if (creation?.final) return failed("its pods can't be created", causes, counts)
    const waiting =
      updated < total && !onDelete
        ? (waitingForNew(group) ?? `waiting for ${total - updated} of ${count(total, 'pod')} to be updated`)
        : `waiting for ${total - available} of ${count(total, 'pod')} to become available`
    return progressing(waiting, causes, counts)
  },
}

/**
 * The revision of its template. None where it isn't seen yet: the newest that is seen may be the one that an undo replaces.
 * Of equal templates the newest counts.
 */
function newestHash(object: KubeObject, revisions: readonly KubeObject[]): string | undefined {
  const template = withoutNulls(fieldAt(object, 'spec', 'template'))
  const own = revisions.filter(
    (revision) =>
      controllerOf(revision) === textAt(object, 'metadata', 'uid') &&
      isDeepStrictEqual(withoutNulls(fieldAt(revision, 'data', 'spec', 'template')), template),
  )
  const newest = own.toSorted((a, b) => (numberAt(b, 'revision') ?? 0) - (numberAt(a, 'revision') ?? 0))[0]
  return newest === undefined ? undefined : textAt(newest, 'metadata', 'labels', hashLabel)
}

/** A recorded template is a patch (`$patch: replace`), and older API servers write `creationTimestamp: null` into it. */
function withoutNulls(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map((item) => withoutNulls(item) ?? null)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([key, item]) => item !== null && key !== '$patch')
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutNulls(item) ?? null]))
}
