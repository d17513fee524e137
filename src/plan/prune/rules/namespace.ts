import { deletedOnlyByName } from './deleted-only-by-name.ts'
import type { PruneRule } from './rule.ts'

/** A Namespace is never a member, so that it is never orphaned or given back, whatever its annotations or a revision say. */
export const namespace: PruneRule = {
  name: 'namespace',
  decide(candidate, facts) {
    const { group, kind } = candidate.ref
    return group === '' && kind === 'Namespace' ? deletedOnlyByName.decide(candidate, facts) : undefined
  },
}
