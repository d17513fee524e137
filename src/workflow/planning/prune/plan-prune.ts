import type { Cluster } from '../../../cluster/api/cluster.ts'
import { KdeployError } from '../../../errors.ts'
import type { Reach } from '../../../history/records/parent.ts'
import { membershipFor, type Release } from '../../../history/records/release.ts'
import type { StoredRevision } from '../../../history/store.ts'
import { describeRef, keyOf } from '../../../manifest/identity.ts'
import { terminatingMembers } from '../../../plan/prune/candidates.ts'
import { decideFates } from '../../../plan/prune/decide.ts'
import type { Member, Plan, PruneCandidate } from '../../../plan/types.ts'
import type { Notice } from '../../run/events.ts'
import type { Policy, PrunePolicy } from '../../run/policy.ts'
import { fieldManager, type Run } from '../../run/run.ts'
import type { World } from '../../run/world.ts'
import { readBlockers } from '../../waiting/deletion-blockers.ts'
import type { RunNeeds } from '../facts/check-permissions.ts'
import { readMembers } from '../facts/read-members.ts'
import { refuseClaimsInUse } from './claims-in-use.ts'
import { gatherFacts, type Known } from './facts.ts'
import { refuseSharedNamespaces } from './namespaces.ts'
import { noticesOfKept, noticesOfKeptInHelm, warningsOfUnlistable } from './notices.ts'
import { checkPrunePermissions } from './permissions.ts'

type Pruned = Pick<Plan, 'candidates' | 'terminating'>

/**
 * What this release applied earlier and no longer renders, with what becomes of it, and what of it is being deleted already; empty
 * with `--no-prune`. Everything that can be checked of its deletion is checked, and what stays is told.
 * @throws KdeployError `not-prunable`, `foreign-release`, `claim-in-use`, `forbidden`
 */
export async function planPrune(
  run: Run,
  release: Release,
  known: Omit<Known, 'reach' | 'keepsHookJobs'>,
  { writes, prune, hooks }: Pick<Policy, 'writes' | 'prune' | 'hooks'>,
  needs: RunNeeds,
): Promise<Pruned> {
  if (!prune.enabled) return { candidates: [], terminating: [] }
  const { members, planned, uids } = known
  const candidates = await decide(run, release, { ...known, keepsHookJobs: hooks.keepJobs }, prune)
  if (writes) await checkPrunePermissions(run, needs, candidates, 'objects no longer rendered (--no-prune keeps them)')
  for (const notice of noticesOfKept('no longer rendered, kept', candidates)) run.emit(notice)
  for (const warning of warningsOfUnlistable(members.unlistable)) run.emit(warning)
  const terminating = terminatingMembers([...members.byKey.values()], fieldManager).filter(
    ({ ref, live }) => !planned.has(keyOf(ref)) && !uids.has(live.metadata['uid']),
  )
  for (const notice of await noticesOfTerminating(run.cluster, terminating, 'no longer rendered')) run.emit(notice)
  return { candidates, terminating }
}

/**
 * Everything that a release applied, to be deleted; what stays is told. `terminating` is being deleted already, by a run that was
 * cut off.
 * @throws KdeployError `forbidden` where a kind can't be listed, or may not be deleted; `not-prunable`, `foreign-release`,
 * `claim-in-use`
 */
export async function planDelete(
  run: Run,
  release: Release,
  reach: Reach,
  history: readonly StoredRevision[],
  policy: PrunePolicy,
  needs: RunNeeds,
): Promise<Pruned> {
  const members = await readMembers(run.cluster, release, [], reach, membershipFor(release))
  if (members.unlistable.length > 0) throw unlistable(members.unlistable)
  const nothingRendered = { planned: new Map(), uids: new Set(), notRestored: [], keepsHookJobs: false, kept: [] }
  const candidates = await decide(run, release, { ...nothingRendered, members, history, reach }, policy)
  await checkPrunePermissions(run, needs, candidates, "the release's objects")
  for (const notice of noticesOfKept('kept', candidates)) run.emit(notice)
  const terminating = terminatingMembers([...members.byKey.values()], fieldManager)
  if (!policy.forgets) return { candidates, terminating }
  for (const notice of await noticesOfTerminating(run.cluster, terminating, 'not kept')) run.emit(notice)
  for (const notice of noticesOfKeptInHelm(candidates)) run.emit(notice)
  return { candidates, terminating: [] }
}

/** Tells `--verbose` what becomes of each candidate, and the rule that decided: `ConfigMap my-ns/a: delete (rule: no-longer-rendered)`. */
export function traceFates({ trace }: Pick<World, 'trace'>, candidates: readonly PruneCandidate[]): void {
  for (const { ref, fate, rule } of candidates) trace?.(`${describeRef(ref)}: ${fate.kind} (rule: ${rule})`)
}

async function decide(run: Run, release: Release, known: Known, policy: PrunePolicy): Promise<PruneCandidate[]> {
  const { candidates, facts } = await gatherFacts(run, release, known, policy)
  const decided = decideFates(candidates, facts)
  await refuseSharedNamespaces(run.cluster, release, decided)
  await refuseClaimsInUse(run, decided, known.planned)
  return decided
}

/** The refusal to go on where not all members can be seen. */
export function unlistable(places: readonly string[]): KdeployError {
  return new KdeployError({
    code: 'forbidden',
    category: 'cluster',
    message: `listing is forbidden: ${places.join(', ')}`,
    hint: 'the release may have objects there; run it as a user who may list them',
  })
}

/** What earlier runs deleted, and what holds it. `how`: what they have in common, in words. */
async function noticesOfTerminating(cluster: Cluster, terminating: readonly Member[], how: string): Promise<Notice[]> {
  const notices: Notice[] = []
  for (const { ref, live } of terminating) {
    const because = await readBlockers(cluster, live)
    const message = `${how}, still being deleted: ${describeRef(ref)}: ${because}`
    notices.push({ type: 'notice', message })
  }
  return notices
}
