import { conditionOf } from '../manifest/fields.ts'
import type { Kind } from './rules/kind.ts'
import { failed, progressing, ready } from './rules/outcome.ts'
import { minute } from './rules/progress-limit.ts'

/** Ready when it is Established, so that its objects can be written. */
export const customResourceDefinition: Kind = {
  group: 'apiextensions.k8s.io',
  kind: 'CustomResourceDefinition',
  children: [],
  progressLimit: minute,
  assess(object) {
    const names = conditionOf(object, 'NamesAccepted')
    if (names?.status === 'False')
      return failed('its names are taken', [{ reason: names.reason, message: names.message, final: true }])
    if (conditionOf(object, 'Terminating')?.status === 'True') return progressing('is being deleted')
    return conditionOf(object, 'Established')?.status === 'True'
      ? ready('established')
      : progressing('waiting to be established')
  },
}
