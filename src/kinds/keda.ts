import { conditionOf } from '../manifest/fields.ts'
import { recentWarnings } from './causes/object-events.ts'
import { conditionCause, distinctCauses } from './rules/condition-cause.ts'
import type { Kind } from './rules/kind.ts'
import { progressing, ready, unseen } from './rules/outcome.ts'
import { minute } from './rules/progress-limit.ts'
import { isFresh } from './rules/reports.ts'

/**
 * Ready by the condition of that name (keda.sh, "Scaling Deployments, StatefulSets & Custom Resources"), also with its fallback
 * active, and while it is paused. Never failed early: KEDA tries again, and its target or what its triggers read may come.
 */
function scaled(kind: string): Kind {
  return {
    group: 'keda.sh',
    kind,
    children: ['Event'],
    progressLimit: 5 * minute,
    assess(object, { events }, now) {
      const [isReady, paused, fallback] = ['Ready', 'Paused', 'Fallback'].map((type) => conditionOf(object, type))
      if (!isFresh(object, now)) return unseen()
      if (isReady?.status !== 'False' && paused?.status === 'True') return ready('paused')
      if (isReady === undefined || (isReady.status === 'Unknown' && isReady.reason === '')) return unseen()
      if (isReady.status === 'True') return ready(fallback?.status === 'True' ? 'ready, by its fallback' : 'ready')
      const cause = conditionCause(isReady, 'its triggers do not work')
      return progressing(cause.message, distinctCauses([cause, ...recentWarnings(events, object)]))
    },
  }
}

export const kedaKinds: readonly Kind[] = [scaled('ScaledObject'), scaled('ScaledJob')]
