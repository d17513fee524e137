import { toDelete } from '../prune-candidates.ts'
import type { Plan, PruneCandidate } from '../types.ts'

/** The deletion of more than half of a release's objects. */
export interface MassDeletion {
  readonly deleted: readonly PruneCandidate[]
  /** How many objects the release has that could be deleted. */
  readonly of: number
}

/** undefined where a plan deletes no more than half. */
export function massDeletionIn({
  candidates,
  members,
}: Pick<Plan, 'candidates' | 'members'>): MassDeletion | undefined {
  const deleted = toDelete(candidates)
  // What stays by its own rules was no choice of this render.
  const of = members - (candidates.length - deleted.length)
  return deleted.length * 2 > of ? { deleted, of } : undefined
}
