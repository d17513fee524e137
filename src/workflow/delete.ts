import { count } from '../counts.ts'
import { KdeployError } from '../errors.ts'
import { readParent } from '../history/records/parent.ts'
import { identityOf, type Release } from '../history/records/release.ts'
import { refuseUnfinishedRename } from '../history/records/rename.ts'
import { adoptedIn, type StoredRevision } from '../history/store.ts'
import { describeRef } from '../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../manifest/types.ts'
import type { ObjectDiff } from '../plan/diff/types.ts'
import { outlineOf } from '../plan/outline.ts'
import { toDelete, toKeep, toOrphan } from '../plan/prune-candidates.ts'
import type { Member } from '../plan/types.ts'
import { tellHalfWay } from './planning/facts/half-way.ts'
import { type PlannedDelete, planDeletePhase } from './planning/plan-delete.ts'
import { differenceOf } from './planning/preview/difference.ts'
import { refuseUnlessOfRun } from './planning/undo/before-run.ts'
import type { UndoLimits } from './planning/undo/undo-limits.ts'
import { previewOf } from './preview.ts'
import { identifyRelease } from './resolving/identify-release.ts'
import { confirmBeforeWriting } from './run/confirm.ts'
import { type Connect, withConnection } from './run/connect.ts'
import type { Emit } from './run/events.ts'
import type { ProfileInput } from './run/input.ts'
import { throwIfInterrupted } from './run/interruption.ts'
import { awaitLock, withLock } from './run/lock.ts'
import { type Policy, type PolicyOptions, type PrunePolicy, policyOf } from './run/policy.ts'
import { trackOutcome } from './run/request-errors.ts'
import type { Deleted, Preview } from './run/results.ts'
import { type Run, startRun } from './run/run.ts'
import type { World } from './run/world.ts'
import { deletionTimedOut } from './waiting/deletion.ts'
import { forgetRelease, parentRef } from './writing/forget.ts'
import { historyNow } from './writing/pending.ts'
import { waitForDeletions } from './writing/prune/await-deletions.ts'
import { deleteObjects } from './writing/prune/delete-objects.ts'
import { orphanObjects } from './writing/prune/orphan.ts'

export interface DeleteOptions extends PolicyOptions {
  /** See UndoLimits.named, of what is given back. */
  readonly alsoRestore: UndoLimits['named']
  /** See UndoOptions. */
  readonly again: string
}

/** Milliseconds until what is deleted must be gone, where `--timeout` doesn't say. */
const defaultTimeout = 300_000

/**
 * Deletes a profile's release: every object that it applied, in the reverse order of writes, then its revisions and its
 * parent. What holds data or other people's objects stays unless it is named; then the parent stays, too. No template is
 * rendered and no source of variables is read. With `keepObjects` the objects stay, and only what the release recorded goes, once
 * none of them is a member any more.
 * @throws KdeployError `nothing-deployed`, `not-confirmed`, `forbidden`, `delete-failed`, `delete-timeout`
 */
export function deleteProfile(input: ProfileInput, options: DeleteOptions, world: World, emit: Emit): Promise<Deleted> {
  return withConnection(input.target, world, async (connect) => {
    const { run, release, policy, limits } = await prepare(input, options, connect, world, emit)
    return deleteRelease(run, release, policy, limits)
  })
}

/** What giving back goes by where no revision is trusted, and what is deleted at all. */
export interface DeleteLimits extends Pick<UndoLimits, 'named' | 'again'> {
  /** See Desired. */
  readonly ofRun?: string | undefined
  /** Throws where the release may not be deleted as its parent is now; called under the lock. Default: it may. */
  readonly check?: ((parent: KubeObject | null) => void) | undefined
}

/** The same for a release that is identified. @throws what deleteProfile throws; KdeployError `plan-stale` */
export async function deleteRelease(
  run: Run,
  release: Release,
  policy: Policy,
  limits: DeleteLimits,
): Promise<Deleted> {
  const deadline = run.world.monotonicClock() + policy.lockTimeout
  if (policy.lockTimeout > 0) await awaitLock(run, release, deadline)
  const planned = await plan(run, release, policy, limits)
  await tellHalfWay(run, release, planned.history)
  if (policy.confirm) await confirm(run, planned, policy.prune)
  const done = await withLock(run, release, deadline, async (locked) => {
    if (limits.check !== undefined) limits.check(await readParent(locked.cluster, release))
    return carryOut(locked, planned, policy)
  })
  const forgotten = policy.prune.forgets
  return { kubeContext: run.cluster.kubeContext, release: identityOf(release), forgotten, ...done }
}

async function plan(run: Run, release: Release, policy: Policy, limits: DeleteLimits): Promise<PlannedDelete> {
  const planned = await planDeletePhase(run, release, policy, limits)
  if (limits.ofRun !== undefined) refuseUnlessOfRun(release, planned.history, limits.ofRun)
  return planned
}

/** What deleteProfile would do, which stops after the plan: nothing is written. @throws what deleteProfile throws before it writes */
export function previewDelete(input: ProfileInput, options: DeleteOptions, world: World, emit: Emit): Promise<Preview> {
  return withConnection(input.target, world, async (connect) => {
    const { run, release, policy, limits } = await prepare(input, options, connect, world, emit)
    return previewOfDelete(run, release, policy, limits)
  })
}

/** The same for a release that is identified. */
export async function previewOfDelete(
  run: Run,
  release: Release,
  policy: Policy,
  limits: DeleteLimits,
): Promise<Preview> {
  // A sweep leaves what is frozen.
  const freezes = limits.check === undefined ? 'tell' : policy.freezes
  const planned = await plan(run, release, { ...policy, freezes }, limits)
  const message = `deletion of ${identityOf(release)}: ${extentOf(planned, policy.prune)}`
  run.emit({ type: 'notice', message })
  const preview = await previewOf(run, planned)
  return { ...preview, objects: withRelease(preview.objects) }
}

async function prepare(
  input: ProfileInput,
  { alsoRestore: named, again, ...options }: DeleteOptions,
  connect: Connect,
  world: World,
  emit: Emit,
): Promise<{ run: Run; release: Release; policy: Policy; limits: Pick<UndoLimits, 'named' | 'again'> }> {
  const { release, rules } = await identifyRelease(input, connect, world, emit)
  const policy = policyOf('delete', options, rules)
  return { run: startRun(await connect(), world, emit), release, policy, limits: { named, again } }
}

async function confirm(run: Run, planned: PlannedDelete, policy: PrunePolicy): Promise<void> {
  const { release, plan, history } = planned
  const reason = extentOf(planned, policy)
  const diff = async () => withRelease((await differenceOf(run, plan, history)).objects)
  const objects = outlineOf(plan)
  await confirmBeforeWriting({ action: `deletion of ${identityOf(release)}`, reason, objects, diff }, run)
}

/** `would delete 4 objects and all revisions` */
function extentOf({ plan: { candidates } }: PlannedDelete, { forgets }: PrunePolicy): string {
  const { length } = toDelete(candidates)
  const left = forgets ? `, and leave ${count(candidates.length, 'object')} no longer part of a release` : ''
  return `would delete ${length === 0 ? '' : `${count(length, 'object')} and `}all revisions${left}`
}

function withRelease(objects: readonly ObjectDiff[]): ObjectDiff[] {
  return objects.map((one) => ({ ...one, withRelease: true }))
}

/** Under the lock: the same steps as a prune, then the records go. */
async function carryOut(
  run: Run,
  { release, plan, parent, history }: PlannedDelete,
  policy: Policy,
): Promise<Omit<Deleted, 'kubeContext' | 'release' | 'forgotten'>> {
  const { cluster, ledger } = run
  const { candidates, terminating } = plan
  const deleted = toDelete(candidates)
  const orphaned = toOrphan(candidates)
  const { wait, timeout: given = defaultTimeout } = policy.waiting
  const now = await historyNow(run, release, history, policy)
  if (now === 'stale') throw stale(release)
  refuseUnfinishedRename(release, await readParent(cluster, release))
  const deletions = await deleteObjects(run, release, deleted)
  const [first] = deletions.problems
  if (first !== undefined) {
    throw new KdeployError({
      code: 'delete-failed',
      category: first.category,
      message: `${deletions.problems.length} of ${deleted.length} objects of ${identityOf(release)} could not be deleted`,
      problems: deletions.problems,
      hint: 'fix the cause and rerun the command',
    })
  }
  const timeout = wait ? given : 0
  const left = await waitForDeletions(run, deletions.terminating, terminating, timeout)
  if (wait && left.length > 0) throw await deletionTimedOut(cluster, left, timeout)
  const problems = await orphanObjects(run, orphaned)
  throwIfInterrupted(run)
  const held = orphaned.filter(({ ref }) => !ledger.hasLeft(ref))
  const changed = held.filter(({ fate }) => fate.isForgotten).map(({ ref }) => changedMeanwhile(ref))
  refuseUnforgotten(release, problems.length > 0 ? problems : changed)
  refuseToForget(release, held, now)
  const stay = [...toKeep(candidates), ...left, ...held]
  const forgetting = () => forgetRelease(run, release, parent, now, stay)
  await trackOutcome(
    ledger,
    parentRef(release),
    'records-delete-unknown',
    forgetting,
    `the records of ${identityOf(release)}`,
  )
  return {
    deleted: ledger.count('deleted'),
    terminating: left.length,
    orphaned: ledger.count('orphaned'),
    kept: stay.length - left.length,
  }
}

/**
 * Keeps the revisions while adopted objects are still members: only the revisions record the adoption.
 * @throws KdeployError `delete-failed`
 */
function refuseToForget(release: Release, held: readonly Member[], history: readonly StoredRevision[]): void {
  const adopted = adoptedIn(history)
  const names = held.filter(({ live }) => adopted.has(String(live.metadata['uid']))).map(({ ref }) => describeRef(ref))
  if (names.length === 0) return
  throw new KdeployError({
    code: 'delete-failed',
    category: 'cluster',
    message: `${names.length} adopted objects are still members of ${identityOf(release)}, so its revisions were kept: ${names.join(', ')}`,
    hint: 'fix the cause and rerun the command',
  })
}

/** What was told when it was left alone: it may be a member still. */
function changedMeanwhile(ref: ObjectRef): KdeployError {
  const message = `${describeRef(ref)} was changed by someone else after it was read`
  return new KdeployError({ code: 'object-changed', category: 'conflict', message })
}

/** @throws KdeployError `delete-failed` */
function refuseUnforgotten(release: Release, problems: readonly KdeployError[]): void {
  const [first] = problems
  if (first === undefined) return
  throw new KdeployError({
    code: 'delete-failed',
    category: first.category,
    message: `${count(problems.length, 'object')} could not be orphaned, so the revisions of ${identityOf(release)} were kept`,
    problems,
    hint: 'fix the cause and rerun the command',
  })
}

function stale(release: Release): KdeployError {
  return new KdeployError({
    code: 'plan-stale',
    category: 'conflict',
    message: `another run wrote to ${identityOf(release)} after this one read it`,
    hint: 'see what it did (kdeploy history), then rerun the command',
  })
}
