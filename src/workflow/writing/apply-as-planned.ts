import { ApiError } from '../../cluster/api-error.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { fieldConflicts } from '../../cluster/conflicts.ts'
import { KdeployError } from '../../errors.ts'
import { describeRef } from '../../manifest/identity.ts'
import { withoutServerFields } from '../../manifest/server-fields.ts'
import type { FieldPath, Json, KubeObject } from '../../manifest/types.ts'
import type { Masker } from '../../masking/masking.ts'
import { adoptedFields, withoutDropped } from '../../plan/adoption.ts'
import { withOthersReplicas } from '../../plan/autoscaled.ts'
import { describePath } from '../../plan/conceal.ts'
import { type Membership, membershipOf } from '../../plan/membership.ts'
import { differingPaths } from '../../plan/owned-fields.ts'
import type { Change } from '../../plan/types.ts'
import { fieldManager } from '../field-manager.ts'
import { refuseForeign } from '../planning/compare.ts'

/** How often an object is written again that a controller wrote to in between. */
const attempts = 10

/**
 * No object has it, for a store's first write gets a later one. A server-side apply that names it makes what isn't there,
 * and is refused (409) where something is.
 */
const absentVersion = '1'

/**
 * Writes an object as the plan said, though others may have written since: what another release made or claimed meanwhile
 * stays its own, and force takes over nothing but what the plan told of. Costs no request where nobody wrote.
 * @throws ApiError; KdeployError `foreign-object`, `object-changed`
 */
export async function applyAsPlanned(
  cluster: Cluster,
  change: Change,
  own: Membership,
  mask: Masker,
): Promise<KubeObject> {
  const { ref, desired, live: planned, takesOver, adopts } = change
  const isOwn = planned !== null && membershipOf(planned)?.applySet === own.applySet
  // No release takes what is another's, and without force the server overwrites nobody's fields.
  if (isOwn && !takesOver && !adopts) return cluster.apply(desired, { fieldManager, dryRun: false })
  /** What is there now may be written over. */
  const check = async (now: KubeObject | null) => {
    refuseForeign(now, own, change)
    if (now !== null && planned !== null && (takesOver || adopts))
      await refuseUndoing(cluster, change, planned, now, mask)
  }
  let version: Json | undefined = planned === null ? absentVersion : planned.metadata['resourceVersion']
  for (let attempt = 1; ; attempt += 1) {
    try {
      if (adopts) version = await adopt(cluster, change, check)
      const guarded = version === undefined ? desired : withVersion(desired, version)
      return await cluster.apply(guarded, { fieldManager, dryRun: false, force: takesOver })
    } catch (error) {
      if (!isModified(error) || attempt === attempts) throw error
      const now = await cluster.get(ref)
      await check(now)
      version = now?.metadata['resourceVersion']
    }
  }
}

/**
 * Makes what `kubectl apply` owned kdeploy's, so that the write removes what the manifest lacks. Returns the resourceVersion
 * from then on; undefined where the object is gone.
 */
async function adopt(
  cluster: Cluster,
  { ref, live: planned }: Change,
  check: (now: KubeObject | null) => Promise<void>,
): Promise<Json | undefined> {
  const now = await cluster.get(ref)
  const version = now?.metadata['resourceVersion']
  if (now === null || version === undefined) return undefined
  if (version !== planned?.metadata['resourceVersion']) await check(now)
  const managedFields = adoptedFields(now, fieldManager)
  if (managedFields === undefined) return version
  const body: Json[] = [
    { op: 'replace', path: '/metadata/managedFields', value: managedFields },
    { op: 'replace', path: '/metadata/resourceVersion', value: version },
  ]
  const options = { fieldManager, dryRun: false, guarded: true }
  return (await cluster.patch(ref, 'application/json-patch+json', body, options)).metadata['resourceVersion']
}

/** Throws where a field that somebody changed since the plan was made would get another value by this write. */
async function refuseUndoing(
  cluster: Cluster,
  { ref, desired, manifest, adopts }: Change,
  planned: KubeObject,
  now: KubeObject,
  mask: Masker,
): Promise<void> {
  const changed = differingPaths(withoutServerFields(planned), withoutServerFields(now))
  if (changed.length === 0) return
  const merged = await cluster.apply(desired, { fieldManager, dryRun: true, force: true })
  const becomes = adopts ? withOthersReplicas(withoutDropped(merged, now, desired), now, fieldManager) : merged
  const touched = differingPaths(withoutServerFields(now), withoutServerFields(becomes))
  const undone = changed.filter((path) => touched.some((other) => overlap(path, other)))
  if (undone.length === 0) return
  const whom = writersSince(planned, now)
  const fields = undone.map((path) => describePath(path, manifest, mask)).join(', ')
  throw new KdeployError({
    code: 'object-changed',
    category: 'conflict',
    message: `${describeRef(ref)} was changed since the plan was made${whom === '' ? '' : `, by ${whom}`}: ${fields}`,
    place: manifest.placeOf(undone[0] ?? []),
    hint: 'run the command again: it plans anew, and tells what it takes over',
  })
}

/** The field managers that wrote since, a status aside: `kubectl-edit`. */
function writersSince(planned: KubeObject, now: KubeObject): string {
  const entriesOf = (object: KubeObject) => (object.metadata['managedFields'] ?? []) as { [key: string]: Json }[]
  const before = new Set(entriesOf(planned).map((entry) => JSON.stringify(entry)))
  const since = entriesOf(now).filter(
    (entry) => entry['subresource'] !== 'status' && !before.has(JSON.stringify(entry)),
  )
  return [...new Set(since.map(({ manager }) => String(manager)))].join(', ')
}

/** One path is the other, or leads to it. */
function overlap(a: FieldPath, b: FieldPath): boolean {
  return a.slice(0, b.length).every((step, index) => step === b[index])
}

function withVersion(object: KubeObject, resourceVersion: Json): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion } }
}

/** The object has another resourceVersion than the request named. */
function isModified(error: unknown): boolean {
  const isConflict = error instanceof ApiError && error.status === 409 && fieldConflicts(error).length === 0
  return isConflict && /the object has been modified/.test(error.message)
}
