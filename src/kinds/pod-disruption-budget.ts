import { isObserved } from '../manifest/fields.ts'
import type { Kind } from './rules/kind.ts'
import { ready, unseen } from './rules/outcome.ts'
import { minute } from './rules/progress-limit.ts'

/** Ready when its controller has seen it; allowing no disruption right now is normal. */
export const podDisruptionBudget: Kind = {
  group: 'policy',
  kind: 'PodDisruptionBudget',
  children: [],
  progressLimit: 5 * minute,
  assess: (object) => (isObserved(object) ? ready('accepted') : unseen()),
}
