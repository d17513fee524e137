import { textAt } from '../manifest/fields.ts'
import { changedAt, eventsOf, type ObjectEvent } from './causes/object-events.ts'
import type { Cause, Kind } from './rules/kind.ts'
import { failed, progressing, ready } from './rules/outcome.ts'
import { minute } from './rules/progress-limit.ts'

/** The volume is made when the first pod needs it, so there is nothing to wait for now. */
const waitsForPod = new Set(['WaitForFirstConsumer', 'WaitForPodScheduled'])
const absentClass = /storageclass.* not found/i
const problemReasons = new Set(['ProvisioningFailed', 'FailedBinding', 'VolumeMismatch', 'VolumeFailedDelete'])

/** Ready when it is bound, or when it waits for its first pod (volumeBindingMode WaitForFirstConsumer). */
export const persistentVolumeClaim: Kind = {
  group: '',
  kind: 'PersistentVolumeClaim',
  children: ['Event'],
  progressLimit: 5 * minute,
  assess(object, { events }) {
    const phase = textAt(object, 'status', 'phase')
    if (phase === 'Bound') return ready('bound')
    if (phase === 'Lost') {
      const message = `its volume ${textAt(object, 'spec', 'volumeName')} is gone`
      return failed(message, [{ reason: 'Lost', message, final: true }])
    }
    const [latest] = eventsOf(events, object).filter(({ time }) => time >= changedAt(object) - 1000)
    if (latest !== undefined && waitsForPod.has(latest.reason)) return ready('will be bound when a pod mounts it')
    const causes = latest !== undefined && problemReasons.has(latest.reason) ? [causeOf(latest)] : []
    return progressing('waiting for its volume', causes)
  },
}

/**
 * Never final: a volume may have been made since the event, and the controller looks only now and then; that goes too where there is no
 * such StorageClass, which volumes that somebody makes by hand don't need.
 */
function causeOf({ reason, message }: ObjectEvent): Cause {
  const note = absentClass.test(message) ? '; without it only a PersistentVolume of that class can be bound' : ''
  return { reason, message: `${message}${note}`, final: false }
}
