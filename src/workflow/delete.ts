import type { Cluster } from '../cluster/api/cluster.ts'
import { ApiError } from '../cluster/errors/api-error.ts'
import { KdeployError } from '../errors.ts'
import { knownReach, warningsAboutParent } from '../history/known-reach.ts'
import { reachOfMembers, readParent } from '../history/records/parent.ts'
import { identityOf, objectNameOf, type Release } from '../history/records/release.ts'
import { keyVariable } from '../history/signing/keys.ts'
import { adoptedIn, deleteRevision, dropFromIndex, isTrusted, type StoredRevision } from '../history/store.ts'
import { narrowParent } from '../history/write-parent.ts'
import { describeRef } from '../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../manifest/types.ts'
import { needsOfForgetting } from '../plan/permissions.ts'
import { toDelete, toKeep, toOrphan } from '../plan/prune-candidates.ts'
import type { Delete, Keep, Member, Orphan, PruneCandidate } from '../plan/types.ts'
import { checkPermissions } from './planning/facts/check-permissions.ts'
import { learnHistory } from './planning/facts/recorded.ts'
import { planDelete, traceFates } from './planning/prune/plan-prune.ts'
import { untrustedRevision } from './planning/undo/trusted-target.ts'
import { type UndoLimits, withinLimits } from './planning/undo/undo-limits.ts'
import { identifyRelease } from './resolving/identify-release.ts'
import { confirmBeforeWriting } from './run/confirm.ts'
import { withConnection } from './run/connect.ts'
import type { Emit } from './run/events.ts'
import type { ProfileInput } from './run/input.ts'
import { throwIfInterrupted } from './run/interruption.ts'
import { awaitLock, withLock } from './run/lock.ts'
import { type PolicyOptions, type PrunePolicy, policyOf, type WaitingPolicy } from './run/policy.ts'
import { trackOutcome } from './run/request-errors.ts'
import type { Deleted } from './run/results.ts'
import { newRun, type Run } from './run/run.ts'
import { historyKeys, type World } from './run/world.ts'
import { deletionTimedOut, type TerminatingObject } from './waiting/deletion.ts'
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
const patience = 300_000

/** What is to be deleted, as it was planned. */
interface Deletion {
  readonly release: Release
  /** null where somebody deleted it. */
  readonly parent: KubeObject | null
  readonly history: readonly StoredRevision[]
  readonly deleted: readonly PruneCandidate<Delete>[]
  /** Being deleted already, by a run that was cut off. */
  readonly terminating: readonly Member[]
  readonly orphaned: readonly PruneCandidate<Orphan>[]
  readonly kept: readonly PruneCandidate<Keep>[]
}

/**
 * Deletes a profile's release: every object that it applied, in the reverse order of writes, then its revisions and its
 * parent. What holds data or other people's objects stays unless it is named; then the parent stays, too. No template is
 * rendered and no source of variables is read.
 * @throws KdeployError `nothing-deployed`, `not-confirmed`, `forbidden`, `delete-failed`, `delete-timeout`
 */
export function deleteProfile(input: ProfileInput, options: DeleteOptions, world: World, emit: Emit): Promise<Deleted> {
  return withConnection(input.target, world, async (connect) => {
    const { release, ownership, confirm } = await identifyRelease(input, connect, world)
    const policy = policyOf('delete', options, { ownership, confirm })
    const cluster = await connect()
    const run = newRun(cluster, world, emit)
    const deadline = world.monotonicClock() + policy.lockTimeout
    if (policy.lockTimeout > 0) await awaitLock(run, release, deadline)
    const deletion = await planDeletion(run, release, policy.prune, options)
    const { deleted, orphaned, kept } = deletion
    const counts = { delete: deleted.length, orphan: orphaned.length, unchanged: kept.length }
    emit({ type: 'planned', create: 0, change: 0, adopt: 0, own: 0, replace: 0, ...counts })
    if (policy.confirm) {
      const detail = [
        ...deleted.map(({ ref }) => `would be deleted: ${describeRef(ref)}`),
        ...orphaned.map(({ ref, fate }) =>
          fate.giveBack === undefined
            ? `would be orphaned: ${describeRef(ref)}`
            : `would be given back as it was: ${describeRef(ref)}`,
        ),
      ].join('\n')
      const objects = deleted.length === 1 ? '1 object' : `${deleted.length} objects`
      const reason = `takes ${objects} and all revisions`
      await confirmBeforeWriting(
        { action: `delete of ${identityOf(release)}`, reason, ...(detail === '' ? {} : { detail }) },
        run,
      )
    }
    const done = await withLock(run, release, deadline, (locked) => carryOut(locked, deletion, policy.waiting))
    return {
      kubeContext: cluster.kubeContext,
      release: identityOf(release),
      ...done,
    }
  })
}

async function planDeletion(
  run: Run,
  release: Release,
  policy: PrunePolicy,
  options: DeleteOptions,
): Promise<Deletion> {
  const { cluster, world, emit } = run
  const keys = historyKeys(world)
  const [parent, history] = await Promise.all([readParent(cluster, release), learnHistory(cluster, release, world)])
  const reach = knownReach(release, parent, history, keys)
  if (reach === undefined) {
    throw new KdeployError({
      code: 'nothing-deployed',
      category: 'input',
      message: `${identityOf(release)} isn't there: nothing was deployed, or under another name, profile or namespace`,
    })
  }
  await checkPermissions(run, needsOfForgetting(release.namespace))
  for (const message of warningsAboutParent(release, parent, keys)) emit({ type: 'warning', message })
  refuseUntrusted(release, history)
  const found = await planDelete(run, release, reach, history, policy)
  const all = await givenBackWithinLimits(run, release, found.candidates, history, options)
  traceFates(world, all)
  const { terminating } = found
  const fates = { deleted: toDelete(all), orphaned: toOrphan(all), kept: toKeep(all) }
  return { release, parent, history, terminating, ...fates }
}

/**
 * What an untrusted revision may have adopted isn't its release's to delete. @throws KdeployError `revision-untrusted`
 */
function refuseUntrusted(release: Release, history: readonly StoredRevision[]): void {
  const newest = history.findLast(({ isStray }) => !isStray)
  if (newest === undefined || isTrusted(newest)) return
  throw untrustedRevision(
    newest,
    `an apply of ${identityOf(release)} records what is there anew, and then it can be deleted; without ${keyVariable} a delete goes by what is recorded`,
  )
}

/** What was adopted is given back as the revisions say, which are no more to be trusted here than in an undo. */
async function givenBackWithinLimits(
  run: Run,
  release: Release,
  candidates: readonly PruneCandidate[],
  history: readonly StoredRevision[],
  { alsoRestore: named, again }: DeleteOptions,
): Promise<readonly PruneCandidate[]> {
  if (history.some(({ trust }) => trust === 'trusted')) return candidates
  const limits = { named, rendered: async () => [], again, orphans: true }
  return (await withinLimits(run, release, { changes: [], left: [], candidates }, limits)).candidates
}

async function carryOut(
  run: Run,
  { release, parent, history, deleted, terminating, orphaned, kept }: Deletion,
  { wait, timeout: given = patience }: WaitingPolicy,
): Promise<Omit<Deleted, 'kubeContext' | 'release'>> {
  const { cluster, emit, ledger } = run
  const now = await historyNow(run, release, history)
  if (now === 'stale') throw stale(release)
  emit({ type: 'writing' })
  const deletions = await deleteObjects(run, release, deleted)
  const [first] = deletions.problems
  if (first !== undefined) {
    throw new KdeployError({
      code: 'delete-failed',
      category: first.category,
      message: `${deletions.problems.length} of ${deleted.length} objects of ${identityOf(release)} could not be deleted`,
      problems: deletions.problems,
      hint: 'mend the cause and run the same command again',
    })
  }
  const timeout = wait ? given : 0
  const left = await waitForDeletions(run, deletions.terminating, terminating, timeout)
  if (wait && left.length > 0) throw await deletionTimedOut(cluster, left, timeout)
  await orphanObjects(run, orphaned)
  throwIfInterrupted(run)
  const held = orphaned.filter(({ ref }) => !ledger.hasLeft(ref))
  refuseToForget(release, held, now)
  const stay = [...kept, ...left, ...held]
  const records = secret(release, objectNameOf(release))
  const forgetting = () => forget(run, release, parent, now, stay)
  await trackOutcome(ledger, records, 'records-delete-unknown', forgetting, `the records of ${identityOf(release)}`)
  return {
    deleted: ledger.count('deleted'),
    terminating: left.length,
    orphaned: ledger.count('orphaned'),
    kept: stay.length - left.length,
  }
}

/**
 * What was adopted and is still a member is known as adopted by the revisions alone: without them the next delete would delete it.
 * @throws KdeployError `delete-failed`
 */
function refuseToForget(release: Release, held: readonly Member[], history: readonly StoredRevision[]): void {
  const adopted = adoptedIn(history)
  const names = held.filter(({ live }) => adopted.has(String(live.metadata['uid']))).map(({ ref }) => describeRef(ref))
  if (names.length === 0) return
  throw new KdeployError({
    code: 'delete-failed',
    category: 'cluster',
    message: `${names.length} adopted objects of ${identityOf(release)} are still part of it, so its revisions stay: ${names.join(', ')}`,
    hint: 'fix the cause and rerun the command',
  })
}

/** The revisions go, and the parent where nothing is left that it could lead to. */
async function forget(
  run: Run,
  release: Release,
  parent: KubeObject | null,
  history: readonly StoredRevision[],
  kept: readonly TerminatingObject[],
): Promise<void> {
  const { cluster, world } = run
  const keys = historyKeys(world)
  await dropFromIndex(cluster, release, history, keys)
  await Promise.all(history.map((stored) => deleteRevision(cluster, release, stored)))
  const reach = reachOfMembers(
    release,
    kept.map(({ ref }) => ref),
  )
  if (parent === null) return
  if (reach.groupKinds.length > 0) await narrowParent(cluster, release, parent, reach, world.version, keys)
  else await deleteParent(cluster, release, parent)
}

async function deleteParent(cluster: Cluster, release: Release, { metadata }: KubeObject): Promise<void> {
  try {
    await cluster.delete(secret(release, objectNameOf(release)), { uid: String(metadata['uid']) })
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 409) throw error
  }
}

function secret({ namespace }: Release, name: string): ObjectRef {
  return { group: '', version: 'v1', kind: 'Secret', namespace, name }
}

function stale(release: Release): KdeployError {
  return new KdeployError({
    code: 'plan-stale',
    category: 'conflict',
    message: `another run wrote to ${identityOf(release)} since this one looked`,
    hint: 'see what it did (kdeploy history), then run the command again',
  })
}
