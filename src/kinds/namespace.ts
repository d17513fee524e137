import { conditionOf, textAt } from '../manifest/fields.ts'
import type { Kind } from './rules/kind.ts'
import { failed, progressing, ready } from './rules/outcome.ts'
import { minute } from './rules/progress-limit.ts'

/** What a Namespace that is being deleted may still wait for (kubernetes/api, core/v1, NamespaceConditionType). */
const blockingConditions = [
  'NamespaceDeletionContentFailure',
  'NamespaceFinalizersRemaining',
  'NamespaceContentRemaining',
]

/** Ready when it is active; one that is being deleted takes nothing in. */
export const namespace: Kind = {
  group: '',
  kind: 'Namespace',
  children: [],
  progressLimit: minute,
  explainsDeletion: true,
  assess(object) {
    const phase = textAt(object, 'status', 'phase')
    if (phase === 'Active') return ready('active')
    if (phase !== 'Terminating') return progressing('waiting to become active')
    const held = blockingConditions
      .map((type) => conditionOf(object, type))
      .find((condition) => condition?.status === 'True')
    const message = held?.message || 'is being deleted'
    return failed('is being deleted', [{ reason: held?.reason || 'Terminating', message, final: true }])
  },
}
