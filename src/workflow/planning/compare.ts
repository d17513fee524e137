import { ApiError } from '../../cluster/api-error.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { type FieldConflict, fieldConflicts } from '../../cluster/conflicts.ts'
import { changesImmutable, explainApiError, webhookWithoutDryRun } from '../../cluster/explain.ts'
import { KdeployError } from '../../errors.ts'
import { describeRef } from '../../manifest/identity.ts'
import type { KubeObject, Manifest, ObjectRef } from '../../manifest/types.ts'
import type { Masker } from '../../masking/masking.ts'
import { adoptedFields, clientSideManagers, withoutDropped } from '../../plan/adoption.ts'
import {
  changesReplicas,
  leaveReplicas,
  replicasOf,
  withLiveReplicas,
  withOthersReplicas,
} from '../../plan/autoscaled.ts'
import type { Comparison } from '../../plan/build.ts'
import { concealerOf } from '../../plan/conceal.ts'
import { type ForcedField, isForced } from '../../plan/forced-fields.ts'
import { makesWay } from '../../plan/leaving.ts'
import { type Membership, membershipOf } from '../../plan/membership.ts'
import type { Emit } from '../events.ts'
import { fieldManager } from '../field-manager.ts'
import { type AutoscalerOf, isAutoscaling, type Keeper, tellReplicas } from './autoscalers.ts'
import { conflictError } from './conflict-error.ts'
import { dryRunAnew } from './dry-run-anew.ts'
import { refuseMounted } from './mounted-claim.ts'
import { allowReplacement, type ReplaceOptions } from './replacement.ts'

/** One manifest on its way to a comparison. */
export interface Item {
  readonly ref: ObjectRef
  readonly manifest: Manifest
  readonly desired: KubeObject
}

/** A comparison, and the webhook that refused to be asked, if one did. */
export interface Compared extends Comparison {
  readonly refusingWebhook?: string | undefined
}

/** How conflicts count. */
export interface CompareOptions extends ReplaceOptions {
  readonly own: Membership
  /** Whether the plan is to be carried out; where it is only looked at, every replacement is shown. */
  readonly writes: boolean
  /** `--force-conflicts`: fields of other managers are taken over. */
  readonly forceConflicts: boolean
  /** kdeploy.yaml's `forceConflicts`: these fields are, whoever holds them. */
  readonly forcedFields: readonly ForcedField[]
  /** Whose replicas are an autoscaler's. */
  readonly autoscalerOf: AutoscalerOf
  /** Whether the last good revision had the object without replicas, so that kdeploy owns none but those that it carried. */
  readonly carried: (ref: ObjectRef) => Promise<boolean>
  readonly mask: Masker
  /** Told of what is taken over by force, and what is left to an autoscaler. */
  readonly emit: Emit
}

/**
 * Asks the server what a manifest would become, and compares it with what is. `member` gives the live object where it is
 * known to be the release's already. Writes nothing. @throws ApiError as the dry-run answers; KdeployError `foreign-object`
 */
export async function compare(
  cluster: Cluster,
  item: Item,
  member: () => Promise<KubeObject | undefined>,
  options: CompareOptions,
): Promise<Compared> {
  const { ref, manifest } = item
  const { own } = options
  try {
    const { desired, live, merged, takesOver, left } = await ask(cluster, item, member, options)
    refuseForeign(live, own, item)
    if (makesWay(live)) return createdOnceGone(cluster, item, live)
    const adopts = live !== null && adoptedFields(live, fieldManager) !== undefined
    const becomes = adopts ? withOthersReplicas(withoutDropped(merged, live, desired), live, fieldManager) : merged
    if (live !== null) tellReplicas(item, live, becomes, left, options.emit)
    return { ref, manifest, desired, live, checkAfter: [], takesOver, adopts, replaces: false, merged: becomes }
  } catch (error) {
    if (error instanceof ApiError && changesImmutable(error)) return replacement(cluster, item, error, options)
    const going = error instanceof ApiError && error.status === 422 ? await cluster.get(ref) : null
    refuseForeign(going, own, item)
    if (makesWay(going)) return createdOnceGone(cluster, item, going)
    const refusingWebhook = error instanceof ApiError ? webhookWithoutDryRun(error) : undefined
    if (refusingWebhook === undefined) throw error
    const live = (await member()) ?? (await cluster.get(ref))
    refuseForeign(live, own, item)
    if (makesWay(live)) return { ...unasked(item, []), leaving: live, refusingWebhook }
    return { ...unasked(item, []), live, refusingWebhook }
  }
}

/** The comparison of a manifest that changes what can't be changed: the live object is deleted, and made anew. */
async function replacement(cluster: Cluster, item: Item, error: ApiError, options: CompareOptions): Promise<Compared> {
  const live = await cluster.get(item.ref)
  refuseForeign(live, options.own, item)
  if (makesWay(live)) return createdOnceGone(cluster, item, live)
  await allowReplacement(cluster, item.desired, live, explainItem(error, item, options.mask), options, options.emit)
  if (options.writes) await refuseMounted(cluster, item)
  const keeper = live === null || replicasOf(live) === undefined ? undefined : await keeperFor(item, options)
  const desired = live !== null && keeper !== undefined ? withLiveReplicas(item.desired, live) : item.desired
  if (live !== null && keeper !== undefined) tellReplicas(item, live, desired, keeper, options.emit)
  const anew = await dryRunAnew(cluster, { ...item, desired }, live)
  return { ...unasked({ ...item, desired }, []), live, ...anew, replaces: true }
}

/** The comparison of a manifest whose live object is being deleted: what it would be as a new object, once that is gone. */
async function createdOnceGone(cluster: Cluster, item: Item, leaving: KubeObject): Promise<Compared> {
  return { ...unasked(item, []), leaving, ...(await dryRunAnew(cluster, item, leaving)) }
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

/** A refusal of one manifest as an error with its place, in which nothing shows that the manifest made of sensitive values. */
export function explainItem(error: unknown, { ref, manifest, desired }: Item, mask: Masker): KdeployError {
  if (error instanceof KdeployError) return error
  if (error instanceof ApiError)
    return explainApiError(error, {
      what: describeRef(ref),
      object: desired,
      placeOf: manifest.placeOf,
      conceal: concealerOf(manifest, mask),
    })
  throw error
}

/** What the server says that a manifest would make of an object. */
interface Answer {
  /** What was sent: the manifest, but for replicas that are left to an autoscaler. */
  readonly desired: KubeObject
  readonly live: KubeObject | null
  readonly merged: KubeObject
  readonly takesOver: boolean
  /** Whose the replicas are left to. */
  readonly left: Keeper | undefined
}

async function ask(
  cluster: Cluster,
  item: Item,
  member: () => Promise<KubeObject | undefined>,
  options: CompareOptions,
  left?: Keeper,
): Promise<Answer> {
  const { ref, desired } = item
  let merged: KubeObject
  try {
    merged = await cluster.apply(desired, { fieldManager, dryRun: true })
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 409) throw error
    return askConflicting(cluster, item, error, options, left)
  }
  // What a dry-run would create has no resourceVersion: it isn't there yet, and need not be asked for.
  const exists = merged.metadata['resourceVersion'] !== undefined
  const live = (await member()) ?? (exists ? await cluster.get(ref) : null)
  const answer = { desired, live, merged, takesOver: false, left }
  if (live === null || left !== undefined || !changesReplicas(live, merged, desired, fieldManager)) return answer
  const keeper = await keeperFor(item, options)
  return keeper === undefined ? answer : askLeaving(cluster, item, live, keeper, options)
}

/** Asks again, with the replicas left to whom they are. */
function askLeaving(
  cluster: Cluster,
  item: Item,
  live: KubeObject,
  keeper: Keeper,
  options: CompareOptions,
): Promise<Answer> {
  const desired = leaveReplicas(item.desired, live, fieldManager)
  return ask(cluster, { ...item, desired }, async () => live, options, keeper)
}

async function askConflicting(
  cluster: Cluster,
  item: Item,
  error: ApiError,
  options: CompareOptions,
  left: Keeper | undefined,
): Promise<Answer> {
  const { ref, desired } = item
  const { own, forceConflicts, forcedFields, mask, emit } = options
  const live = await cluster.get(ref)
  refuseForeign(live, own, item)
  // Whose fields they are goes with it.
  if (makesWay(live)) return { desired, live, merged: desired, takesOver: false, left }
  const conflicts = fieldConflicts(error)
  const replicas = conflicts.find(({ field }) => field === '.spec.replicas')
  const keeper = replicas === undefined ? undefined : await keeperFor(item, options, replicas)
  if (live !== null && keeper !== undefined) {
    return askLeaving(cluster, item, live, keeper, options)
  }
  const foreign = conflicts.filter(({ manager }) => manager !== fieldManager && !clientSideManagers.has(manager))
  // An autoscaler that is gone scales nothing any more.
  const held = foreign.filter((conflict) => !isAutoscaling(conflict) && !isForced(ref, conflict.field, forcedFields))
  if (conflicts.length === 0) throw error
  if (held.length > 0 && !forceConflicts) throw conflictError(item, live, held, mask)
  if (foreign.length > 0) {
    const fields = concealerOf(item.manifest, mask)(fieldsOf(foreign))
    emit({ type: 'warning', message: `${describeRef(ref)}: takes over ${fields}` })
  }
  const merged = await cluster.apply(desired, { fieldManager, dryRun: true, force: true })
  return { desired, live, merged, takesOver: true, left }
}

/**
 * Whose live replicas stay, rather than what the template says of them; undefined also where kdeploy.yaml says that they are
 * the template's. `held` is the conflict about them, where there is one.
 */
async function keeperFor(
  { ref, desired }: Item,
  { autoscalerOf, carried, forcedFields }: CompareOptions,
  held?: FieldConflict,
): Promise<Keeper | undefined> {
  if (isForced(ref, '.spec.replicas', forcedFields)) return undefined
  const autoscaler = await autoscalerOf(ref)
  const isUnset = replicasOf(desired) === undefined
  if (autoscaler === undefined) return isUnset && (await carried(ref)) ? 'carried' : undefined
  if (autoscaler === 'unknown') return isUnset || isAutoscaling(held) ? autoscaler : undefined
  return isUnset || !autoscaler.leaves ? autoscaler : undefined
}

function fieldsOf(conflicts: readonly FieldConflict[]): string {
  return conflicts.map(({ field, manager }) => `${field.replace(/^\./, '')} from ${manager}`).join(', ')
}

/** @throws KdeployError `foreign-object` where another release, or another tool's ApplySet, claims the object */
export function refuseForeign(
  live: KubeObject | null,
  own: Membership,
  { ref, manifest }: Pick<Item, 'ref' | 'manifest'>,
): void {
  const other = live === null ? undefined : membershipOf(live)
  if (other === undefined || other.applySet === own.applySet) return
  throw new KdeployError({
    code: 'foreign-object',
    category: 'conflict',
    message: `${describeRef(ref)} belongs to ${other.release}`,
    place: manifest.placeOf(['metadata', 'name']),
    hint: 'give it another name, or have the other release let go of it first (docs/checks-and-waves.md)',
  })
}
