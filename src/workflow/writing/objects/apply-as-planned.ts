import type { Cluster } from '../../../cluster/api/cluster.ts'
import { ApiError } from '../../../cluster/errors/api-error.ts'
import { fieldConflicts } from '../../../cluster/errors/conflicts.ts'
import { KdeployError } from '../../../errors.ts'
import { describeRef } from '../../../manifest/identity.ts'
import { type Membership, membershipOf } from '../../../manifest/membership.ts'
import type { Json, KubeObject } from '../../../manifest/types.ts'
import type { Masker } from '../../../masking/masking.ts'
import { describeCreator, isForeign } from '../../../plan/ownership/adoption.ts'
import { describeField } from '../../../plan/ownership/describe-field.ts'
import type { FieldDifference } from '../../../plan/ownership/differences.ts'
import { holds } from '../../../plan/ownership/drift.ts'
import { managedFieldsOf } from '../../../plan/ownership/managers.ts'
import type { Rewrite } from '../../../plan/ownership/rewrite.ts'
import { contentDifferences } from '../../../plan/ownership/wanted.ts'
import type { Change } from '../../../plan/types.ts'
import { refuseForeign } from '../../planning/compare/foreign-object.ts'
import { fieldManager } from '../../run/run.ts'
import { applyRewritten, isAmong, rewriteOwnership, withVersion } from '../ownership/rewrite-ownership.ts'

/** How often an object is written again that a controller wrote to in between. */
const attempts = 10

/**
 * A resourceVersion that no object has. A server-side apply with it creates a missing object,
 * and is refused (409) if the object exists.
 */
const absentVersion = '1'

/**
 * Writes an object exactly as planned, or refuses: objects that another release created or claimed meanwhile
 * stay its own, and force takes over only what the plan showed. Makes no request if nobody else wrote.
 * @throws ApiError; KdeployError `foreign-object`, `object-changed`, `not-as-planned`
 */
export async function applyAsPlanned(
  cluster: Cluster,
  change: Change,
  own: Membership,
  mask: Masker,
): Promise<KubeObject> {
  const { ref, desired, live: planned, takesOver, rewrite, adoption } = change
  const isOwn = planned !== null && membershipOf(planned)?.applySet === own.applySet
  // No release takes what is another's, and without force the server overwrites nobody's fields.
  if (isOwn && !takesOver && rewrite === undefined) {
    try {
      return await cluster.apply(withUid(desired, planned), { fieldManager, dryRun: false })
    } catch (error) {
      if (!isUidMismatch(error)) throw error
      const there = await cluster.get(ref)
      refuseForeign(there, own, change)
      refuseOtherObject(change, there, own)
      return cluster.apply(there === null ? desired : withUid(desired, there), { fieldManager, dryRun: false })
    }
  }
  let now = planned
  let first: KubeObject | undefined
  for (let attempt = 1; ; attempt += 1) {
    try {
      const since = now === planned || now === null || planned === null ? [] : changesSince(planned, now)
      if (now !== null && rewrite !== undefined) {
        if (first === undefined || first.metadata['uid'] !== now.metadata['uid']) first = now
        return await writeRewritten(cluster, change, now, first, rewrite, since, mask)
      }
      const version = now === null ? absentVersion : now.metadata['resourceVersion']
      const guarded = version === undefined ? desired : withVersion(desired, version)
      return await cluster.apply(guarded, { fieldManager, dryRun: false, force: takesOver })
    } catch (error) {
      if (!isModified(error) || attempt === attempts) throw error
      now = await cluster.get(ref)
      refuseForeign(now, own, change)
      refuseOtherObject(change, now, own)
      if (now !== null && planned !== null && (takesOver || rewrite !== undefined || adoption !== undefined))
        await refuseOverwritingNewerChanges(cluster, change, planned, now, mask)
    }
  }
}

/** Changes who owns which field, and then the content, where that changes. */
async function writeRewritten(
  cluster: Cluster,
  change: Change,
  now: KubeObject,
  before: KubeObject,
  rewrite: Rewrite,
  since: readonly FieldDifference[],
  mask: Masker,
): Promise<KubeObject> {
  const moved = await rewriteOwnership(cluster, change.ref, now, before, rewrite)
  return change.action === 'transfer' ? moved.object : applyRewritten(cluster, change, moved, since, mask)
}

/** What was planned for one object must not happen to another one of its name. */
function refuseOtherObject(
  { ref, manifest, live: planned, adoption }: Change,
  now: KubeObject | null,
  own: Membership,
): void {
  const isReplaced = now !== null && planned !== null && now.metadata['uid'] !== planned.metadata['uid']
  const isGone = now === null && adoption !== undefined
  // What somebody made meanwhile isn't the release's, and nobody asked to adopt it; a lost answer may have made ours.
  const isNew = planned === null && now !== null && isForeign(now, own, fieldManager, false)
  if (!isReplaced && !isGone && !isNew) return
  const how = isNew
    ? `${describeCreator(now)}, after this plan`
    : isGone
      ? 'deleted since the plan'
      : 'replaced since the plan'
  throw new KdeployError({
    code: 'object-changed',
    category: 'conflict',
    message: `${describeRef(ref)} was ${how} was made`,
    place: manifest.placeOf(['metadata', 'name']),
    hint: 'rerun the command: it plans again from the current state',
  })
}

/** The fields that somebody changed since the plan was made. */
const changesSince = contentDifferences

/** Throws where a field that somebody changed since the plan was made would get another value by this write. */
async function refuseOverwritingNewerChanges(
  cluster: Cluster,
  { ref, desired, manifest, merged: wanted, rewrite }: Change,
  planned: KubeObject,
  now: KubeObject,
  mask: Masker,
): Promise<void> {
  const changed = changesSince(planned, now)
  if (changed.length === 0) return
  // With a rewrite the dry-run alone doesn't show what goes.
  const becomes =
    rewrite === undefined ? await cluster.apply(desired, { fieldManager, dryRun: true, force: true }) : wanted
  const touched = changesSince(rewrite === undefined ? now : planned, becomes)
  const formers = managedFieldsOf(now).filter((entry) => rewrite?.isFormer(entry))
  // What has the wanted value already may be this run's own write, whose answer was lost.
  const open = changesSince(now, becomes)
  const undone = changed.filter(
    ({ steps }) =>
      (isAmong(steps, touched) && isAmong(steps, open)) || formers.some(({ fields }) => holds(fields, steps)),
  )
  if (undone.length === 0) return
  const whom = writersSince(planned, now)
  const fields = undone.map(({ steps }) => describeField(steps, manifest, mask)).join(', ')
  throw new KdeployError({
    code: 'object-changed',
    category: 'conflict',
    message: `${describeRef(ref)} was changed since the plan was made${whom === '' ? '' : `, by ${whom}`}: ${fields}`,
    place: manifest.placeOf([]),
    hint: 'rerun the command: it plans again and shows what it takes over',
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

/** Names the very object that was planned for: another one of its name is refused. */
function withUid(object: KubeObject, { metadata }: KubeObject): KubeObject {
  return { ...object, metadata: { ...object.metadata, uid: metadata['uid'] ?? null } }
}

/** The object of that UID is gone (409), or another one has its name (422). */
function isUidMismatch(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false
  if (error.status === 409) return /uid mismatch/.test(error.message)
  return error.status === 422 && error.causes.some(({ field }) => field === 'metadata.uid')
}

/** The object has another resourceVersion than the request named. */
function isModified(error: unknown): boolean {
  const isConflict = error instanceof ApiError && error.status === 409 && fieldConflicts(error).length === 0
  return isConflict && /the object has been modified/.test(error.message)
}
