import pLimit from 'p-limit'
import type { Cluster } from '../../cluster/api/cluster.ts'
import { unlessForbidden } from '../../cluster/errors/forbidden.ts'
import { knownReach } from '../../history/known-reach.ts'
import { readParent } from '../../history/records/parent.ts'
import { membershipFor, type Release } from '../../history/records/release.ts'
import type { RecordedManifest } from '../../history/records/revision.ts'
import type { StoredRevision } from '../../history/store.ts'
import { keyOf, refOf } from '../../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'
import { readMembers } from '../planning/facts/read-members.ts'
import { registeringSecretsOf, withSecretsRegistered } from '../planning/facts/register-secrets.ts'
import { defaultConcurrency } from '../run/input.ts'
import { historyKeys, type World } from '../run/world.ts'

/** An object of the revision as it is on the cluster. */
export interface Found {
  readonly ref: ObjectRef
  /** The template that it comes from. */
  readonly template: string
  readonly recorded: KubeObject
  readonly live: KubeObject | 'forbidden' | null
}

/** What there is of a release on the cluster. */
export interface FoundObjects {
  /** Those of the manifests, in their order. */
  readonly found: readonly Found[]
  /** All that carry the release's label, where they may be listed; by key. */
  readonly members: ReadonlyMap<string, KubeObject>
  /** The release's parent; null where it is missing, or may not be read. */
  readonly parent: KubeObject | null
}

/**
 * Reads what the manifests made: a LIST by the release's label for each kind and namespace, and a GET for what that doesn't bring,
 * since it lost its label, may not be listed, or isn't there. Sensitive values in what is read are known from then on.
 */
export async function findObjects(
  cluster: Cluster,
  release: Release,
  manifests: readonly RecordedManifest[],
  history: readonly StoredRevision[],
  world: World,
): Promise<FoundObjects> {
  const parent = await unlessForbidden(readParent(cluster, release), null)
  const reach = knownReach(release, parent, history, historyKeys(world))
  const refs = manifests.map(({ object }) => refOf(object))
  const listed = await Promise.all(refs.map((ref) => isListed(cluster, ref)))
  const several = refs.filter((_, index) => listed[index])
  const { byKey } = await readMembers(cluster, release, several, reach, membershipFor(release))
  for (const member of byKey.values()) withSecretsRegistered(member, world.masking)
  const reading = registeringSecretsOf(cluster, world.masking)
  const limit = pLimit(defaultConcurrency)
  const found = manifests.map(async ({ object: recorded, template }, index): Promise<Found> => {
    const ref = refs[index] ?? refOf(recorded)
    const live = byKey.get(keyOf(ref)) ?? (await limit(() => unlessForbidden(reading.get(ref), 'forbidden' as const)))
    return { ref, template, recorded, live }
  })
  return { found: await Promise.all(found), members: byKey, parent }
}

/** Whether its kind is served in the version that was recorded. An aggregated API that is down is told where its objects are read. */
async function isListed(cluster: Cluster, { group, version, kind }: ObjectRef): Promise<boolean> {
  const resource = await cluster.resourceOf({ group, version, kind }).catch(() => undefined)
  return resource?.verbs.includes('list') === true
}
