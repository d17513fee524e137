import type { Cluster } from '../../cluster/api/cluster.ts'
import { type KdeployError, throwCollected } from '../../errors.ts'
import { groupBy } from '../../group-by.ts'
import { membershipFor, type Release } from '../../history/records/release.ts'
import type { Revision } from '../../history/records/revision.ts'
import { withInfoOf } from '../../manifest/annotations.ts'
import { keyOf, refOf } from '../../manifest/identity.ts'
import { asMember, membershipOf } from '../../manifest/membership.ts'
import type { KubeObject } from '../../manifest/types.ts'
import type { MaskModel } from '../../plan/masking/mask-fields.ts'
import { type Drift, driftOf } from '../../plan/ownership/drift.ts'
import type { FieldRules } from '../../plan/ownership/rules.ts'
import { needsOfObjects } from '../../plan/permissions/need.ts'
import { withConcurrency } from '../run/concurrency.ts'
import { fieldManager, type Run } from '../run/run.ts'
import { explainItem } from './compare/compare.ts'
import { dryRunTwin } from './compare/dry-run-twin.ts'
import type { Item } from './compare/item.ts'
import { findAutoscalers } from './facts/autoscalers.ts'
import { checkPermissions } from './facts/check-permissions.ts'
import { manifestsOfRevision } from './undo/recall.ts'

/** How a live object differs from its twin, which release claimed it since, or why neither is known. */
export interface Drifted {
  readonly drift: readonly Drift[]
  readonly claimedBy?: string
  /** Why it could not be compared. */
  readonly driftUnknown?: string
}

/**
 * Where live objects differ from what a revision's manifests alone make of them, by the object's key: somebody changed them
 * since. `found` are those to compare, as they are: neither what is missing nor what is being deleted. Of one that another
 * release claimed since only that is told. Asks by dry-run, writes nothing. `recorded`: all that
 * revisions recorded, which says what of a value is sensitive.
 * @throws KdeployError `forbidden`, or what keeps the server from answering
 */
export async function driftFrom(
  { cluster, concurrency, world }: Pick<Run, 'cluster' | 'concurrency' | 'world'>,
  release: Release,
  revision: Pick<Revision, 'number' | 'manifests'>,
  found: ReadonlyMap<string, KubeObject | 'forbidden'>,
  ownership: FieldRules,
  recorded: readonly MaskModel[],
): Promise<ReadonlyMap<string, Drifted>> {
  const { mask } = world.masking
  const own = membershipFor(release)
  const manifests = manifestsOfRevision(revision)
  const items = manifests
    .map((manifest) => ({ ref: refOf(manifest.object), manifest, desired: asMember(manifest.object, own) }))
    .filter(({ ref }) => found.has(keyOf(ref)))
  const needs = await needsOf(cluster, items)
  await checkPermissions(
    { cluster, concurrency },
    { role: 'kdeploy-status', needs, isDryRun: true, further: async () => [] },
  )
  const autoscalerOf = findAutoscalers(cluster, manifests, () => false)
  const limited = withConcurrency(cluster, concurrency)
  const drifted = new Map<string, Drifted>()
  const byKey = groupBy(recorded, ({ object }) => keyOf(refOf(object)))
  const modelsOf = (manifest: MaskModel) => [manifest, ...(byKey.get(keyOf(refOf(manifest.object))) ?? [])] as const
  const problems: KdeployError[] = []
  await Promise.all(
    items.map(async (item) => {
      const { ref, manifest } = item
      const live = found.get(keyOf(ref))
      if (live === undefined || live === 'forbidden') return
      const owner = membershipOf(live)
      if (owner !== undefined && owner.applySet !== own.applySet) {
        drifted.set(keyOf(ref), { drift: [], claimedBy: owner.release })
        return
      }
      try {
        const twin = await dryRunTwin(limited, item, live, { ownership, autoscalerOf })
        if ('refusal' in twin) {
          drifted.set(keyOf(ref), { drift: [], driftUnknown: explainItem(twin.refusal, item, mask).message })
          return
        }
        const { object, live: now, underFreeName } = twin
        const drift = driftOf(
          now,
          withInfoOf(object, now),
          { ref, underFreeName, ownership },
          fieldManager,
          modelsOf(manifest),
          mask,
        )
        if (drift.length > 0) drifted.set(keyOf(ref), { drift })
      } catch (error) {
        problems.push(explainItem(error, item, mask))
      }
    }),
  )
  throwCollected(problems, (count) => `${count} objects can't be compared with revision ${revision.number}`)
  return drifted
}

async function needsOf(cluster: Cluster, items: readonly Item[]) {
  const objects = await Promise.all(
    items.map(async ({ ref, manifest }) => {
      const plural = (await cluster.resourceOf(ref))?.plural ?? ''
      return { ref, plural, place: manifest.placeOf(['kind']), absent: false }
    }),
  )
  return needsOfObjects(objects, ['get', 'update'])
}
