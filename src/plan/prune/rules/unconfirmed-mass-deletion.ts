import { reasonOf } from '../../prune-candidates.ts'
import type { PruneRule } from './rule.ts'

/** Where most of a release would be deleted, and nobody was asked, all of it is kept. */
export const unconfirmedMassDeletion: PruneRule = {
  name: 'unconfirmed-mass-deletion',
  decide(candidate) {
    if (candidate.fate.kind === 'keep') return undefined
    return { kind: 'keep', reason: reasonOf(candidate) ?? 'not confirmed' }
  },
}
