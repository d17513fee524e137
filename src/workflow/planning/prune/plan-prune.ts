import type { Cluster } from '../../../cluster/api/cluster.ts'
import { KdeployError } from '../../../errors.ts'
import { groupBy } from '../../../group-by.ts'
import { outsideIn } from '../../../history/outside.ts'
import type { Reach } from '../../../history/records/parent.ts'
import type { Release } from '../../../history/records/release.ts'
import { adoptedIn, claimedAdoptions, isTrusted, recordedIn, type StoredRevision } from '../../../history/store.ts'
import { describeRef, keyOf, refOf } from '../../../manifest/identity.ts'
import { membershipOf } from '../../../manifest/membership.ts'
import type { KubeObject } from '../../../manifest/types.ts'
import { hookPhaseOf } from '../../../plan/hooks.ts'
import { isBeingGivenBack } from '../../../plan/ownership/give-back.ts'
import { helmKeeper, isAppliedBy, managedFieldsOf } from '../../../plan/ownership/managers.ts'
import { candidatesAmong, terminatingMembers, wouldPrune } from '../../../plan/prune/candidates.ts'
import { toKeep } from '../../../plan/prune-candidates.ts'
import { keepUnknown } from '../../../plan/scope/outside.ts'
import type { Left, Plan, PruneCandidate } from '../../../plan/types.ts'
import { withConcurrency } from '../../run/concurrency.ts'
import type { Emit } from '../../run/events.ts'
import { fieldManager } from '../../run/field-manager.ts'
import { isNamed } from '../../run/named-object.ts'
import type { Policy, PrunePolicy } from '../../run/policy.ts'
import type { Run } from '../../run/run.ts'
import { readBlockers } from '../../waiting/deletion-blockers.ts'
import { membershipFor } from '../facts/membership.ts'
import { type Members, readMembers } from '../facts/read-members.ts'
import type { IsPruned } from '../references/read-targets.ts'
import { isGood, isReadable } from '../undo/good-states.ts'
import { withNamed } from './also-delete.ts'
import { refuseClaimsInUse } from './claims-in-use.ts'
import { keepLeft } from './left-behind.ts'
import { namespaceCandidates, refuseSharedNamespaces } from './namespaces.ts'
import { checkPrunePermissions } from './permissions.ts'

/** What is known when the fates are decided. */
interface Found {
  readonly members: Members
  /** What is rendered, by key. */
  readonly planned: ReadonlyMap<string, KubeObject>
  /** UIDs of what is rendered and there. */
  readonly uids: ReadonlySet<unknown>
  readonly history: readonly StoredRevision[]
  /** See Plan. */
  readonly left: readonly Left[]
}

/** What a run deletes of a release unless its manifests have it. */
export async function prunePredicate(cluster: Cluster, release: Release, policy: PrunePolicy): Promise<IsPruned> {
  const { enabled, alsoDelete } = policy
  const own = membershipFor(release)
  const resources = await Promise.all(alsoDelete.map(({ kind }) => cluster.resourceNamed(kind)))
  const isGiven = (live: KubeObject) => alsoDelete.some((named, index) => isNamed(refOf(live), named, resources[index]))
  return (live) => enabled && wouldPrune(live, own, fieldManager, isGiven(live))
}

/**
 * What this release applied earlier and no longer renders, what a person named among it, and what of it is being deleted
 * already; empty with `--no-prune`. Everything that can be checked of its deletion is checked, and what stays is told.
 * @throws KdeployError `not-prunable`, `foreign-release`, `claim-in-use`, `forbidden`
 */
export async function planPrune(
  run: Run,
  release: Release,
  { members, planned, uids, history, left }: Found,
  { writes, prune, hooks }: Pick<Policy, 'writes' | 'prune' | 'hooks'>,
): Promise<Pick<Plan, 'candidates' | 'terminating'>> {
  const { cluster, emit } = run
  if (!prune.enabled) return { candidates: [], terminating: [] }
  const recorded = recordedIn(history)
  const keys = new Set(planned.keys())
  const namespaces = await namespaceCandidates(cluster, release, recorded, keys)
  const applied = candidatesAmong([...members.byKey.values()], keys, uids, fieldManager)
  const paced = withConcurrency(cluster, run.concurrency)
  const givesBack = prune.adopted === 'give-back'
  const begun = givesBack ? await unfinishedAdoptions(paced, history, members, keys) : []
  const unrendered = hooks.keepJobs ? withoutHookJobs(applied) : applied
  const own = [...asAdopted(unrendered, history, givesBack), ...begun]
  const found = [...keepUnknown(own, release.namespace, new Set(outsideIn(history).keys())), ...namespaces]
  const named = await withNamed(run, release, found, prune.alsoDelete, { recorded })
  const candidates = left.length === 0 ? named : keepLeft(named, left, members.byKey)
  await refuseSharedNamespaces(cluster, release, candidates)
  await refuseClaimsInUse(withConcurrency(cluster, run.concurrency), candidates, planned)
  const what = 'what is no longer rendered (--no-prune leaves it)'
  if (writes) await checkPrunePermissions(run, candidates, what)
  noticesOfKept('no longer rendered, and stays', candidates, emit)
  warnUnlistable(members.hidden, emit)
  const terminating = terminatingMembers([...members.byKey.values()], fieldManager).filter(
    ({ ref, live }) => !keys.has(keyOf(ref)) && !uids.has(live.metadata['uid']),
  )
  await noticesOfTerminating(cluster, terminating, emit)
  return { candidates, terminating }
}

/** Says what earlier runs deleted, and what holds it. */
async function noticesOfTerminating(
  cluster: Cluster,
  terminating: readonly PruneCandidate[],
  emit: Emit,
): Promise<void> {
  for (const { ref, live } of terminating) {
    const because = await readBlockers(cluster, live)
    emit({ type: 'notice', message: `no longer rendered, and still being deleted: ${describeRef(ref)}: ${because}` })
  }
}

/**
 * What the release adopted isn't its own to delete: it stays as nobody's, or goes back to what it was. What a newest revision that can't
 * be read may have adopted stays, too: what the one before it has it hasn't.
 */
function asAdopted(
  candidates: readonly PruneCandidate[],
  history: readonly StoredRevision[],
  givesBack: boolean,
): PruneCandidate[] {
  const adopted = adoptedIn(history)
  const newest = history.at(-1)
  const isUnread = newest !== undefined && !(isReadable(newest.revision) && isTrusted(newest))
  const last = history.findLast((stored) => isReadable(stored.revision) && isTrusted(stored))
  const known = new Set((last?.revision.manifests ?? []).map(({ object }) => keyOf(refOf(object))))
  const claimed = claimedAdoptions(history)
  return candidates.map((one) => {
    if (isUnread && !known.has(keyOf(one.ref)) && one.keptBecause === undefined)
      return kept(one, "a newer revision that can't be read, or isn't trusted, may say that it was adopted")
    const uid = String(one.live.metadata['uid'])
    const record = adopted.get(uid)
    if (record === undefined && claimed.has(uid))
      return kept(one, "a revision that isn't trusted says that it was adopted")
    // A record that is about another object is no record of this one.
    if (record === undefined || keyOf(refOf(record.object)) !== keyOf(one.ref)) return one
    const keptBecause = givesBack
      ? 'it existed before the release adopted it, and is given back as it was'
      : 'it existed before the release adopted it'
    return { ...one, keptBecause, letGo: true, givenBack: givesBack ? record : undefined }
  })
}

/**
 * What a run that was cut off began to adopt, or to give back: no member, and some of its fields are kdeploy's. What a release had
 * and orphaned is neither: a revision that ended well recorded it, and kdeploy's fields were applied.
 */
async function unfinishedAdoptions(
  cluster: Cluster,
  history: readonly StoredRevision[],
  members: Members,
  planned: ReadonlySet<string>,
): Promise<PruneCandidate[]> {
  const adopted = adoptedIn(history)
  const settled = adoptedIn(history.filter(({ revision }) => isGood(revision)))
  const records = [...adopted].filter(([, { object }]) => {
    const key = keyOf(refOf(object))
    return !planned.has(key) && !members.byKey.has(key)
  })
  const found = await Promise.all(
    records.map(async ([uid, givenBack]): Promise<PruneCandidate[]> => {
      const ref = refOf(givenBack.object)
      const live = await cluster.get(ref)
      if (live === null || keyOf(refOf(live)) !== keyOf(ref)) return []
      if (live.metadata['uid'] !== uid || membershipOf(live) !== undefined) return []
      const isAdopting = isAppliedBy(live, fieldManager) && !settled.has(uid)
      const isKept = !settled.has(uid) && managedFieldsOf(live).some(({ manager }) => manager === helmKeeper)
      if (!isAdopting && !isKept && !isBeingGivenBack(live, fieldManager)) return []
      const keptBecause = 'a run that was cut off began with it, and it is given back as it was'
      return [{ ref, live, givenBack, keptBecause, letGo: true }]
    }),
  )
  return found.flat()
}

/** A run that runs no hook, an undo above all, leaves their Jobs alone: one of them may tell why there is an undo. */
function withoutHookJobs(candidates: readonly PruneCandidate[]): PruneCandidate[] {
  return candidates.map((one) =>
    hookPhaseOf(one.live) === undefined ? one : kept(one, 'hooks are left alone where none is run'),
  )
}

/**
 * Everything that a release applied, to be deleted; what a person named among it, and what stays told as kept. `terminating` is being
 * deleted already, by a run that was cut off.
 * @throws KdeployError `forbidden` where a kind can't be listed, or may not be deleted; `not-prunable`, `foreign-release`,
 * `claim-in-use`
 */
export async function planDelete(
  run: Run,
  release: Release,
  reach: Reach,
  history: readonly StoredRevision[],
  { alsoDelete, adopted }: PrunePolicy,
): Promise<{ readonly all: readonly PruneCandidate[]; readonly terminating: readonly PruneCandidate[] }> {
  const { cluster, emit } = run
  const members = await readMembers(cluster, release, [], reach, membershipFor(release))
  if (members.hidden.length > 0) throw hidden(members.hidden)
  const recorded = recordedIn(history)
  const namespaces = await namespaceCandidates(cluster, release, recorded, new Set())
  const applied = candidatesAmong([...members.byKey.values()], new Set(), new Set(), fieldManager)
  const paced = withConcurrency(cluster, run.concurrency)
  const giveBack = adopted === 'give-back'
  const begun = giveBack ? await unfinishedAdoptions(paced, history, members, new Set()) : []
  const own = [...asAdopted(applied, history, giveBack), ...begun]
  const found = [...keepUnknown(own, release.namespace, new Set(outsideIn(history).keys())), ...namespaces]
  const all = await withNamed(run, release, found, alsoDelete, { recorded, reach })
  await refuseSharedNamespaces(cluster, release, all)
  await refuseClaimsInUse(withConcurrency(cluster, run.concurrency), all, new Map())
  await checkPrunePermissions(run, all, "the release's objects")
  noticesOfKept('stays', all, emit)
  return { all, terminating: terminatingMembers([...members.byKey.values()], fieldManager) }
}

function hidden(places: readonly string[]): KdeployError {
  return new KdeployError({
    code: 'forbidden',
    category: 'cluster',
    message: `listing is forbidden: ${places.join(', ')}`,
    hint: 'objects of the release may be there; run it as somebody who may list them',
  })
}

/** Says what stays, and why. */
function noticesOfKept(how: string, candidates: readonly PruneCandidate[], emit: Emit): void {
  for (const [reason, group] of groupBy(toKeep(candidates), ({ keptBecause }) => keptBecause)) {
    const names = group.map(({ ref }) => describeRef(ref)).join(', ')
    emit({ type: 'notice', message: `${how}: ${names} (${reason})` })
  }
}

function warnUnlistable(hidden: readonly string[], emit: Emit): void {
  if (hidden.length === 0) return
  const message = `what is no longer rendered isn't deleted, as listing is forbidden: ${hidden.join(', ')}`
  emit({ type: 'warning', message })
}

/** The plan with nothing deleted or orphaned. */
export function keepAll(plan: Plan, keptBecause: string): Plan {
  return { ...plan, candidates: plan.candidates.map((one) => kept(one, one.keptBecause ?? keptBecause)) }
}

function kept(one: PruneCandidate, keptBecause: string): PruneCandidate {
  return { ...one, keptBecause, letGo: false, givenBack: undefined }
}
