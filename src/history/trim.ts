import type { Cluster } from '../cluster/api/cluster.ts'
import type { ApiError } from '../cluster/errors/api-error.ts'
import { isForbidden } from '../cluster/errors/forbidden.ts'
import { sweepParts } from './parts.ts'
import { isSplit } from './records/decode-revision.ts'
import type { Release } from './records/release.ts'
import type { Revision } from './records/revision.ts'
import type { HistoryKeys } from './signing/keys.ts'
import { deleteRevision, dropFromIndex, type StoredRevision } from './store.ts'

/**
 * Deletes the oldest revisions beyond `keep`, but none of those that are `needed`; and the unreadable ones before those, unless they say
 * what was adopted, or beyond `keep` of their own. A failure to delete is not a failure of the deploy: the next one tries again. Returns
 * the refusals of what this user may not delete.
 */
export async function trimRevisions(
  cluster: Cluster,
  release: Release,
  revisions: readonly StoredRevision[],
  keep: number,
  needed: readonly (Revision | undefined)[],
  keys: HistoryKeys,
): Promise<ApiError[]> {
  const readable = revisions.filter((stored) => !isUnread(stored))
  const [oldestKept] = readable.slice(-keep)
  const past = oldestKept === undefined || readable.length < keep ? 0 : revisions.indexOf(oldestKept)
  const unread = revisions.filter(isUnread)
  const surplus = [
    ...readable.slice(0, -keep).filter(({ revision }) => !needed.includes(revision)),
    ...unread.filter((stored, index) => {
      const wasMember = revisions.indexOf(stored) < past && (stored.claimed?.adopted ?? []).length === 0
      return wasMember || index < unread.length - keep
    }),
  ]
  // First, so that none is missed that this run deletes.
  await dropFromIndex(cluster, release, surplus, keys).catch(() => {})
  const outcomes = await Promise.allSettled(surplus.map((stored) => deleteRevision(cluster, release, stored)))
  const reasons: unknown[] = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
  const deleted = new Set(surplus.filter((_, index) => outcomes[index]?.status === 'fulfilled'))
  const swept = await sweepAround(cluster, release, revisions, deleted).catch(() => [])
  return [...reasons.filter(isForbidden), ...swept]
}

/**
 * The parts of deleted revisions go after them: a run that is killed in between leaves parts without a head, which the next one deletes,
 * and never a head without its parts. Nothing is asked where no revision has parts.
 */
async function sweepAround(
  cluster: Cluster,
  release: Release,
  revisions: readonly StoredRevision[],
  deleted: ReadonlySet<StoredRevision>,
): Promise<ApiError[]> {
  if (!revisions.some(({ secret }) => isSplit(secret))) return []
  const left = revisions.filter((stored) => !deleted.has(stored))
  const numbers = left.filter(isUnread).map(({ revision }) => revision.number)
  return sweepParts(cluster, release, {
    of: left.filter((stored) => !isUnread(stored)).map(({ secret }) => secret),
    ofNumbers: new Set(numbers),
    after: Math.max(...revisions.map(({ revision }) => revision.number)),
  })
}

function isUnread({ revision }: StoredRevision): boolean {
  return revision.status === 'unreadable'
}
