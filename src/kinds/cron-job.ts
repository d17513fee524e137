import { fieldAt, textAt } from '../manifest/fields.ts'
import type { Kind } from './rules/kind.ts'
import { ready } from './rules/outcome.ts'

/** Ready when it was accepted: its Jobs run later. */
export const cronJob: Kind = {
  group: 'batch',
  kind: 'CronJob',
  children: [],
  assess: (object) =>
    ready(
      fieldAt(object, 'spec', 'suspend') === true ? 'suspended' : `runs at "${textAt(object, 'spec', 'schedule')}"`,
    ),
}
