import type { Cluster } from '../../../cluster/api/cluster.ts'
import type { Member } from '../../../plan/types.ts'

/**
 * Members by a version that the server serves now: a definition that changed in the run may have taken the one in which they were
 * listed, and what is asked for in a version that isn't served looks as if it were gone.
 */
export function inServedVersion<Item extends Member>(cluster: Cluster, members: readonly Item[]): Promise<Item[]> {
  return Promise.all(
    members.map(async (member) => {
      const { ref } = member
      // An aggregated API that is down is told where its objects are read.
      const served = async (version?: string) =>
        cluster.resourceOf({ group: ref.group, kind: ref.kind, version }).catch(() => ({ version: ref.version }))
      const { version } = (await served(ref.version)) ?? (await served()) ?? ref
      return version === ref.version ? member : { ...member, ref: { ...ref, version } }
    }),
  )
}
