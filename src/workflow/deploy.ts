import { KdeployError } from '../errors.ts'
import { readParent } from '../history/records/parent.ts'
import { identityOf } from '../history/records/release.ts'
import { encodeRevision, type Revision } from '../history/records/revision.ts'
import { runningOf } from '../history/running.ts'
import type { StoredRevision } from '../history/store.ts'
import { planCounts } from '../plan/build.ts'
import { outlineOf } from '../plan/outline.ts'
import { massDeletionIn } from '../plan/prune/mass-deletion.ts'
import type { Plan } from '../plan/types.ts'
import { deferred } from './planning/await-all.ts'
import type { Desired } from './planning/desired.ts'
import { tellHalfWay } from './planning/facts/half-way.ts'
import { readHistoryUnlessFrozen } from './planning/facts/recorded.ts'
import { type Planned, planPhase } from './planning/plan-phase.ts'
import { refuseUnlessApproved } from './planning/preview/approved-plan.ts'
import { differenceOf } from './planning/preview/difference.ts'
import { describeMassDeletion } from './planning/prune/mass-deletion.ts'
import { barriersBefore } from './planning/undo/barriers.ts'
import { refuseUnlessOfRun } from './planning/undo/before-run.ts'
import { previousGood } from './planning/undo/good-states.ts'
import { refuseBringing, refuseCrossing } from './planning/undo/refuse-crossing.ts'
import { confirmBeforeWriting, type Question } from './run/confirm.ts'
import { rethrowWithPrevious, throwIfInterrupted } from './run/interruption.ts'
import type { Ledger } from './run/ledger.ts'
import { awaitLock, withLock } from './run/lock.ts'
import type { Policy } from './run/policy.ts'
import type { Deployed } from './run/results.ts'
import { partOf, type Run } from './run/run.ts'
import { carryOut } from './writing/carry-out.ts'
import { recordExpiry, refusePastExpiry } from './writing/expiry.ts'
import { makeNamespace } from './writing/make-namespace.ts'
import { awaitTerminating } from './writing/objects/await-terminating.ts'
import { hasPending, historyNow } from './writing/pending.ts'
import { pruneError } from './writing/prune/prune-error.ts'
import { failedDeploy, restoreLastGood } from './writing/restore.ts'
import { revisionOf } from './writing/revision-record.ts'
import { trimHistory } from './writing/trim-history.ts'
import { protectFromHelm, waitWithoutWriting } from './writing/unchanged.ts'

/**
 * The one way to deploy: checks, plan, release namespace, lock, pending revision, hooks, writes, waiting, hooks, revision
 * finished, unlock.
 * Nothing is written before the plan has no error. A plan without a change writes no revision, but still waits.
 * Waits for a held lock before planning; if another run wrote between plan and lock, starts over.
 * `planned`: by planDeploy, of just now; default: it is planned.
 */
export async function deploy(run: Run, desired: Desired, policy: Policy, planned?: Planned): Promise<Deployed> {
  const { world, emit } = run
  const { release } = desired
  const deadline = world.monotonicClock() + policy.lockTimeout
  let isTold = false
  for (let given = planned; ; given = undefined) {
    if (policy.lockTimeout > 0) await awaitLock(run, release, deadline)
    const part = partOf(run)
    const known = given ?? (await planDeploy(part, desired, policy))
    if (!isTold) await tellHalfWay(run, release, known.history)
    isTold = true
    const deployed = await carryOutPlan(part, desired, known, policy, deadline)
    if (deployed !== 'stale') return deployed
    const message = `another run wrote to ${identityOf(release)} since this plan was made; planning again`
    emit({ type: 'notice', message })
  }
}

/** Asks, and carries a plan out under the lock; `stale`, with nothing written, where another run wrote since the plan was made. */
async function carryOutPlan(
  run: Run,
  desired: Desired,
  planned: Planned,
  policy: Policy,
  deadline: number,
): Promise<Deployed | 'stale'> {
  const { release } = desired
  const { plan } = planned
  if (!planned.writes) return leaveUnchanged(run, desired, planned, policy, deadline)
  if (policy.tellsChanges) await tellChanges(run, planned, policy)
  await confirm(run, desired, planned, policy)
  throwIfInterrupted(run)
  await awaitTerminating(run, plan, policy.waiting.timeout)
  await makeNamespace(run, release, plan)
  return withLock(run, release, deadline, (locked) => execute(locked, desired, planned, policy))
}

/** The plan of a deploy, with all that would refuse it before the first write. */
export async function planDeploy(run: Run, desired: Desired, policy: Policy): Promise<Planned> {
  const { world } = run
  const { release, restores } = desired
  const reading = deferred(readHistoryUnlessFrozen(run, release, policy.freezes))
  const planned = await planPhase(run, desired, policy, reading).catch(async (error: unknown) => {
    // A freeze is told alone: what else is wrong can wait until it is over.
    await reading.catch((why: unknown) => {
      if (why instanceof KdeployError && why.code === 'release-frozen') throw why
    })
    throw error
  })
  const { plan, history, writes } = planned
  if (desired.ofRun !== undefined) refuseUnlessOfRun(release, history, desired.ofRun)
  if (restores !== undefined) refuseCrossing(history, restores, policy)
  if (desired.approved !== undefined) await refuseUnlessApproved(run, release, plan, history, desired.approved)
  refusePastExpiry(run, policy)
  if (writes) {
    const revision = revisionOf(desired, plan, history, world)
    refuseBringing(revision, policy)
    refuseTooLarge(desired, revision)
  }
  return planned
}

/** Where nothing is to be written, the workloads may still be on their way or broken. */
async function leaveUnchanged(
  run: Run,
  desired: Desired,
  { plan, counts, history: planned }: Planned,
  policy: Policy,
  deadline: number,
): Promise<Deployed | 'stale'> {
  const { release } = desired
  const history = hasPending(planned)
    ? await withLock(run, release, deadline, (locked) => historyNow(locked, release, planned, policy))
    : planned
  if (history === 'stale') return 'stale'
  if (policy.expires !== undefined) {
    await withLock(run, release, deadline, async (locked) =>
      recordExpiry(locked, release, await readParent(locked.cluster, release), policy),
    )
  }
  await protectFromHelm(run, release, plan, history, deadline)
  const ended = await waitWithoutWriting(run, desired, plan, history, policy, deadline)
  const {
    create: created,
    change: changed,
    adopt: adopted,
    transfer: transferred,
    recreate: recreated,
    unchanged,
  } = counts
  const done = { created, changed, adopted, transferred, recreated, unchanged, deleted: 0, orphaned: 0 }
  return {
    ...placeOf(run),
    ...done,
    waited: policy.waiting.wait,
    notRestored: plan.notRestored,
    stoppedByHook: false,
    previous: worthRestoring(run.ledger, history),
    ...ended,
  }
}

/** Under the lock: writes, waits, prunes and records, and undoes that where it failed and the policy says so. */
async function execute(
  run: Run,
  desired: Desired,
  { plan, history: planned }: Planned,
  policy: Policy,
): Promise<Deployed | 'stale'> {
  const { emit, ledger } = run
  const { release } = desired
  const history = await historyNow(run, release, planned, policy)
  if (history === 'stale') return 'stale'
  const cutOff = { ...revisionOf(desired, plan, history, run.world), status: 'failed', cutOff: true } as const
  run.world.set?.carriedOut(plan)
  const carrying = carryOut(run, desired, plan, history, policy)
  const { revision, failures, deletions, stoppedByHook, refusal } = await carrying.catch((error: unknown) => {
    const untouched = ledger.leftReleaseUnchanged()
    return rethrowWithPrevious(worthRestoring(ledger, [...history, { revision: { ...cutOff, untouched } }]))(error)
  })
  const { number } = revision.revision
  const known = [...history, revision]
  const isStopped = stoppedByHook || refusal !== undefined
  const done = {
    ...placeOf(run),
    ...countsOf(plan, ledger, isStopped),
    waited: policy.waiting.wait,
    notRestored: plan.notRestored,
    stoppedByHook,
    refusal,
    revision: number,
    previous: worthRestoring(ledger, known),
    failures,
  }
  if ((failures.length > 0 || refusal !== undefined) && policy.undoOnFailure) {
    if (refusal !== undefined) emit({ type: 'error', problem: refusal })
    const restoring = { ...failedDeploy(run, desired, plan, policy), onlyChanges: stoppedByHook }
    const restored = await restoreLastGood(run, release, known, restoring)
    await trimHistory(run, release, restored.revision === undefined ? known : [...known, restored.revision], policy)
    return { ...done, restoration: restored.restoration }
  }
  const problem = refusal ?? pruneError(ledger, deletions, policy.undoOnFailure)
  if (problem !== undefined) throw problem
  await trimHistory(run, release, known, policy)
  return done
}

function placeOf({ cluster }: Run): Pick<Deployed, 'kubeContext'> {
  return { kubeContext: cluster.kubeContext }
}

/** Tells what changes, as a diff does. */
async function tellChanges(run: Run, { plan, history }: Planned, { ownership }: Policy): Promise<void> {
  const { objects } = await differenceOf(run, plan, history, ownership)
  for (const diff of objects) run.emit({ type: 'difference', diff })
}

/** Asks before the first write, where the policy says so. */
async function confirm(
  run: Run,
  { command, release, restores }: Desired,
  { plan, history }: Planned,
  policy: Policy,
): Promise<void> {
  const question = questionOf(plan, policy)
  if (question === undefined) return
  const action = `${command} of ${identityOf(release)}`
  const diff = async () => (await differenceOf(run, plan, history, policy.ownership)).objects
  await confirmBeforeWriting({ action, ...question, diff, showsDiff: restores !== undefined }, run)
}

/** What a person must agree to before a plan is carried out; undefined where there is nothing to ask. */
export function questionOf(
  plan: Plan,
  { confirm: asks, prune }: Policy,
): Pick<Question, 'objects' | 'reason' | 'alternative'> | undefined {
  const mass = prune.massDeletion === 'ask' ? massDeletionIn(plan) : undefined
  if (!asks && mass === undefined) return undefined
  return { objects: outlineOf(plan), ...(mass === undefined ? {} : describeMassDeletion(mass)) }
}

/** See Deployed.previous; what lies beyond an undo barrier isn't. `history`: with the run's own revision, if there is one. */
function worthRestoring(ledger: Ledger, history: readonly Pick<StoredRevision, 'revision'>[]): number | undefined {
  const revisions = history.map(({ revision }) => revision)
  const isAsBefore = ledger.leftReleaseUnchanged() && runningOf(revisions)?.revision.status === 'succeeded'
  const previous = isAsBefore ? undefined : previousGood(revisions)?.number
  return previous === undefined || barriersBefore(history, previous).length > 0 ? undefined : previous
}

type DeployCounts = Pick<
  Deployed,
  'created' | 'changed' | 'adopted' | 'transferred' | 'recreated' | 'deleted' | 'orphaned' | 'unchanged'
>

/** Counts of what was done; differs from the plan if the run stopped early or checks were deferred. */
function countsOf(plan: Plan, ledger: Ledger, isStopped: boolean): DeployCounts {
  const unwritten = plan.changes.filter(({ ref }) => !ledger.isWritten(ref)).length
  return {
    ...ledger.writeCounts(),
    deleted: ledger.count('deleted'),
    unchanged: isStopped ? planCounts(plan).unchanged : unwritten,
  }
}

/** A revision that the cluster can't store must stop the deploy before anything is written. */
function refuseTooLarge({ release }: Desired, revision: Revision): void {
  encodeRevision(release, revision)
}
