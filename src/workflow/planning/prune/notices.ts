import { groupBy } from '../../../group-by.ts'
import { describeRef } from '../../../manifest/identity.ts'
import { helmFieldManager, isOwn, managedFieldsOf } from '../../../plan/ownership/managers.ts'
import { toKeep, toOrphan } from '../../../plan/prune-candidates.ts'
import type { Keep, Orphan, PruneCandidate } from '../../../plan/types.ts'
import type { Notice } from '../../run/events.ts'

/** What stays and why, one notice for each reason. `how`: what they have in common, in words. */
export function noticesOfKept(how: string, candidates: readonly PruneCandidate[]): Notice[] {
  const told = toKeep(candidates).filter(({ fate }) => fate.isExpected !== true)
  return noticesByReason(how, told)
}

/** What a run would orphan and why, in the same way; what it gives back is told apart. */
export function noticesOfOrphaned(candidates: readonly PruneCandidate[]): Notice[] {
  const orphans = toOrphan(candidates)
  return [
    ...noticesByReason(
      'would be orphaned',
      orphans.filter(({ fate }) => fate.giveBack === undefined),
    ),
    ...noticesByReason(
      'would be given back',
      orphans.filter(({ fate }) => fate.giveBack !== undefined),
    ),
  ]
}

function noticesByReason(how: string, candidates: readonly PruneCandidate<Keep | Orphan>[]): Notice[] {
  return [...groupBy(candidates, ({ fate }) => fate.reason)].map(([reason, group]) => {
    const names = group.map(({ ref }) => describeRef(ref)).join(', ')
    return { type: 'notice', message: `${how}: ${names} (${reason})` }
  })
}

/** Of objects that a release is to forget: those that were adopted from Helm, which would delete them but for an annotation. */
export function noticesOfKeptInHelm(candidates: readonly PruneCandidate[]): Notice[] {
  const kept = candidates.filter(({ live }) => managedFieldsOf(live).some((entry) => isOwn(entry, helmFieldManager)))
  if (kept.length === 0) return []
  const names = kept.map(({ ref }) => describeRef(ref)).join(', ')
  const message = `helm.sh/resource-policy: keep stays on ${names}, and in Helm's records: without it helm uninstall would delete what was adopted`
  return [{ type: 'notice', message }]
}

/** What a prune may have missed, where kinds can't be listed (`ConfigMap in my-ns`). */
export function warningsOfUnlistable(places: readonly string[]): Notice[] {
  if (places.length === 0) return []
  const message = `objects no longer rendered are not deleted where listing is forbidden: ${places.join(', ')}`
  return [{ type: 'warning', message }]
}
