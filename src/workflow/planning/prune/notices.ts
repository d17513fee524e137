import { groupBy } from '../../../group-by.ts'
import { describeRef } from '../../../manifest/identity.ts'
import { toKeep } from '../../../plan/prune-candidates.ts'
import type { PruneCandidate } from '../../../plan/types.ts'
import type { Notice } from '../../run/events.ts'

/** What stays and why, one notice for each reason. `how`: what they have in common, in words. */
export function noticesOfKept(how: string, candidates: readonly PruneCandidate[]): Notice[] {
  return [...groupBy(toKeep(candidates), ({ fate }) => fate.reason)].map(([reason, group]) => {
    const names = group.map(({ ref }) => describeRef(ref)).join(', ')
    return { type: 'notice', message: `${how}: ${names} (${reason})` }
  })
}

/** What a prune may have missed, where kinds can't be listed (`ConfigMap in my-ns`). */
export function warningsOfUnlistable(places: readonly string[]): Notice[] {
  if (places.length === 0) return []
  const message = `objects no longer rendered are not deleted where listing is forbidden: ${places.join(', ')}`
  return [{ type: 'warning', message }]
}
