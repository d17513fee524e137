import type { Delete, Keep, Orphan, PruneCandidate } from './types.ts'

/** The candidates that will be deleted. */
export function toDelete(candidates: readonly PruneCandidate[]): PruneCandidate<Delete>[] {
  return candidates.filter((one): one is PruneCandidate<Delete> => one.fate.kind === 'delete')
}

/** The candidates that stay members. */
export function toKeep(candidates: readonly PruneCandidate[]): PruneCandidate<Keep>[] {
  return candidates.filter((one): one is PruneCandidate<Keep> => one.fate.kind === 'keep')
}

/** The candidates that stay, and are members no longer. */
export function toOrphan(candidates: readonly PruneCandidate[]): PruneCandidate<Orphan>[] {
  return candidates.filter((one): one is PruneCandidate<Orphan> => one.fate.kind === 'orphan')
}

/** Why a candidate stays; undefined where it is deleted. */
export function reasonOf({ fate }: PruneCandidate): string | undefined {
  return fate.kind === 'delete' ? undefined : fate.reason
}
