import { type KdeployError, messageOf } from '../../errors.ts'
import { nextNumber } from '../../history/read-revisions.ts'
import { reachOfMembers, readParent } from '../../history/records/parent.ts'
import { objectNameOf } from '../../history/records/release.ts'
import type { RecordedAdoption, Revision } from '../../history/records/revision.ts'
import {
  adoptedIn,
  createRevision,
  isTrusted,
  recordedIn,
  type StoredRevision,
  updateRevision,
} from '../../history/store.ts'
import { narrowParent, widenParent } from '../../history/write-parent.ts'
import { describeRef, keyOf, refOf } from '../../manifest/identity.ts'
import type { ObjectRef } from '../../manifest/types.ts'
import { assessmentConcealer } from '../../plan/masking/conceal-words.ts'
import { toDelete, toOrphan } from '../../plan/prune-candidates.ts'
import type { Plan } from '../../plan/types.ts'
import { type Desired, recordOf } from '../planning/desired.ts'
import type { FailureReport } from '../run/events.ts'
import { rerunHint, throwIfInterrupted } from '../run/interruption.ts'
import { phase } from '../run/phase.ts'
import type { Policy, WaitingPolicy } from '../run/policy.ts'
import { asKdeployError, recordFailed } from '../run/request-errors.ts'
import type { Run } from '../run/run.ts'
import { historyKeys, type World } from '../run/world.ts'
import { findDeletedAfterWait } from '../waiting/presence.ts'
import { waitForReady } from '../waiting/wait.ts'
import { runHooks, runHooksBefore } from './hooks/run-hooks.ts'
import { writePlan } from './objects/write-plan.ts'
import { helmObjectsOf, keepingInHelm } from './ownership/helm-adoptions.ts'
import { waitForPruned } from './prune/await-deletions.ts'
import { type Deletions, deleteObjects } from './prune/delete-objects.ts'
import { orphanObjects } from './prune/orphan.ts'
import { outsideAfter } from './prune/outside-members.ts'
import { describeUnpruned, giveBackFailed, nothingDeleted, pruneError } from './prune/prune-error.ts'
import { recordedReason, whyIncomplete } from './recorded-reason.ts'

/** A plan that was carried out. */
export interface CarriedOut {
  /** The revision that records it, finished. */
  readonly revision: StoredRevision
  readonly failures: readonly FailureReport[]
  readonly deletions: Deletions
  /** See Deployed. */
  readonly stoppedByHook: boolean
  /** What ended it midway, after something may have been written; undefined where nothing did. */
  readonly refusal?: KdeployError | undefined
}

/**
 * Carries a plan out, under the lock: the parent widened, a pending revision, hooks, writes, waiting, hooks, what is no longer
 * rendered deleted or orphaned, the revision finished as succeeded or failed, whatever happens. @throws KdeployError where nothing was written
 */
export async function carryOut(
  run: Run,
  desired: Desired,
  plan: Plan,
  history: readonly StoredRevision[],
  policy: Policy,
): Promise<CarriedOut> {
  const { cluster, world, emit, ledger } = run
  const { release } = desired
  const keys = historyKeys(world)
  const members = refsOf([...plan.changes, ...plan.hooks, ...plan.notRestored.filter(({ isUnproven }) => !isUnproven)])
  const found = await readParent(cluster, release)
  const reach = reachOfMembers(release, [...members, ...refsOf(plan.candidates), ...refsOf(plan.terminating)])
  const isAnew = history.length > 0 && !history.some(isTrusted)
  const parent = await widenParent(cluster, release, found, reach, world.version, { keys, isAnew }).catch(notBegun)
  const carriedOut = await record(run, desired, plan, history, policy)
  const isWhole =
    carriedOut.failures.length + carriedOut.deletions.problems.length === 0 && carriedOut.refusal === undefined
  // What failed or couldn't be listed may still have members anywhere.
  if (isWhole && plan.unlistable.length + plan.notRestored.length === 0 && policy.prune.enabled) {
    // Somebody may have had it kept since the plan was made.
    const kept = refsOf(plan.candidates).filter((ref) => !ledger.hasLeft(ref))
    const stay = [...kept, ...refsOf(carriedOut.deletions.terminating)]
    const still = reachOfMembers(release, [...members, ...stay])
    await narrowParent(cluster, release, parent, still, world.version, keys).catch((error: unknown) => {
      const message = `the Secret ${objectNameOf(release)} still lists kinds that have no objects left (harmless): ${messageOf(error)}`
      emit({ type: 'warning', message })
    })
  }
  return carriedOut
}

function refsOf(items: readonly { readonly ref: ObjectRef }[]): ObjectRef[] {
  return items.map(({ ref }) => ref)
}

/** A revision from its beginning as pending to its end. */
async function record(
  run: Run,
  desired: Desired,
  plan: Plan,
  history: readonly StoredRevision[],
  policy: Policy,
): Promise<CarriedOut> {
  const { cluster, world, emit, ledger } = run
  const { release } = desired
  const keys = historyKeys(world)
  const planned = revisionOf(desired, plan, history, world)
  const pending = await createRevision(cluster, release, planned, keys).catch(notBegun)
  const { number } = pending.revision
  const finish = (status: Revision['status'], more: Pick<Revision, 'reason' | 'cutOff' | 'untouched'>) => {
    const isComplete = policy.prune.enabled && status !== 'failed' && plan.unlistable.length === 0
    const outside = outsideAfter(release, history, { plan, ledger, isComplete })
    const finishedAt = new Date(world.wallClock()).toISOString()
    const reason = more.reason === undefined ? undefined : recordedReason(more.reason, world.masking)
    return updateRevision(cluster, release, pending, { status, ...more, reason, outside, finishedAt }, keys)
  }
  const finishFailed = (reason: string, cutOff?: true) =>
    finish('failed', { reason, cutOff, untouched: ledger.leftReleaseUnchanged() || undefined }).catch(
      (unfinished: unknown) => {
        emit({
          type: 'warning',
          message: `revision ${number} could not be recorded as failed: ${messageOf(unfinished)}`,
        })
        return pending
      },
    )
  emit({ type: 'writing' })
  const outcome = await perform(run, desired, plan, history, policy).catch(async (error: unknown) => {
    const isInterrupted = world.interrupted.aborted
    const revision = await finishFailed(isInterrupted ? 'interrupted' : messageOf(error), true)
    const refusal = asKdeployError(error)
    if (isInterrupted || refusal === undefined || ledger.leftReleaseUnchanged() || ledger.isReadinessUnknown)
      throw error
    return { failures: [], deletions: nothingDeleted, stoppedByHook: false, refusal, revision }
  })
  if ('revision' in outcome) return outcome
  const [first] = outcome.failures
  const incomplete = whyIncomplete(plan.notRestored)
  if (first !== undefined || incomplete !== undefined) {
    const failure = first === undefined ? undefined : `${describeRef(first.ref)}: ${first.message}`
    const reasons = [failure, incomplete, describeUnpruned(outcome.deletions)].filter((reason) => reason !== undefined)
    return { ...outcome, revision: await finishFailed(reasons.join('; ')) }
  }
  const status = policy.waiting.wait ? 'succeeded' : 'applied'
  try {
    return { ...outcome, revision: await finish(status, { reason: describeUnpruned(outcome.deletions) }) }
  } catch (error) {
    const message = `everything was applied, but revision ${number} could not be recorded as ${status}`
    throw recordFailed(error, message, 'rerun the command: it finds everything in place and records it')
  }
}

/** Hooks, writes, waiting, hooks, and prune, up to the first failure. */
async function perform(
  run: Run,
  { release }: Desired,
  plan: Plan,
  history: readonly StoredRevision[],
  policy: Policy,
): Promise<Omit<CarriedOut, 'revision' | 'refusal'>> {
  const { world, ledger } = run
  const recorded = new Set(recordedIn(history).map(({ object }) => keyOf(refOf(object))))
  const { waiting } = policy
  const writing = { release, policy, wasMember: (ref: ObjectRef) => recorded.has(keyOf(ref)) }
  const { failures: early, rest } = await runHooksBefore(run, plan, writing)
  if (early.length > 0) return { failures: early, deletions: nothingDeleted, stoppedByHook: true }
  const ofHelm = helmObjectsOf(plan, history)
  await phase(world, 'write', () => keepingInHelm(run, ofHelm, plan, () => writePlan(run, rest, writing)))
  const unready = await settle(run, plan, waiting).catch((error: unknown) => {
    ledger.recordReadinessUnknown()
    throw error
  })
  throwIfInterrupted(run)
  const failures = unready.length > 0 ? unready : await runHooks(run, plan, 'after-apply', waiting)
  if (failures.length > 0) return { failures, deletions: nothingDeleted, stoppedByHook: false }
  const { candidates, terminating } = plan
  const deletions = await phase(world, 'prune', async () => {
    const deleting = await deleteObjects(run, release, toDelete(candidates))
    await orphanObjects(run, toOrphan(candidates))
    const held = toOrphan(candidates).filter(({ ref, fate }) => fate.giveBack !== undefined && !ledger.hasLeft(ref))
    const begun = { ...deleting, problems: [...deleting.problems, ...held.map(giveBackFailed)] }
    throwIfInterrupted(run, rerunHint, pruneError(ledger, begun))
    return waitForPruned(run, begun, terminating, waiting)
  })
  throwIfInterrupted(run, rerunHint, pruneError(ledger, deletions))
  return { failures, deletions, stoppedByHook: false }
}

function notBegun(error: unknown): never {
  throw recordFailed(error, 'could not record this deploy')
}

/** Where nothing was written, what the plan read less than this long ago still counts, in milliseconds. */
const momentary = 1000

/** Waits for every object of the plan, the unchanged ones too: a rollout may still be under way or broken. */
export async function settle(run: Run, plan: Plan, waiting: WaitingPolicy): Promise<FailureReport[]> {
  const { world, ledger } = run
  if (!waiting.wait) return []
  const conceal = assessmentConcealer(
    plan.changes.map(({ manifest }) => manifest),
    world.masking.mask,
  )
  const targets = plan.changes.flatMap(({ ref, live, manifest }) => {
    const object = ledger.writtenObject(ref) ?? live
    return object === null ? [] : [{ ref, object, place: manifest.placeOf([]), conceal }]
  })
  return phase(world, 'wait', async () => {
    const began = world.monotonicClock()
    const failures = await waitForReady(run, targets, waiting)
    const isFresh = ledger.leftReleaseUnchanged() && world.monotonicClock() - began < momentary
    if (failures.length > 0 || isFresh || world.interrupted.aborted) return failures
    return findDeletedAfterWait(run, targets)
  })
}

/** The revision that records a deploy, as it begins. */
export function revisionOf(desired: Desired, plan: Plan, history: readonly StoredRevision[], world: World): Revision {
  return {
    number: nextNumber(desired.release, history),
    status: 'pending',
    createdAt: new Date(world.wallClock()).toISOString(),
    by: world.deployer,
    command: desired.command,
    restores: desired.restores,
    kdeployVersion: world.version,
    manifests: recordOf(desired),
    adopted: adoptedBy(plan, history),
  }
}

/**
 * What a plan adopts, as it is now, and all that earlier runs adopted: also what this plan doesn't see, as with `--no-prune`, stays
 * known as adopted however many revisions come. By UID, so that a record of what is gone means nothing.
 */
function adoptedBy({ changes }: Plan, history: readonly StoredRevision[]): RecordedAdoption[] {
  const adopting = changes.flatMap(({ live, adoption }) =>
    live === null || adoption === undefined ? [] : [[String(live.metadata['uid']), { object: live }] as const],
  )
  return [...new Map([...adoptedIn(history), ...adopting]).values()]
}
