import { keyOf } from '../../../manifest/identity.ts'
import type { PruneRule } from './rule.ts'

export interface UnprovenFacts {
  /** Why an object may not be given back on a revision's word alone, by key. */
  readonly unproven: ReadonlyMap<string, string>
  /** Whether such an object is orphaned as it is, rather than kept. */
  readonly orphansUnproven: boolean
}

/** An adopted object isn't given back where only the revision itself vouches for how it was. */
export const unprovenAdoption: PruneRule<UnprovenFacts> = {
  name: 'unproven-adoption',
  decide({ ref, fate }, { unproven, orphansUnproven }) {
    if (fate.kind !== 'orphan' || fate.giveBack === undefined) return undefined
    const reason = unproven.get(keyOf(ref))
    if (reason === undefined) return undefined
    return orphansUnproven ? { kind: 'orphan', reason: fate.reason } : { kind: 'keep', reason }
  },
}
