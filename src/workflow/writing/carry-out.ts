import { type KdeployError, messageOf } from '../../errors.ts'
import type { StoredRevision } from '../../history/store.ts'
import type { Plan } from '../../plan/types.ts'
import type { Desired } from '../planning/desired.ts'
import type { Policy } from '../run/policy.ts'
import { asKdeployError, recordFailed } from '../run/request-errors.ts'
import type { Run } from '../run/run.ts'
import { recordExpiry } from './expiry.ts'
import { narrowToMembers, widenToPlan } from './parent-reach.ts'
import { type PhasesEnd, runPhases } from './phases.ts'
import { describeUnpruned, nothingDeleted } from './prune/prune-error.ts'
import { describeFailures, describeNotRestored } from './recorded-reason.ts'
import { beginRecord, type RevisionRecord } from './revision-record.ts'

/** A plan that was carried out. */
export interface CarriedOut extends PhasesEnd {
  /** The revision that records it, finished. */
  readonly revision: StoredRevision
  /** What ended it midway, after something may have been written; undefined where nothing did. */
  readonly refusal?: KdeployError | undefined
}

/**
 * Carries a plan out, under the lock: the parent widened, a pending revision, the phases, the revision finished as succeeded or
 * failed, whatever happens, the parent narrowed. @throws KdeployError where nothing was written
 */
export async function carryOut(
  run: Run,
  desired: Desired,
  plan: Plan,
  history: readonly StoredRevision[],
  policy: Policy,
): Promise<CarriedOut> {
  const { release } = desired
  const widened = await widenToPlan(run, release, plan, history).catch(recordNotBegun)
  const parent = (await recordExpiry(run, release, widened, policy).catch(recordNotBegun)) ?? widened
  const record = await beginRecord(run, desired, plan, history, policy).catch(recordNotBegun)
  const carriedOut = await runRecorded(run, plan, record, () => runPhases(run, release, plan, history, policy))
  // What failed or couldn't be listed may still have members anywhere.
  const isWhole =
    policy.prune.enabled && plan.unlistable.length + plan.notRestored.length === 0 && !hasFailed(carriedOut)
  if (isWhole) await narrowToMembers(run, release, plan, parent, carriedOut.deletions.terminating)
  return carriedOut
}

function recordNotBegun(error: unknown): never {
  throw recordFailed(error, 'could not record this deploy')
}

/** Runs the phases, and has the revision say how they ended. */
async function runRecorded(
  run: Run,
  plan: Plan,
  record: RevisionRecord,
  phases: () => Promise<PhasesEnd>,
): Promise<CarriedOut> {
  let end: PhasesEnd
  try {
    end = await phases()
  } catch (error) {
    return await failedMidway(run, record, error)
  }
  const reason = whyFailed(plan, end)
  const unpruned = describeUnpruned(end.deletions)
  if (reason === undefined) return { ...end, revision: await record.succeed(unpruned) }
  const revision = await record.fail(unpruned === undefined ? reason : `${reason}; ${unpruned}`)
  return { ...end, revision }
}

/** Rethrows the error, unless it is a refusal after something may have been written: whoever asked for it may undo that. */
async function failedMidway({ world, ledger }: Run, record: RevisionRecord, error: unknown): Promise<CarriedOut> {
  const isInterrupted = world.interrupted.aborted
  const revision = await record.fail(isInterrupted ? 'interrupted' : messageOf(error), true)
  const refusal = asKdeployError(error)
  const isUndoable = !isInterrupted && !ledger.leftReleaseUnchanged() && !ledger.isReadinessUnknown
  if (refusal === undefined || !isUndoable) throw error
  return { failures: [], deletions: nothingDeleted, stoppedByHook: false, refusal, revision }
}

/** For the history; undefined where it did not fail. */
function whyFailed({ notRestored }: Plan, { failures }: PhasesEnd): string | undefined {
  const reasons = [describeFailures(failures), describeNotRestored(notRestored)].filter(
    (reason) => reason !== undefined,
  )
  return reasons.length === 0 ? undefined : reasons.join('; ')
}

function hasFailed({ failures, deletions, refusal }: CarriedOut): boolean {
  return failures.length + deletions.problems.length > 0 || refusal !== undefined
}
