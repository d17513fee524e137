import { ApiError } from '../../cluster/api-error.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { type FieldConflict, fieldConflicts } from '../../cluster/conflicts.ts'
import { changesImmutable, explainApiError } from '../../cluster/explain.ts'
import { KdeployError } from '../../errors.ts'
import { describeRef } from '../../manifest/identity.ts'
import type { KubeObject, Manifest, ObjectRef } from '../../manifest/types.ts'
import { adoptedFields, clientSideManagers, withoutDropped } from '../../plan/adoption.ts'
import type { Comparison } from '../../plan/build.ts'
import { type Membership, membershipOf } from '../../plan/membership.ts'
import type { Emit } from '../events.ts'
import { fieldManager } from '../field-manager.ts'
import { allowReplacement, dryRunAnew, type ReplaceOptions } from './replacement.ts'

/** One manifest on its way to a comparison. */
export interface Item {
  readonly ref: ObjectRef
  readonly manifest: Manifest
  readonly desired: KubeObject
}

/** A comparison, and the webhook that refused to be asked, if one did. */
export interface Compared extends Comparison {
  readonly refusingWebhook?: string
}

/** How conflicts count. */
export interface CompareOptions extends ReplaceOptions {
  readonly own: Membership
  /** `--force-conflicts`: fields of other managers are taken over. */
  readonly forceConflicts: boolean
  /** Told of what is taken over by force. */
  readonly emit: Emit
}

/**
 * Asks the server what a manifest would become, and compares it with what is. `member` is the live object where it is
 * known to be the release's already. Writes nothing. @throws ApiError as the dry-run answers; KdeployError `foreign-object`
 */
export async function compare(
  cluster: Cluster,
  item: Item,
  member: KubeObject | undefined,
  options: CompareOptions,
): Promise<Compared> {
  const { ref, manifest, desired } = item
  const { own } = options
  try {
    const { merged, takesOver } = await dryRun(cluster, item, options)
    // What a dry-run would create has no resourceVersion: it isn't there yet, and need not be asked for.
    const exists = merged.metadata['resourceVersion'] !== undefined
    const live = member ?? (exists ? await cluster.get(ref) : null)
    refuseForeign(live, own, item)
    refuseTerminating(live, item)
    const adopts = live !== null && adoptedFields(live, fieldManager) !== undefined
    const known = { ref, manifest, desired, live, checkAfter: [], takesOver, adopts, replaces: false }
    return { ...known, merged: adopts ? withoutDropped(merged, live, desired) : merged }
  } catch (error) {
    if (error instanceof ApiError && changesImmutable(error)) return replacement(cluster, item, error, options)
    const refusingWebhook = error instanceof ApiError ? webhookWithoutDryRun(error) : undefined
    if (refusingWebhook === undefined) throw error
    const live = member ?? (await cluster.get(ref))
    refuseForeign(live, own, item)
    return { ...unasked(item, []), live, refusingWebhook }
  }
}

/** The comparison of a manifest that changes what can't be changed: the live object is deleted, and made anew. */
async function replacement(cluster: Cluster, item: Item, error: ApiError, options: CompareOptions): Promise<Compared> {
  const live = await cluster.get(item.ref)
  refuseForeign(live, options.own, item)
  refuseTerminating(live, item)
  await allowReplacement(cluster, item.desired, explainItem(error, item), options, options.emit)
  return { ...unasked(item, []), live, merged: await dryRunAnew(cluster, item.desired), replaces: true }
}

/** The comparison of a manifest that can't be asked about until the objects of `checkAfter` are there. */
export function unasked({ ref, manifest, desired }: Item, checkAfter: readonly string[]): Comparison {
  return {
    ref,
    manifest,
    desired,
    live: null,
    merged: undefined,
    checkAfter,
    takesOver: false,
    adopts: false,
    replaces: false,
  }
}

/** A refusal of one manifest as an error with its place. */
export function explainItem(error: unknown, { ref, manifest, desired }: Item): KdeployError {
  if (error instanceof KdeployError) return error
  if (error instanceof ApiError)
    return explainApiError(error, { what: describeRef(ref), object: desired, placeOf: manifest.placeOf })
  throw error
}

async function dryRun(
  cluster: Cluster,
  item: Item,
  { own, forceConflicts, emit }: CompareOptions,
): Promise<{ merged: KubeObject; takesOver: boolean }> {
  const { ref, desired } = item
  try {
    return { merged: await cluster.apply(desired, { fieldManager, dryRun: true }), takesOver: false }
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 409) throw error
    refuseForeign(await cluster.get(ref), own, item)
    const conflicts = fieldConflicts(error)
    const foreign = conflicts.filter(({ manager }) => manager !== fieldManager && !clientSideManagers.has(manager))
    if (conflicts.length === 0 || (foreign.length > 0 && !forceConflicts)) throw error
    if (foreign.length > 0) emit({ type: 'warning', message: `${describeRef(ref)}: takes over ${fieldsOf(foreign)}` })
    return { merged: await cluster.apply(desired, { fieldManager, dryRun: true, force: true }), takesOver: true }
  }
}

function fieldsOf(conflicts: readonly FieldConflict[]): string {
  return conflicts.map(({ field, manager }) => `${field.replace(/^\./, '')} from ${manager}`).join(', ')
}

/** A webhook that declares side effects can't be called in a dry-run (admissionregistration.k8s.io/v1, `sideEffects`). */
function webhookWithoutDryRun({ message }: ApiError): string | undefined {
  return /admission webhook "([^"]*)" does not support dry run/.exec(message)?.[1]
}

function refuseForeign(live: KubeObject | null, own: Membership, { ref, manifest }: Item): void {
  const other = live === null ? undefined : membershipOf(live)
  if (other === undefined || other.applySet === own.applySet) return
  throw new KdeployError({
    code: 'foreign-object',
    category: 'conflict',
    message: `${describeRef(ref)} belongs to ${other.release}`,
    place: manifest.placeOf(['metadata', 'name']),
    hint: 'give it another name, or remove it from the other release first',
  })
}

/** What is being deleted would be written for nothing. */
function refuseTerminating(live: KubeObject | null, { ref, manifest }: Item): void {
  if (live?.metadata['deletionTimestamp'] === undefined || ref.kind === 'Namespace') return
  const finalizers = (live.metadata['finalizers'] ?? []) as string[]
  throw new KdeployError({
    code: 'object-terminating',
    category: 'cluster',
    message: `${describeRef(ref)} is being deleted${finalizers.length === 0 ? '' : `, and waits for ${finalizers.join(', ')}`}`,
    place: manifest.placeOf(['metadata', 'name']),
    hint: 'try again when it is gone',
  })
}
