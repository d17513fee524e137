import { isDeepStrictEqual } from 'node:util'
import type { Cluster } from '../../../cluster/api/cluster.ts'
import { ApiError } from '../../../cluster/errors/api-error.ts'
import { KdeployError } from '../../../errors.ts'
import { stringifyJson } from '../../../json.ts'
import { describeRef } from '../../../manifest/identity.ts'
import type { Json, KubeObject, ObjectRef } from '../../../manifest/types.ts'
import type { Masker } from '../../../masking/masking.ts'
import { describeField } from '../../../plan/ownership/describe-field.ts'
import type { FieldDifference } from '../../../plan/ownership/differences.ts'
import { sameFields, writeFields } from '../../../plan/ownership/field-set.ts'
import { isOwn, managedFieldsOf, ownFields } from '../../../plan/ownership/managers.ts'
import { type Rewrite, rewritten } from '../../../plan/ownership/rewrite.ts'
import { contentDifferences, hasContent } from '../../../plan/ownership/wanted.ts'
import type { Change } from '../../../plan/types.ts'
import { fieldManager } from '../../run/run.ts'

/** A live object whose fields' ownership was rewritten, and how it was before. */
export interface Rewritten {
  readonly object: KubeObject
  /** Puts the ownership back as it was before the first rewrite; what others wrote since stays theirs. Never throws. */
  readonly restoreOwnership: () => Promise<void>
}

/** How often a controller's write in between makes it read again. */
const attempts = 5

/**
 * Rewrites who owns the fields of a live object, and nothing else: one JSON patch, guarded by the resourceVersion, which changes
 * no generation. Content never goes with it: the server would note that as a write of another kind, which conflicts for ever.
 * `before` is the object as it was before the first rewrite of this run. @throws ApiError 409 where somebody wrote since
 */
export async function rewriteOwnership(
  cluster: Cluster,
  ref: ObjectRef,
  live: KubeObject,
  before: KubeObject,
  rewrite: Rewrite,
): Promise<Rewritten> {
  const restoreOwnership = () => putOwnershipBack(cluster, ref, before)
  const managedFields = rewritten(live, fieldManager, rewrite)
  if (managedFields === undefined) return { object: live, restoreOwnership }
  const object = await patchManagedFields(cluster, ref, live, managedFields).catch((error: unknown) =>
    okIfAlreadyDone(cluster, ref, error, (now) => isRewritten(now, live, managedFields)),
  )
  return { object, restoreOwnership }
}

/** What was refused must not be hidden by this; where it can't be put back, the next run finds what is there. */
async function putOwnershipBack(cluster: Cluster, ref: ObjectRef, before: KubeObject): Promise<void> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    try {
      const now = await cluster.get(ref)
      if (now === null || now.metadata['uid'] !== before.metadata['uid'] || !hasContent(now, before)) return
      await patchManagedFields(cluster, ref, now, ownershipAsBefore(before, now))
      return
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 409) return
    }
  }
}

/** The entries of before, with those that others made since, and what controllers noted of subresources by now. */
function ownershipAsBefore(before: KubeObject, now: KubeObject): Json[] {
  const [was, is] = [before, now].map(managedFieldsOf)
  const own = (was ?? []).filter(({ subresource }) => subresource === '')
  const since = (is ?? []).filter(
    (entry) =>
      entry.subresource !== '' ||
      (!isOwn(entry, fieldManager) &&
        !own.some(({ manager, operation }) => manager === entry.manager && operation === entry.operation)),
  )
  return [...own, ...since].map(({ raw }) => raw)
}

/**
 * The object where a guarded request is refused as outdated because its own first try did it, whose answer was lost.
 * @throws the error, where it wasn't done
 */
async function okIfAlreadyDone(
  cluster: Cluster,
  ref: ObjectRef,
  error: unknown,
  isDone: (now: KubeObject) => boolean,
): Promise<KubeObject> {
  const now = error instanceof ApiError && error.status === 409 ? await cluster.get(ref) : null
  if (now !== null && isDone(now)) return now
  throw error
}

/** Whether an object has these managedFields, and no other content than before. */
function isRewritten(now: KubeObject, before: KubeObject, managedFields: readonly Json[]): boolean {
  const fields = (entries: readonly Json[]) =>
    managedFieldsOf({ ...now, metadata: { ...now.metadata, managedFields: [...entries] } })
      .filter(({ subresource }) => subresource === '')
      .map(({ manager, operation, fields: set }) => `${manager} ${operation} ${stringifyJson(writeFields(set))}`)
      .sort()
  const found = fields((now.metadata['managedFields'] ?? []) as Json[])
  return isDeepStrictEqual(found, fields(managedFields)) && hasContent(now, before)
}

/**
 * Replaces the managedFields of an object. A `test` of the resourceVersion would answer 422; replacing it by itself answers 409
 * where it is another one.
 */
export function patchManagedFields(
  cluster: Cluster,
  ref: ObjectRef,
  { metadata }: KubeObject,
  managedFields: readonly Json[],
): Promise<KubeObject> {
  const body: Json[] = [
    { op: 'replace', path: '/metadata/resourceVersion', value: metadata['resourceVersion'] ?? null },
    { op: 'add', path: '/metadata/managedFields', value: [...managedFields] },
  ]
  const options = { fieldManager, dryRun: false, guarded: true }
  return cluster.patch(ref, 'application/json-patch+json', body, options)
}

/**
 * Applies a manifest whose ownership was rewritten, only if the server's dry-run makes of it what the plan shows; `since` are
 * fields that others changed since the plan was made. The ownership is put back where it doesn't, or where it is refused.
 * @throws KdeployError `not-as-planned`; ApiError
 */
export async function applyRewritten(
  cluster: Cluster,
  change: Change,
  { object, restoreOwnership }: Rewritten,
  since: readonly FieldDifference[],
  mask: Masker,
): Promise<KubeObject> {
  const { desired, takesOver: force } = change
  try {
    const guarded = withVersion(desired, object.metadata['resourceVersion'] ?? null)
    const merged = await cluster.apply(guarded, { fieldManager, dryRun: true, force })
    refuseUnplannedResult(change, merged, since, mask)
    const written = changedFields(object, merged)
    const applied = await cluster
      .apply(guarded, { fieldManager, dryRun: false, force })
      .catch((error: unknown) => okIfAlreadyDone(cluster, change.ref, error, (now) => isWritten(now, merged, written)))
    // A map or list of which all was removed is null after that, and empty once it is applied again.
    const isNulled = contentDifferences(applied, change.merged).some(isEmptied)
    return isNulled ? await cluster.apply(desired, { fieldManager, dryRun: false }) : applied
  } catch (error) {
    await restoreOwnership()
    throw error
  }
}

/** Whether a field is among those that a write changes. */
function changedFields(before: KubeObject, after: KubeObject): (field: FieldDifference) => boolean {
  const touched = contentDifferences(before, after)
  return ({ steps }) => isAmong(steps, touched)
}

/** Whether an object is what the dry-run said, in what was written, and kdeploy applied all of it. */
function isWritten(now: KubeObject, merged: KubeObject, written: (field: FieldDifference) => boolean): boolean {
  const isLeft = contentDifferences(now, merged)
    .filter(({ isOrder }) => !isOrder)
    .some(written)
  return !isLeft && sameFields(ownFields(now, fieldManager), ownFields(merged, fieldManager))
}

/** The object as it is sent where it is to be refused (409) on any other version of the live one. */
export function withVersion(object: KubeObject, resourceVersion: Json): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion } }
}

/** Nothing, and an empty map or list, in one form and another. */
function isEmptied({ before, after }: FieldDifference): boolean {
  const isNothing = (value: Json | undefined) =>
    value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0)
  return isNothing(before) && isNothing(after)
}

function refuseUnplannedResult(
  { ref, manifest, merged: planned }: Change,
  merged: KubeObject,
  since: readonly FieldDifference[],
  mask: Masker,
): void {
  const differing = contentDifferences(planned, merged)
    .filter((difference) => !difference.isOrder && !isEmptied(difference))
    .filter(({ steps }) => !since.some((other) => overlap(steps, other.steps)))
  const [first] = differing
  if (first === undefined) return
  const fields = differing.map(({ steps }) => describeField(steps, manifest, mask)).join(', ')
  throw new KdeployError({
    code: 'not-as-planned',
    category: 'conflict',
    message: `${describeRef(ref)} would differ from the plan: ${fields}`,
    place: manifest.placeOf([]),
    hint: 'another field manager or an admission webhook sets these fields; see kdeploy diff',
  })
}

/** Whether a field is one of these, holds one of them, or is held by one. */
export function isAmong(steps: readonly string[], fields: readonly FieldDifference[]): boolean {
  return fields.some((other) => overlap(steps, other.steps) || overlap(other.steps, steps))
}

/** One field is the other, or lies below it. */
function overlap(a: readonly string[], b: readonly string[]): boolean {
  return a.slice(0, b.length).every((step, index) => step === b[index])
}
