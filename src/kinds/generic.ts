import { isMap } from '../json-map.ts'
import { conditionOf, fieldAt, isOutdated } from '../manifest/fields.ts'
import type { KubeObject } from '../manifest/types.ts'
import type { Assessment, Kind } from './rules/kind.ts'
import { progressing, ready, unseen } from './rules/outcome.ts'
import { isFresh, lastSpecChange } from './rules/reports.ts'
import { failureCondition, phaseOf, readyCondition } from './rules/status-words.ts'

/** Milliseconds in which a controller is expected to write the first status of an object whose type has one. */
const firstReportWithin = 30_000

const firstReport =
  'waiting up to 30 s for its controller to report a first status; the annotation kdeploy.dev/wait: "false" skips that'

/**
 * Any other kind, by kstatus's conventions (sigs.k8s.io/cli-utils/pkg/kstatus, "Conditions") and the words that custom resources use
 * beside them: an object whose controller reports nothing is done when it was accepted. `hasStatus`: its type has a status
 * of its own, so that somebody is expected to write it.
 */
export function genericKind(group: string, kind: string, hasStatus = false): Kind {
  return {
    group,
    kind,
    children: [],
    byConvention: true,
    assess(object, _children, now) {
      if (fieldAt(object, 'metadata', 'deletionTimestamp') !== undefined) return progressing('is being deleted')
      if (isOutdated(object)) return unseen()
      const assessment = reported(object)
      if (assessment === undefined) {
        const isAwaited = hasStatus && !hasContent(object['status']) && now - lastSpecChange(object) < firstReportWithin
        return isAwaited ? { ...progressing(firstReport), isOptional: true } : ready('accepted')
      }
      return isFresh(object, now) ? assessment : unseen()
    },
  }
}

/** What the object's status says; undefined where it says nothing. */
function reported(object: KubeObject): Assessment | undefined {
  const failure = failureCondition(object)
  if (failure !== undefined) return failure
  const reconciling = conditionOf(object, 'Reconciling')
  if (reconciling?.status === 'True') return progressing(reconciling.message || 'is being reconciled')
  const byCondition = readyCondition(object)
  if (byCondition?.state === 'ready') return byCondition
  const byPhase = phaseOf(object)
  return byPhase?.state === 'failed' ? byPhase : (byCondition ?? byPhase)
}

function hasContent(value: unknown): boolean {
  return isMap(value) && Object.keys(value).length > 0
}
