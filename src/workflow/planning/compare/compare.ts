import type { Cluster } from '../../../cluster/api/cluster.ts'
import { ApiError } from '../../../cluster/errors/api-error.ts'
import { changesImmutable, explainApiError, webhookWithoutDryRun } from '../../../cluster/errors/explain.ts'
import { KdeployError } from '../../../errors.ts'
import { withInfoOf } from '../../../manifest/annotations.ts'
import { replicasOf, withLiveReplicas } from '../../../manifest/autoscaled.ts'
import { canBeRecreatedOnceGone } from '../../../manifest/deletion.ts'
import { listAt } from '../../../manifest/fields.ts'
import { describeRef } from '../../../manifest/identity.ts'
import type { KubeObject } from '../../../manifest/types.ts'
import type { Masker } from '../../../masking/masking.ts'
import { changeOf } from '../../../plan/build.ts'
import { textMaskerOf } from '../../../plan/masking/mask-text.ts'
import {
  isController,
  isFormerOwner,
  isOwn,
  type ManagedFields,
  managedFieldsOf,
} from '../../../plan/ownership/managers.ts'
import { withoutPlaceholders } from '../../../plan/ownership/placeholders.ts'
import { keepsClusterIpNone } from '../../../plan/ownership/stale-defaults.ts'
import { isProvenUnchanged } from '../../../plan/ownership/unchanged.ts'
import { withLaterRestart } from '../../../plan/restart.ts'
import { fieldManager } from '../../run/run.ts'
import { adoptionOf, notAdopted } from './adopt.ts'
import type { CompareContext } from './context.ts'
import { type ApplyDryRun, dryRunApply } from './dry-run-apply.ts'
import { dryRunRecreated } from './dry-run-recreated.ts'
import { refuseForeign } from './foreign-object.ts'
import { type Compared, type Item, notYetChecked } from './item.ts'
import { refuseMountedClaim } from './mounted-claim.ts'
import { noticesOfOtherManagers } from './other-managers.ts'
import { checkRecreation } from './recreation.ts'
import { noticesOfReplicas, replicaOwnerFor } from './replicas.ts'
import { type ResolvedOwnership, relinquishersOf, resolveAdoption, resolveMember } from './resolve-ownership.ts'

/**
 * Asks the server what a manifest would become, unless it is proven that nothing would change, and compares it with what is. Writes
 * nothing. `member` is the live object where it is known to be the release's.
 * @throws ApiError as the dry-run answers; KdeployError `foreign-object`, `not-adopted`, `field-conflict`
 */
export function compare(
  cluster: Cluster,
  item: Item,
  member: KubeObject | undefined,
  context: CompareContext,
): Compared | Promise<Compared> {
  const desired = member === undefined ? item.desired : withInfoOf(item.desired, member)
  if (desired === item.desired) return compareWhole(cluster, item, member, context)
  return compareInfoLast(cluster, item, desired, member, context)
}

/** What an object says of where it comes from is no change: it is written with what else changes. */
async function compareInfoLast(
  cluster: Cluster,
  item: Item,
  withoutNews: KubeObject,
  member: KubeObject | undefined,
  context: CompareContext,
): Promise<Compared> {
  const compared = await compareWhole(cluster, { ...item, desired: withoutNews }, member, context)
  return changeOf(compared).action === 'unchanged' ? compared : compareWhole(cluster, item, member, context)
}

function compareWhole(
  cluster: Cluster,
  given: Item,
  member: KubeObject | undefined,
  context: CompareContext,
): Compared | Promise<Compared> {
  const own = withoutPlaceholders(given.desired)
  const item = { ...given, desired: member === undefined ? own : withLaterRestart(own, member) }
  if (member === undefined || !isUnchanged(item, member, context))
    return compareByDryRun(cluster, item, member, context)
  const { ref, manifest, desired } = item
  // Most of a large release is so: it costs no turn of the event loop either.
  if (isKdeploysAlone(member, context) && !context.isForeign(member, ref))
    return { ...notYetChecked({ ref, manifest, desired }, []), live: member, merged: member }
  const unchanged = { desired, live: member, merged: member, refusal: undefined, takesOver: false }
  return compareAnswer(cluster, item, { ...unchanged, replicaOwner: undefined, notices: [] }, context)
}

async function compareByDryRun(
  cluster: Cluster,
  item: Item,
  member: KubeObject | undefined,
  context: CompareContext,
): Promise<Compared> {
  const answer = await dryRunApply(cluster, item, member, context)
  const compared = await compareAnswer(cluster, item, answer, context)
  return { ...compared, notices: [...answer.notices, ...compared.notices] }
}

/** Whether it is proven that nothing would change. */
function isUnchanged({ ref, desired }: Item, member: KubeObject, { policy, lastApplied }: CompareContext): boolean {
  return !policy.checkAll && isProvenUnchanged(desired, member, fieldManager, lastApplied(ref, member))
}

/** Whether nobody but kdeploy and controllers has a field of a member, so that nothing is told of it, nor taken from anybody. */
function isKdeploysAlone(member: KubeObject, { policy: { ownership } }: CompareContext): boolean {
  if (ownership.revertDrift) return false
  const relinquishes = relinquishersOf(ownership)
  return managedFieldsOf(member).every(
    (entry) => isOwn(entry, fieldManager) || (isController(entry) && !relinquishes(entry)),
  )
}

async function compareAnswer(
  cluster: Cluster,
  item: Item,
  answer: ApplyDryRun,
  context: CompareContext,
): Promise<Compared> {
  const { ref, manifest } = item
  const { live, refusal, takesOver } = answer
  refuseForeign(live, context.own, item)
  if (canBeRecreatedOnceGone(live)) return createOnceGone(cluster, item, live)
  if (live === null) {
    if (answer.merged === undefined) return refusedByWebhook(item, refusal)
    return { ...notYetChecked({ ref, manifest, desired: answer.desired }, []), merged: answer.merged }
  }
  const isForeign = context.isForeign(live, ref)
  if (refusal !== undefined && webhookWithoutDryRun(refusal) !== undefined) {
    if (isForeign) refuseUnlessAllowed(item, live, undefined, context)
    return { ...refusedByWebhook(item, refusal), live, adoption: isForeign ? adoptionOf(live) : undefined }
  }
  if (isForeign) refuseControlled(live, item)
  const why = keepsClusterIpNone(live, answer.desired, isForeign ? undefined : fieldManager)
    ? clusterIpKept(item)
    : undefined
  if (why !== undefined) return compareRecreated(cluster, item, live, why, isForeign, context)
  const settled = await resolveOwnership(cluster, item, { ...answer, live }, isForeign, context)
  if ('immutable' in settled) {
    const why = explainItem(settled.immutable, item, context.mask)
    return compareRecreated(cluster, item, live, why, isForeign, context)
  }
  const { desired, merged, rewrite, replicaOwner } = settled
  const managers = context.policy.ownership.adopt.from
  const isFormer = (entry: ManagedFields) => isForeign && isFormerOwner(entry, managers)
  const adoption = isForeign ? adoptionOf(live) : undefined
  return {
    ref,
    manifest,
    desired,
    live: settled.live,
    checkAfter: [],
    takesOver,
    adoption,
    rewrite,
    recreates: false,
    merged,
    notices: [
      ...settled.notices,
      ...noticesOfReplicas(item, live, merged, replicaOwner, context.mask),
      ...(await noticesOfOtherManagers(cluster, item, settled, context, isFormer)),
    ],
  }
}

/** The resolved object, or the refusal that only a recreation can satisfy. */
async function resolveOwnership(
  cluster: Cluster,
  item: Item,
  answer: ApplyDryRun & { readonly live: KubeObject },
  isForeign: boolean,
  context: CompareContext,
): Promise<ResolvedOwnership | { readonly immutable: ApiError }> {
  const { live } = answer
  try {
    if (!isForeign) return await resolveMember(cluster, item, answer, context)
    const settled = await resolveAdoption(cluster, item, answer, context)
    refuseUnlessAllowed(item, live, settled.merged, context)
    return settled
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (changesImmutable(error)) return { immutable: error }
    // What stands in the way of an adoption that nobody asked for is of no interest.
    if (isForeign) refuseUnlessAllowed(item, live, undefined, context)
    throw error
  }
}

/** @throws KdeployError `object-controlled` where a controller made the object, and would make it as it wants again */
function refuseControlled(live: KubeObject, { ref, manifest }: Item): void {
  const controller = listAt(live, 'metadata', 'ownerReferences').find((owner) => owner['controller'] === true)
  if (controller === undefined) return
  throw new KdeployError({
    code: 'object-controlled',
    category: 'conflict',
    message: `${describeRef(ref)} is controlled by ${String(controller['kind'])} ${String(controller['name'])}`,
    place: manifest.placeOf(['metadata', 'name']),
    hint: 'rename it, or change its controller instead',
  })
}

/** @throws KdeployError `not-adopted` where a plan that is to be carried out has what nobody asked to adopt */
export function refuseUnlessAllowed(
  item: Item,
  live: KubeObject,
  wanted: KubeObject | undefined,
  { policy, mayAdopt, mask }: CompareContext,
): void {
  if (!policy.writes || mayAdopt(item.ref)) return
  throw notAdopted(item, live, wanted, mask)
}

/** The comparison of a manifest that a webhook refuses to be asked about. @throws ApiError any other refusal */
function refusedByWebhook(item: Item, refusal: ApiError | undefined): Compared {
  const refusingWebhook = refusal === undefined ? undefined : webhookWithoutDryRun(refusal)
  if (refusingWebhook === undefined) throw refusal ?? new Error('nothing was asked')
  return { ...notYetChecked(item, []), refusingWebhook }
}

/** The server would silently keep what the manifest no longer has. */
function clusterIpKept({ ref, manifest }: Item): KdeployError {
  return new KdeployError({
    code: 'field-immutable',
    category: 'input',
    message: `${describeRef(ref)}: spec.clusterIP: None is no longer in the manifest, but the API server keeps it`,
    place: manifest.placeOf(['spec']),
  })
}

/** The comparison of a manifest that changes what can't be changed: the live object is deleted and recreated. */
async function compareRecreated(
  cluster: Cluster,
  item: Item,
  live: KubeObject,
  why: KdeployError,
  isForeign: boolean,
  context: CompareContext,
): Promise<Compared> {
  const notices = checkRecreation(item.desired, live, why, isForeign, context)
  if (context.policy.writes) await refuseMountedClaim(cluster, item)
  const owner = replicasOf(live) === undefined ? undefined : await replicaOwnerFor(item, context)
  const desired = owner === undefined ? item.desired : withLiveReplicas(item.desired, live)
  if (owner !== undefined) notices.push(...noticesOfReplicas(item, live, desired, owner, context.mask))
  const dryRun = await dryRunRecreated(cluster, { ...item, desired }, live)
  const adoption = isForeign ? adoptionOf(live) : undefined
  return { ...notYetChecked({ ...item, desired }, []), live, ...dryRun, adoption, recreates: true, notices }
}

/** The comparison of a manifest whose live object is being deleted: what it would be as a new object, once that is gone. */
async function createOnceGone(cluster: Cluster, item: Item, terminating: KubeObject): Promise<Compared> {
  return { ...notYetChecked(item, []), terminating, ...(await dryRunRecreated(cluster, item, terminating)) }
}

/** A refusal of one manifest as an error with its place, in which nothing shows that the manifest made of sensitive values. */
export function explainItem(error: unknown, { ref, manifest, desired }: Item, mask: Masker): KdeployError {
  if (error instanceof KdeployError) return error
  if (error instanceof ApiError)
    return explainApiError(error, {
      what: describeRef(ref),
      object: desired,
      placeOf: manifest.placeOf,
      variablesOf: manifest.variablesOf,
      mask: textMaskerOf(manifest, mask),
    })
  throw error
}
