import type { PruneCandidate } from './types.ts'

/** What of it is deleted. */
export function toDelete(candidates: readonly PruneCandidate[]): PruneCandidate[] {
  return candidates.filter(({ keptBecause }) => keptBecause === undefined)
}

/** What of it stays, and stays a member. */
export function toKeep(candidates: readonly PruneCandidate[]): PruneCandidate[] {
  return candidates.filter(({ keptBecause, letGo }) => keptBecause !== undefined && !letGo)
}

/** What of it stays, and is a member no longer. */
export function toOrphan(candidates: readonly PruneCandidate[]): PruneCandidate[] {
  return candidates.filter(({ letGo }) => letGo)
}
