import type { Cluster } from '../cluster/api/cluster.ts'
import { KdeployError } from '../errors.ts'
import { identityOf, revisionNameOf } from './records/release.ts'
import type { Rename } from './records/rename.ts'
import type { OutsideMember, Revision } from './records/revision.ts'
import type { HistoryKeys } from './signing/keys.ts'
import { createRevision, deleteRevision, isTrusted, type StoredRevision } from './store.ts'

/** The revisions that a rename takes along: what can be read, and is trusted. */
export function movable(history: readonly StoredRevision[]): StoredRevision[] {
  return history.filter(isWhole)
}

function isWhole(stored: StoredRevision): boolean {
  return isTrusted(stored) && stored.revision.status !== 'unreadable'
}

/**
 * Writes the revisions of a release under its new identity, by their numbers, oldest first; with a key, signed for it. `there`: those
 * that an earlier try wrote. `outside`: members outside the new namespace that weren't outside the old one; the newest revision
 * records them. @throws KdeployError `release-exists` where a number is taken by something else
 */
export async function copyRevisions(
  cluster: Cluster,
  { to }: Rename,
  history: readonly StoredRevision[],
  there: readonly StoredRevision[],
  outside: readonly OutsideMember[],
  keys: HistoryKeys,
): Promise<void> {
  const revisions = movable(history).map(({ revision }) => revision)
  for (const revision of revisions) {
    const before = there.find((stored) => stored.revision.number === revision.number)
    if (before !== undefined && isWhole(before)) {
      if (!isCopy(before.revision, revision)) throw numberTaken(to, revision)
      continue
    }
    // A try that was cut off may have left it where the parent doesn't name it yet.
    if (before !== undefined) await deleteRevision(cluster, to, before)
    const isNewest = revision === revisions.at(-1)
    const more = isNewest && outside.length > 0 ? { outside: [...(revision.outside ?? []), ...outside] } : {}
    const { number } = (await createRevision(cluster, to, { ...revision, ...more }, keys)).revision
    if (number !== revision.number) throw numberTaken(to, revision)
  }
}

function isCopy(one: Revision, other: Revision): boolean {
  return one.createdAt === other.createdAt && one.by === other.by && one.status === other.status
}

function numberTaken(to: Rename['to'], { number }: Revision): KdeployError {
  return new KdeployError({
    code: 'release-exists',
    category: 'conflict',
    message: `revision ${number} of ${identityOf(to)} exists already, and is not a copy: Secret ${to.namespace}/${revisionNameOf(to, number)}`,
    hint: 'check who wrote it; delete it if nobody needs it, then rerun the command',
  })
}
