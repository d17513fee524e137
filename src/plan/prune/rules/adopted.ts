import { keyOf, refOf } from '../../../manifest/identity.ts'
import type { PruneRule } from './rule.ts'
import { type AdoptionRecords, untrustedRevision } from './untrusted-revision.ts'

export interface AdoptionFacts extends AdoptionRecords {
  /** Whether adopted objects are given back as they were, as an undo does. */
  readonly givesBack: boolean
}

/** An object that the release adopted isn't its own to delete: it is orphaned, or given back. */
export const adopted: PruneRule<AdoptionFacts> = {
  name: 'adopted',
  decide({ ref, live, rule }, { adopted: known, givesBack }) {
    const record = known.get(String(live.metadata['uid']))
    // A record that is about another object is no record of this one.
    if (record === undefined || keyOf(refOf(record.object)) !== keyOf(ref)) return undefined
    // A newer revision may say otherwise.
    if (rule === untrustedRevision.name) return undefined
    const reason = 'adopted, not created, by this release'
    return givesBack
      ? { kind: 'orphan', reason: `${reason}; it is given back`, giveBack: record }
      : { kind: 'orphan', reason }
  },
}
