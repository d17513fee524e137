import { count } from '../counts.ts'
import { conditionOf, countAt, listAt, numberAt, textAt, timeAt } from '../manifest/fields.ts'
import type { KubeObject } from '../manifest/types.ts'
import { changedAt } from './causes/object-events.ts'
import { groupPods } from './causes/pod-group.ts'
import type { Kind } from './rules/kind.ts'
import { failed, progressing, ready, unseen } from './rules/outcome.ts'
import { isFresh } from './rules/reports.ts'

/** Phases that nothing but a change of the object, or a person, ends. */
const failedPhases = new Set([
  'Cluster is unrecoverable and needs manual intervention',
  'Invalid cluster definition',
  'Cluster cannot execute instance online upgrade due to missing architecture binary',
])

/**
 * CloudNativePG's Cluster, by its phase (cloudnative-pg.io, API reference, ClusterStatus). It has no observedGeneration, so its
 * number of instances and their image are compared with the spec. Ready when healthy, hibernated, not reconciled, or when only a
 * person can go on (primaryUpdateStrategy: supervised).
 */
export const cluster: Kind = {
  group: 'postgresql.cnpg.io',
  kind: 'Cluster',
  children: ['Job', 'Pod', 'Event'],
  keepsRunning: true,
  assess(object, { pods, events }, now) {
    const phase = textAt(object, 'status', 'phase')
    const reason = textAt(object, 'status', 'phaseReason')
    const total = numberAt(object, 'spec', 'instances') ?? 1
    const instances = countAt(object, 'status', 'instances')
    const counts = { updated: instances, ready: countAt(object, 'status', 'readyInstances'), total }
    if (textAt(object, 'metadata', 'annotations', 'cnpg.io/reconciliationLoop') === 'disabled')
      return ready('not reconciled: disabled by its annotation', counts)
    if (conditionOf(object, 'cnpg.io/hibernation')?.status === 'True') return ready('hibernated', counts)
    if (phase === '' || hasOtherImage(object) || !isFresh(object, now)) return unseen()
    const changed = changedAt(object)
    const isNew = (pod: KubeObject): boolean => timeAt(pod, 'metadata', 'creationTimestamp') >= changed
    const [fresh, older] = [pods.filter(isNew), pods.filter((pod) => !isNew(pod))].map((group) =>
      groupPods(group, events, now),
    )
    const causes = [...(fresh?.causes ?? []), ...(older?.causes ?? []).map((cause) => ({ ...cause, final: false }))]
    if (failedPhases.has(phase))
      return failed(phase, [...causes, { reason: 'Phase', message: reason || phase, final: true }], counts)
    const [doomed] = fresh?.doomed ?? []
    if (doomed !== undefined) return failed(`the pod ${doomed.metadata.name} can't become ready`, causes, counts)
    if (phase === 'Waiting for user action') return ready(`waiting for you: ${reason || phase}`, counts)
    if (phase !== 'Cluster in healthy state') {
      const own = reason === '' ? [] : [{ reason: 'Phase', message: reason, final: false }]
      return { ...progressing(phase, [...causes, ...own], counts), progress: phase }
    }
    const old = pods.filter((pod) => runsOtherImage(object, pod)).length
    if (old > 0) return progressing(`waiting for ${count(old, 'instance')} to get the new image`, causes, counts)
    const open = Math.max(total - counts.ready, 0)
    if (open > 0)
      return progressing(`waiting for ${open} of ${count(total, 'instance')} to become ready`, causes, counts)
    if (instances > total)
      return progressing(`waiting for ${count(instances - total, 'instance')} to go`, causes, counts)
    return ready(`${count(total, 'instance')} ready`, counts)
  },
}

/** Whether the image that the operator last resolved isn't the one that the spec names; it may name a catalog instead. */
function hasOtherImage(object: KubeObject): boolean {
  const [wanted, now] = [textAt(object, 'spec', 'imageName'), textAt(object, 'status', 'image')]
  return wanted !== '' && now !== '' && wanted !== now
}

/** Whether an instance's pod still runs another image of PostgreSQL than the spec names. */
function runsOtherImage(object: KubeObject, pod: KubeObject): boolean {
  const wanted = textAt(object, 'spec', 'imageName')
  const postgres = listAt(pod, 'spec', 'containers').find(({ name }) => name === 'postgres')
  return wanted !== '' && postgres !== undefined && textAt(postgres, 'image') !== wanted
}
