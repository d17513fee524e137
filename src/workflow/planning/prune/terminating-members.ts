import type { Cluster } from '../../../cluster/api/cluster.ts'
import type { RecordedManifest } from '../../../history/records/revision.ts'
import { keyOf, refOf } from '../../../manifest/identity.ts'
import type { KubeObject } from '../../../manifest/types.ts'
import { terminatingMembers } from '../../../plan/prune/candidates.ts'
import type { TerminatingMember } from '../../run/results.ts'
import { fieldManager } from '../../run/run.ts'
import { readBlockers } from '../../waiting/deletion-blockers.ts'

/** Those members of a release that are being deleted, and that aren't among `current`, with what holds each. */
export async function explainTerminating(
  cluster: Cluster,
  members: readonly KubeObject[],
  current: readonly RecordedManifest[],
): Promise<TerminatingMember[]> {
  const recorded = new Set(current.map(({ object }) => keyOf(refOf(object))))
  const terminating = terminatingMembers(members, fieldManager).filter(({ ref }) => !recorded.has(keyOf(ref)))
  return Promise.all(terminating.map(async ({ ref, live }) => ({ ref, reason: await readBlockers(cluster, live) })))
}
