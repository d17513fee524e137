import { conditionOf, fieldAt, isOutdated } from '../manifest/fields.ts'
import type { Kind } from './rules/kind.ts'
import { failed, progressing, ready, unseen } from './rules/outcome.ts'

/**
 * Any other kind, by kstatus's conventions (sigs.k8s.io/cli-utils/pkg/kstatus, "Conditions"): an object whose controller
 * reports nothing is done when it was accepted.
 */
export function genericKind(group: string, kind: string): Kind {
  return {
    group,
    kind,
    children: [],
    byConvention: true,
    assess(object) {
      if (fieldAt(object, 'metadata', 'deletionTimestamp') !== undefined) return progressing('is being deleted')
      if (isOutdated(object)) return unseen()
      const [stalled, reconciling, isReady] = ['Stalled', 'Reconciling', 'Ready'].map((type) =>
        conditionOf(object, type),
      )
      if (stalled?.status === 'True') {
        const message = stalled.message || stalled.reason || 'stalled'
        return failed(message, [{ reason: stalled.reason || 'Stalled', message, final: true }])
      }
      if (reconciling?.status === 'True') return progressing(reconciling.message || 'is being reconciled')
      if (isReady === undefined || isReady.status === 'True') return ready(isReady === undefined ? 'accepted' : 'ready')
      const message = isReady.message || isReady.reason || 'not ready yet'
      return progressing(message, [{ reason: isReady.reason || 'NotReady', message, final: false }])
    },
  }
}
