import type { Cluster } from '../../../cluster/api/cluster.ts'
import { membershipFor, type Release } from '../../../history/records/release.ts'
import { refOf } from '../../../manifest/identity.ts'
import type { KubeObject } from '../../../manifest/types.ts'
import { wouldPrune } from '../../../plan/prune/candidates.ts'
import { isNamed } from '../../run/named-object.ts'
import type { PrunePolicy } from '../../run/policy.ts'
import { fieldManager } from '../../run/run.ts'
import type { IsPruned } from '../references/read-targets.ts'

/** What a run deletes of a release unless its manifests have it. */
export async function prunePredicate(cluster: Cluster, release: Release, policy: PrunePolicy): Promise<IsPruned> {
  const { enabled, alsoDelete } = policy
  const own = membershipFor(release)
  const resources = await Promise.all(alsoDelete.map(({ kind }) => cluster.resourceNamed(kind)))
  const isGiven = (live: KubeObject) => alsoDelete.some((named, index) => isNamed(refOf(live), named, resources[index]))
  return (live) => enabled && wouldPrune(live, own, fieldManager, isGiven(live))
}
