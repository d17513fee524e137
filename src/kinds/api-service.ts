import { conditionOf } from '../manifest/fields.ts'
import type { Kind } from './rules/kind.ts'
import { progressing, ready } from './rules/outcome.ts'
import { minute } from './rules/progress-limit.ts'

/** Ready when the API server reaches the server behind it. */
export const apiService: Kind = {
  group: 'apiregistration.k8s.io',
  kind: 'APIService',
  children: [],
  progressLimit: 5 * minute,
  assess(object) {
    const available = conditionOf(object, 'Available')
    if (available?.status === 'True') return ready('available')
    const causes =
      available === undefined ? [] : [{ reason: available.reason, message: available.message, final: false }]
    return progressing('waiting for its server', causes)
  },
}
