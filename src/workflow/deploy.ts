import { isDeepStrictEqual } from 'node:util'
import { ApiError } from '../cluster/errors/api-error.ts'
import { explainApiError } from '../cluster/errors/explain.ts'
import { readRevisions } from '../history/read-revisions.ts'
import { identityOf, type Release } from '../history/records/release.ts'
import { encodeRevision } from '../history/records/revision.ts'
import { type StoredRevision, trimRevisions, updateRevision } from '../history/store.ts'
import { describeRef } from '../manifest/identity.ts'
import { planCounts } from '../plan/build.ts'
import { massDeletionIn } from '../plan/prune/mass-deletion.ts'
import type { Plan } from '../plan/types.ts'
import { type Desired, recordOf } from './planning/desired.ts'
import { learnHistory } from './planning/facts/recorded.ts'
import { planPhase } from './planning/plan-phase.ts'
import { describeMassDeletion } from './planning/prune/mass-deletion.ts'
import { makeNamespace } from './planning/release-namespace.ts'
import { lastGood, previousGood } from './planning/undo/good-states.ts'
import { confirmBeforeWriting } from './run/confirm.ts'
import { rethrowAsInterrupted, throwIfInterrupted } from './run/interruption.ts'
import type { Ledger } from './run/ledger.ts'
import { awaitLock, withLock } from './run/lock.ts'
import type { Policy } from './run/policy.ts'
import type { Deployed, Restoration } from './run/results.ts'
import { partOf, type Run } from './run/run.ts'
import { historyKeys, type World } from './run/world.ts'
import { carryOut, revisionOf, settle } from './writing/carry-out.ts'
import { awaitTerminating } from './writing/objects/await-terminating.ts'
import { helmObjectsOf, keepStill, wouldHelmDelete } from './writing/ownership/helm-adoptions.ts'
import { hasPending, historyNow } from './writing/pending.ts'
import { waitForPruned } from './writing/prune/await-deletions.ts'
import { describeUnpruned, nothingDeleted, pruneError } from './writing/prune/prune-error.ts'
import { type FailedDeploy, restoreLastGood } from './writing/restore.ts'

/** Revisions that are kept, besides those that an undo would bring back. */
const keptRevisions = 10

/**
 * The one way to deploy: checks, plan, release namespace, lock, pending revision, hooks, writes, waiting, hooks, revision
 * finished, unlock.
 * Nothing is written before the plan has no error. A plan without a change writes no revision, but still waits.
 * A lock that is held is waited for before the plan is made; where another run got in between plan and lock, all begins anew.
 */
export async function deploy(run: Run, desired: Desired, policy: Policy): Promise<Deployed> {
  const { world, emit } = run
  const { release } = desired
  const deadline = world.monotonicClock() + policy.lockTimeout
  for (;;) {
    if (policy.lockTimeout > 0) await awaitLock(run, release, deadline)
    const deployed = await deployPlanned(partOf(run), desired, policy, deadline)
    if (deployed !== 'stale') return deployed
    const message = `another run wrote to ${identityOf(release)} since this plan was made; planning anew`
    emit({ type: 'notice', message })
  }
}

/** Plans and carries the plan out; `stale`, with nothing written, where another run wrote since the plan was made. */
async function deployPlanned(
  run: Run,
  desired: Desired,
  policy: Policy,
  deadline: number,
): Promise<Deployed | 'stale'> {
  const { cluster, world, emit, ledger } = run
  const { release } = desired
  const planned = await planPhase(run, desired, policy, learnHistory(cluster, release, world))
  const { plan, counts } = planned
  const { kubeContext } = cluster
  const { create: created, change: changed, adopt: adopted, own: owned, replace: replaced, unchanged } = counts
  const written = { created, changed, adopted, owned, replaced, unchanged }
  const { left } = plan
  const result = { kubeContext, ...written, deleted: 0, orphaned: 0, left, stoppedByHook: false }
  if (!planned.writes) {
    const history = hasPending(planned.history)
      ? await withLock(run, release, deadline, (locked) => historyNow(locked, release, planned.history))
      : planned.history
    if (history === 'stale') return 'stale'
    await keepFromHelm(run, release, plan, history, deadline)
    const settled = await settleUnchanged(run, desired, plan, history, policy, deadline)
    return { ...result, previous: previousIn(history), ...settled }
  }
  await confirm(run, desired, plan, policy)
  throwIfInterrupted(run)
  refuseTooLarge(desired, plan, planned.history, world)
  await awaitTerminating(run, plan, policy.waiting.timeout)
  await makeNamespace(run, release, plan)
  return withLock(run, release, deadline, async (locked) => {
    const history = await historyNow(locked, release, planned.history)
    if (history === 'stale') return 'stale'
    const carriedOut = await carryOut(locked, desired, plan, history, policy)
    const { revision, failures, deletions, stoppedByHook, refusal } = carriedOut
    const { number } = revision.revision
    const known = [...history, revision]
    const previous = previousIn(known)
    const isStopped = stoppedByHook || refusal !== undefined
    const done = { ...result, ...countsOf(plan, ledger, isStopped), stoppedByHook, refusal }
    if ((failures.length === 0 && refusal === undefined) || !policy.undoOnFailure) {
      if (refusal !== undefined) throw refusal
      const unpruned = pruneError(ledger, deletions, policy.undoOnFailure)
      if (unpruned !== undefined) throw unpruned
      await trim(locked, release, known)
      const gone = { deleted: ledger.count('deleted'), orphaned: ledger.count('orphaned') }
      return { ...done, ...gone, revision: number, previous, failures }
    }
    if (refusal !== undefined) emit({ type: 'error', problem: refusal })
    const restoring = { ...failedDeploy(run, desired, plan, policy), onlyChanges: stoppedByHook }
    const restored = await restoreLastGood(locked, release, known, restoring)
    const all = restored.revision === undefined ? known : [...known, restored.revision]
    await trim(locked, release, all)
    return { ...done, revision: number, previous, failures, restoration: restored.restoration }
  })
}

/** Asks before the first write, where the policy says so. */
async function confirm(run: Run, { command, release }: Desired, plan: Plan, policy: Policy): Promise<void> {
  const mass = policy.prune.massDeletion === 'ask' ? massDeletionIn(plan) : undefined
  if (!policy.confirm && mass === undefined) return
  const action = `${command} of ${identityOf(release)}`
  await confirmBeforeWriting({ action, ...(mass === undefined ? {} : describeMassDeletion(mass)) }, run)
}

/** What an undo after a failure goes by. */
function failedDeploy({ ledger }: Run, { manifests }: Desired, { changes }: Plan, policy: Policy): FailedDeploy {
  const before = changes.flatMap(({ live }) => live ?? [])
  return { policy, rendered: manifests, before, contested: ledger.contested() }
}

/** See Deployed. */
function previousIn(history: readonly StoredRevision[]): number | undefined {
  return previousGood(history.map(({ revision }) => revision))?.number
}

/** Whatever is deleted, an undo finds what it would bring back. What may not be deleted is told. */
async function trim(run: Run, release: Release, history: readonly StoredRevision[]): Promise<void> {
  const { cluster, world, emit } = run
  const revisions = history.map(({ revision }) => revision)
  const needed = [lastGood(revisions), previousGood(revisions)]
  const refusals = await trimRevisions(cluster, release, history, keptRevisions, needed, historyKeys(world))
  const [first] = refusals
  if (first === undefined) return
  const [many, stay] =
    refusals.length === 1 ? ['1 old revision', 'stays'] : [`${refusals.length} old revisions`, 'stay']
  const what = `${many} of ${identityOf(release)} ${stay}, beyond the ${keptRevisions} that are kept`
  emit({ type: 'warning', message: explainApiError(first, { what }).message })
}

/** What was done, which differs from the plan where it was stopped, or where the server could only be asked later. */
function countsOf(
  plan: Plan,
  ledger: Ledger,
  isStopped: boolean,
): Pick<Deployed, 'created' | 'changed' | 'adopted' | 'owned' | 'replaced' | 'unchanged'> {
  const unwritten = plan.changes.filter(({ ref }) => !ledger.isWritten(ref)).length
  return {
    created: ledger.count('created', 'namespace-created'),
    changed: ledger.count('changed'),
    adopted: ledger.count('adopted'),
    owned: ledger.count('transferred'),
    replaced: ledger.count('recreated'),
    unchanged: isStopped ? planCounts(plan).unchanged : unwritten,
  }
}

/** A revision that the cluster can't store must stop the deploy before anything is written. */
function refuseTooLarge(desired: Desired, plan: Plan, history: readonly StoredRevision[], world: World): void {
  encodeRevision(desired.release, revisionOf(desired, plan, history, world))
}

/** What the release adopted from Helm stays kept also where nothing else is to be written. */
async function keepFromHelm(
  run: Run,
  release: Release,
  plan: Plan,
  history: readonly StoredRevision[],
  deadline: number,
): Promise<void> {
  const objects = helmObjectsOf(plan, history)
  if (objects.length === 0 || !(await wouldHelmDelete(run, objects))) return
  const names = objects.map(({ ref }) => describeRef(ref)).join(', ')
  const message = `Helm would delete what this release adopted, and is told again to keep it: ${names}`
  run.emit({ type: 'warning', message })
  await withLock(run, release, deadline, (locked) => keepStill(locked, objects))
}

/** Nothing to write; the workloads may still be on their way or broken. */
async function settleUnchanged(
  run: Run,
  desired: Desired,
  plan: Plan,
  history: readonly StoredRevision[],
  policy: Policy,
  deadline: number,
): Promise<Pick<Deployed, 'revision' | 'failures' | 'restoration'>> {
  const failures = await settle(run, plan, policy.waiting).catch(rethrowAsInterrupted(run))
  throwIfInterrupted(run)
  const last = history.at(-1)
  if (failures.length === 0) {
    const deletions = await waitForPruned(run, nothingDeleted, plan.terminating, policy.waiting)
    if (policy.waiting.wait) await markHealed(run, desired, last, describeUnpruned(deletions))
    const unpruned = pruneError(run.ledger, deletions)
    if (unpruned !== undefined) throw unpruned
    return { revision: undefined, failures }
  }
  if (!policy.undoOnFailure) return { revision: undefined, failures }
  const restoration: Restoration =
    last === undefined || last.revision.status === 'succeeded'
      ? { outcome: 'nothing', reason: 'this run changed nothing, and the last good revision is the one that fails' }
      : await withLock(run, desired.release, deadline, async (locked) => {
          const now = await readRevisions(locked.cluster, desired.release, historyKeys(locked.world))
          if (now.at(-1)?.resourceVersion !== last.resourceVersion)
            return { outcome: 'nothing', reason: 'another deploy began meanwhile' }
          const restoring = failedDeploy(run, desired, plan, policy)
          return (await restoreLastGood(locked, desired.release, now, restoring)).restoration
        })
  return { revision: undefined, failures, restoration }
}

/** A revision that failed or that nobody waited for, and is all there and ready now, is a good state to come back to. */
async function markHealed(
  run: Run,
  desired: Desired,
  last: StoredRevision | undefined,
  reason: string | undefined,
): Promise<void> {
  const { cluster, world, emit } = run
  if (last === undefined || world.interrupted.aborted) return
  // A pending one may be another run's, which finishes it itself.
  if (last.revision.status !== 'failed' && last.revision.status !== 'applied') return
  if (!isDeepStrictEqual(last.revision.manifests, recordOf(desired))) return
  const finishedAt = new Date(world.wallClock()).toISOString()
  try {
    const outcome = { status: 'succeeded', reason, cutOff: undefined, finishedAt } as const
    await updateRevision(cluster, desired.release, last, outcome, historyKeys(world))
    const { number } = last.revision
    emit({ type: 'notice', message: `revision ${number} is recorded as succeeded: all of it is there and ready` })
  } catch (error) {
    // Another run that found the same got there first.
    if (!(error instanceof ApiError) || error.status !== 409) throw error
  }
}
