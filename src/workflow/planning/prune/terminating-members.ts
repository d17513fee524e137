import type { Cluster } from '../../../cluster/api/cluster.ts'
import { unlessForbidden } from '../../../cluster/errors/forbidden.ts'
import { knownReach } from '../../../history/known-reach.ts'
import { readParent } from '../../../history/records/parent.ts'
import { membershipFor, type Release } from '../../../history/records/release.ts'
import type { RecordedManifest } from '../../../history/records/revision.ts'
import type { HistoryKeys } from '../../../history/signing/keys.ts'
import type { StoredRevision } from '../../../history/store.ts'
import { keyOf, refOf } from '../../../manifest/identity.ts'
import { terminatingMembers } from '../../../plan/prune/candidates.ts'
import type { TerminatingMember } from '../../run/results.ts'
import { fieldManager } from '../../run/run.ts'
import { readBlockers } from '../../waiting/deletion-blockers.ts'
import { readMembers } from '../facts/read-members.ts'

/**
 * The members of a release that are being deleted, and that aren't among `current`, with what holds each. Where the parent, or
 * one of its kinds, may not be read, those are left out.
 */
export async function readTerminatingMembers(
  cluster: Cluster,
  release: Release,
  history: readonly StoredRevision[],
  current: readonly RecordedManifest[],
  keys: HistoryKeys,
): Promise<TerminatingMember[]> {
  const recorded = new Set(current.map(({ object }) => keyOf(refOf(object))))
  const parent = await unlessForbidden(readParent(cluster, release), null)
  const reach = knownReach(release, parent, history, keys)
  const { byKey } = await readMembers(cluster, release, [], reach, membershipFor(release))
  const terminating = terminatingMembers([...byKey.values()], fieldManager).filter(
    ({ ref }) => !recorded.has(keyOf(ref)),
  )
  return Promise.all(terminating.map(async ({ ref, live }) => ({ ref, reason: await readBlockers(cluster, live) })))
}
