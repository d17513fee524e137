import type { PruneRule } from './rule.ts'
import type { AdoptionRecords } from './untrusted-revision.ts'

export interface UnfinishedAdoptionFacts extends AdoptionRecords {
  /** UIDs of what a run that was cut off began to adopt, or to give back. */
  readonly unfinished: ReadonlySet<string>
}

/** An object that a run which was cut off began to adopt, or to give back, is given back. */
export const unfinishedAdoption: PruneRule<UnfinishedAdoptionFacts> = {
  name: 'unfinished-adoption',
  decide({ live }, { adopted, unfinished }) {
    const uid = String(live.metadata['uid'])
    const giveBack = unfinished.has(uid) ? adopted.get(uid) : undefined
    if (giveBack === undefined) return undefined
    return { kind: 'orphan', reason: 'an interrupted run had begun to adopt it; it is given back', giveBack }
  },
}
