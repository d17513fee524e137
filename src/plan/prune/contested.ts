import { keyOf } from '../../manifest/identity.ts'
import type { ObjectRef } from '../../manifest/types.ts'
import { toDelete, toOrphan } from '../prune-candidates.ts'
import type { Change, Member, Plan } from '../types.ts'
import { applyRule } from './decide.ts'
import { changedMeanwhile } from './rules/changed-meanwhile.ts'

/**
 * The plan without what it would do to contested objects, which stay as they are. `contested` are their keys; `left` is what the
 * plan would have changed, deleted or orphaned of them.
 */
export function withoutContested(
  plan: Plan,
  contested: ReadonlySet<string>,
): { readonly plan: Plan; readonly left: readonly ObjectRef[] } {
  const isLeft = ({ ref, action }: Change) => action !== 'unchanged' && contested.has(keyOf(ref))
  const stays = ({ ref }: Member) => contested.has(keyOf(ref))
  const candidates = [...toDelete(plan.candidates), ...toOrphan(plan.candidates)].filter(stays)
  const left = [...plan.changes.filter(isLeft), ...candidates].map(({ ref }) => ref)
  if (left.length === 0) return { plan, left }
  const changes = plan.changes.map((change): Change => (isLeft(change) ? { ...change, action: 'unchanged' } : change))
  return { plan: { ...plan, changes, candidates: applyRule(changedMeanwhile, plan.candidates, { contested }) }, left }
}
