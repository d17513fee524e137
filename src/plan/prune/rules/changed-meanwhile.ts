import { keyOf } from '../../../manifest/identity.ts'
import type { PruneRule } from './rule.ts'

export interface ChangedMeanwhileFacts {
  /** Keys of what somebody changed while the deploy ran. */
  readonly contested: ReadonlySet<string>
}

/** The undo of a failed deploy keeps what somebody changed meanwhile. */
export const changedMeanwhile: PruneRule<ChangedMeanwhileFacts> = {
  name: 'changed-meanwhile',
  decide({ ref }, { contested }) {
    return contested.has(keyOf(ref)) ? { kind: 'keep', reason: 'someone else changed it' } : undefined
  },
}
