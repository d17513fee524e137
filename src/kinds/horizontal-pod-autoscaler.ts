import { conditionOf } from '../manifest/fields.ts'
import type { Kind } from './rules/kind.ts'
import { progressing, ready } from './rules/outcome.ts'
import { minute } from './rules/progress-limit.ts'

/**
 * Ready unless it says that it can't scale its target: its controller looks every 15 s only, and metrics of new pods
 * come a minute late, which is no reason to hold a deploy up.
 */
export const horizontalPodAutoscaler: Kind = {
  group: 'autoscaling',
  kind: 'HorizontalPodAutoscaler',
  children: [],
  progressLimit: 5 * minute,
  assess(object) {
    const able = conditionOf(object, 'AbleToScale')
    if (able?.status !== 'False' || !able.reason.startsWith('FailedGetScale')) return ready('accepted')
    return progressing("can't read its target's scale", [{ reason: able.reason, message: able.message, final: false }])
  },
}
