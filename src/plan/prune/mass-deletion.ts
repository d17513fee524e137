import { toDelete } from '../prune-candidates.ts'
import type { Delete, Plan, PruneCandidate } from '../types.ts'
import { applyRule } from './decide.ts'
import { unconfirmedMassDeletion } from './rules/unconfirmed-mass-deletion.ts'

/** The deletion of more than half of a release's objects. */
export interface MassDeletion {
  readonly deleted: readonly PruneCandidate<Delete>[]
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

/** The plan with nothing deleted or orphaned, where nobody could be asked. */
export function withoutMassDeletion(plan: Plan): Plan {
  return { ...plan, candidates: applyRule(unconfirmedMassDeletion, plan.candidates, undefined) }
}
