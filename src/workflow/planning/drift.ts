import type { Cluster } from '../../cluster/cluster.ts'
import { type KdeployError, throwCollected } from '../../errors.ts'
import type { Release } from '../../history/release.ts'
import type { Revision } from '../../history/revision.ts'
import { keyOf, refOf } from '../../manifest/identity.ts'
import { withoutServerFields } from '../../manifest/server-fields.ts'
import type { KubeObject } from '../../manifest/types.ts'
import type { Masker } from '../../masking/masking.ts'
import { changeOf } from '../../plan/build.ts'
import { describePath } from '../../plan/conceal.ts'
import { asMember, membershipOf } from '../../plan/membership.ts'
import { differingPaths } from '../../plan/owned-fields.ts'
import { noRules } from '../../plan/ownership/rules.ts'
import { needsOfObjects } from '../../plan/permissions.ts'
import { recallManifests } from '../writing/recall.ts'
import { atATime } from './at-a-time.ts'
import { findAutoscalers } from './autoscalers.ts'
import { checkPermissions } from './check-permissions.ts'
import { compare, explainItem, type Item } from './compare.ts'
import { membershipFor } from './membership.ts'

/**
 * The fields in which live objects differ from what a revision would make of them, by the object's key: somebody changed them
 * since. `found` are those to compare, as they are: neither what is missing nor what is being deleted. Of one that another
 * release claimed since only that is told. Asks by dry-run, writes nothing; values aren't told.
 * @throws KdeployError `forbidden`, or what keeps the server from answering
 */
export async function driftFrom(
  cluster: Cluster,
  release: Release,
  revision: Revision,
  found: ReadonlyMap<string, KubeObject | 'forbidden'>,
  concurrency: number,
  mask: Masker,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const own = membershipFor(release)
  const manifests = recallManifests(revision)
  const items = manifests
    .map((manifest) => ({ ref: refOf(manifest.object), manifest, desired: asMember(manifest.object, own) }))
    .filter(({ ref }) => found.has(keyOf(ref)))
  await checkPermissions(cluster, await needsOf(cluster, items), concurrency)
  const options = {
    own,
    // Another manager's value is drift, no conflict: nothing is going to be written.
    forceConflicts: true,
    ownership: noRules,
    writes: false,
    replaceAny: true,
    replaceNamed: [],
    adoptAny: true,
    adoptNamed: [],
    adoptFrom: [],
    revertDrift: false,
    isForeign: async () => false,
    autoscalerOf: findAutoscalers(cluster, manifests, () => false),
    // What the revision doesn't set is nobody's change.
    carried: async () => true,
    mask,
    emit: () => {},
  }
  const paced = atATime(cluster, concurrency)
  const drift = new Map<string, readonly string[]>()
  const problems: KdeployError[] = []
  await Promise.all(
    items.map(async (item) => {
      const live = found.get(keyOf(item.ref))
      if (live === undefined || live === 'forbidden') return
      const owner = membershipOf(live)
      if (owner !== undefined && owner.applySet !== own.applySet) {
        drift.set(keyOf(item.ref), [`belongs to ${owner.release}`])
        return
      }
      try {
        const { action, merged } = changeOf(await compare(paced, item, async () => live, options))
        if (action === 'unchanged') return
        const paths = differingPaths(withoutServerFields(live), withoutServerFields(merged))
        drift.set(
          keyOf(item.ref),
          paths.map((path) => describePath(path, item.manifest, mask)),
        )
      } catch (error) {
        problems.push(explainItem(error, item, mask))
      }
    }),
  )
  throwCollected(problems, (count) => `${count} objects can't be compared with revision ${revision.number}`)
  return drift
}

async function needsOf(cluster: Cluster, items: readonly Item[]) {
  const objects = await Promise.all(
    items.map(async ({ ref, manifest }) => {
      const plural = (await cluster.resourceOf(ref))?.plural ?? ''
      return { ref, plural, place: manifest.placeOf(['kind']), absent: false }
    }),
  )
  return needsOfObjects(objects)
}
