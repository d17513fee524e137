import type { Cluster } from '../../cluster/cluster.ts'
import type { Release } from '../../history/release.ts'
import type { Revision } from '../../history/revision.ts'
import { keyOf } from '../../manifest/identity.ts'
import { withoutServerFields } from '../../manifest/server-fields.ts'
import type { Masker } from '../../masking/masking.ts'
import { describePath } from '../../plan/conceal.ts'
import { differingPaths } from '../../plan/owned-fields.ts'
import { recallManifests } from '../writing/recall.ts'
import { planRelease } from './plan-release.ts'

/**
 * The fields in which live objects differ from what a revision would make of them, by the object's key: somebody changed them
 * since. What is missing isn't among them. Asks by dry-run, writes nothing; values aren't told.
 */
export async function driftFrom(
  cluster: Cluster,
  release: Release,
  revision: Revision,
  concurrency: number,
  mask: Masker,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const options = {
    concurrency,
    // Another manager's value is drift, no conflict: nothing is going to be written.
    forceConflicts: true,
    forcedFields: [],
    mask,
    prune: false,
    alsoDelete: [],
    replaceAny: true,
    replaceNamed: [],
    createNamespace: 'unsaid',
    hooks: [],
    writes: false,
  } as const
  const plan = await planRelease(cluster, release, recallManifests(revision), options, () => {})
  return new Map(
    plan.changes.flatMap(({ ref, action, live, merged, manifest }) => {
      if (live === null || action === 'unchanged') return []
      const paths = differingPaths(withoutServerFields(live), withoutServerFields(merged))
      return [[keyOf(ref), paths.map((path) => describePath(path, manifest, mask))] as const]
    }),
  )
}
