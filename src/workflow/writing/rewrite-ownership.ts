import { isDeepStrictEqual } from 'node:util'
import { ApiError } from '../../cluster/api-error.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { KdeployError } from '../../errors.ts'
import { stringifyJson } from '../../json.ts'
import { describeRef } from '../../manifest/identity.ts'
import type { Json, KubeObject, ObjectRef } from '../../manifest/types.ts'
import type { Masker } from '../../masking/masking.ts'
import { describeField } from '../../plan/ownership/describe-field.ts'
import { contentOf, differencesOf, type FieldDifference } from '../../plan/ownership/differences.ts'
import { sameFields, union, writeFields } from '../../plan/ownership/field-set.ts'
import { managedFieldsOf, ownFields } from '../../plan/ownership/managers.ts'
import { type Rewrite, rewritten } from '../../plan/ownership/rewrite.ts'
import { hasContent, shapeOf } from '../../plan/ownership/wanted.ts'
import type { Change } from '../../plan/types.ts'
import { fieldManager } from '../field-manager.ts'

/** A live object whose fields' ownership was rewritten, and how it was before. */
export interface Rewritten {
  readonly object: KubeObject
  /** Puts the ownership back, as far as nobody wrote since. */
  readonly putBack: () => Promise<void>
}

/**
 * Rewrites who owns the fields of a live object, and nothing else: one JSON patch, guarded by the resourceVersion, which changes
 * no generation. Content never goes with it: the server would note that as a write of another kind, which conflicts for ever.
 * @throws ApiError 409 where somebody wrote since
 */
export async function rewriteOwnership(
  cluster: Cluster,
  ref: ObjectRef,
  live: KubeObject,
  rewrite: Rewrite,
): Promise<Rewritten> {
  const managedFields = rewritten(live, fieldManager, rewrite)
  if (managedFields === undefined) return { object: live, putBack: async () => {} }
  const object = await patchManagedFields(cluster, ref, live, managedFields).catch((error: unknown) =>
    unlessDone(cluster, ref, error, (now) => isRewritten(now, live, managedFields)),
  )
  const putBack = async () => {
    // Where the answer to a write was lost or somebody wrote since, the next run finds what is there.
    await patchManagedFields(cluster, ref, object, (live.metadata['managedFields'] ?? []) as Json[]).catch(
      (error: unknown) => {
        if (!(error instanceof ApiError)) throw error
      },
    )
  }
  return { object, putBack }
}

/**
 * The object where a guarded request is refused as outdated because its own first try did it, whose answer was lost.
 * @throws the error, where it wasn't done
 */
async function unlessDone(
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
    { op: 'replace', path: '/metadata/managedFields', value: [...managedFields] },
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
  { object, putBack }: Rewritten,
  since: readonly FieldDifference[],
  mask: Masker,
): Promise<KubeObject> {
  const { desired, takesOver: force } = change
  try {
    const guarded = withVersion(desired, object)
    const merged = await cluster.apply(guarded, { fieldManager, dryRun: true, force })
    refuseUnplanned(change, merged, since, mask)
    return await cluster
      .apply(guarded, { fieldManager, dryRun: false, force })
      .catch((error: unknown) => unlessDone(cluster, change.ref, error, (now) => isWritten(now, merged)))
  } catch (error) {
    await putBack()
    throw error
  }
}

/** Whether an object is what the dry-run said, and kdeploy applied all of it. */
function isWritten(now: KubeObject, merged: KubeObject): boolean {
  return hasContent(now, merged) && sameFields(ownFields(now, fieldManager), ownFields(merged, fieldManager))
}

function withVersion(desired: KubeObject, { metadata }: KubeObject): KubeObject {
  return { ...desired, metadata: { ...desired.metadata, resourceVersion: metadata['resourceVersion'] ?? null } }
}

function refuseUnplanned(
  { ref, manifest, merged: planned }: Change,
  merged: KubeObject,
  since: readonly FieldDifference[],
  mask: Masker,
): void {
  const shape = union(shapeOf(planned), shapeOf(merged))
  const differing = differencesOf(contentOf(planned), contentOf(merged), shape)
    .filter(({ isOrder }) => !isOrder)
    .filter(({ steps }) => !since.some((other) => overlap(steps, other.steps)))
  const [first] = differing
  if (first === undefined) return
  const fields = differing.map(({ steps }) => describeField(steps, manifest, mask)).join(', ')
  throw new KdeployError({
    code: 'not-as-planned',
    category: 'conflict',
    message: `${describeRef(ref)} would become something else than planned: ${fields}`,
    place: manifest.placeOf([]),
    hint: 'another manager or an admission webhook holds these fields; see kdeploy diff',
  })
}

/** One field is the other, or holds it. */
export function overlap(a: readonly string[], b: readonly string[]): boolean {
  return a.slice(0, b.length).every((step, index) => step === b[index])
}
