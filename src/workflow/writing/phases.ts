import { KdeployError } from '../../errors.ts'
import type { Release } from '../../history/records/release.ts'
import { recordedIn, type StoredRevision } from '../../history/store.ts'
import { keyOf } from '../../manifest/identity.ts'
import type { ObjectRef } from '../../manifest/types.ts'
import { toDelete, toOrphan } from '../../plan/prune-candidates.ts'
import type { Plan } from '../../plan/types.ts'
import type { FailureReport } from '../run/events.ts'
import { rerunHint, throwIfInterrupted } from '../run/interruption.ts'
import { describeLedger } from '../run/ledger.ts'
import { phase } from '../run/phase.ts'
import type { Policy, WaitingPolicy } from '../run/policy.ts'
import { asKdeployError } from '../run/request-errors.ts'
import type { Run } from '../run/run.ts'
import { awaitReadiness } from './await-readiness.ts'
import { runHooks, runHooksBefore } from './hooks/run-hooks.ts'
import { writePlan } from './objects/write-plan.ts'
import { helmObjectsOf, whileKeptInHelm } from './ownership/helm-adoptions.ts'
import { waitForPruned } from './prune/await-deletions.ts'
import { type Deletions, deleteObjects } from './prune/delete-objects.ts'
import { orphanObjects } from './prune/orphan.ts'
import { giveBackFailed, nothingDeleted, pruneError } from './prune/prune-error.ts'
import { inServedVersion } from './prune/served-version.ts'

/** How the phases of a deploy ended. */
export interface PhasesEnd {
  /** Of a hook, or of what wasn't ready in time; then the phases after it did not begin. */
  readonly failures: readonly FailureReport[]
  readonly deletions: Deletions
  /** See Deployed. */
  readonly stoppedByHook: boolean
}

/** Hooks, writes, waiting, hooks and prune, up to the first failure. @throws KdeployError that lists what was written; Interrupted */
export async function runPhases(
  run: Run,
  release: Release,
  plan: Plan,
  history: readonly StoredRevision[],
  policy: Policy,
): Promise<PhasesEnd> {
  const { world } = run
  const { waiting } = policy
  const writing = { release, policy, wasMember: memberIn(history) }
  const { failures: early, rest } = await runHooksBefore(run, plan, writing)
  if (early.length > 0) return { failures: early, deletions: nothingDeleted, stoppedByHook: true }
  const ofHelm = helmObjectsOf(plan, history)
  await phase(world, 'write', () => whileKeptInHelm(run, ofHelm, plan, () => writePlan(run, rest, writing)))
  const unready = await awaitWritten(run, plan, waiting)
  const failures = unready.length > 0 ? unready : await runHooks(run, plan, 'after-apply', waiting)
  if (failures.length > 0) return { failures, deletions: nothingDeleted, stoppedByHook: false }
  const deletions = await phase(world, 'prune', () => prune(run, release, plan, waiting))
  return { failures, deletions, stoppedByHook: false }
}

/** Whether the release once applied an object, as its revisions tell. */
function memberIn(history: readonly StoredRevision[]): (ref: ObjectRef) => boolean {
  const recorded = new Set(recordedIn(history).map(keyOf))
  return (ref) => recorded.has(keyOf(ref))
}

async function awaitWritten(run: Run, plan: Plan, waiting: WaitingPolicy): Promise<FailureReport[]> {
  const unready = await awaitReadiness(run, plan, waiting).catch((error: unknown) => {
    run.ledger.recordReadinessUnknown()
    throw readinessUnknown(run, error)
  })
  throwIfInterrupted(run)
  return unready
}

/** Deletes and orphans what is no longer rendered, and waits until it is gone. */
async function prune(run: Run, release: Release, plan: Plan, waiting: WaitingPolicy): Promise<Deletions> {
  const { cluster, ledger } = run
  const candidates = await inServedVersion(cluster, plan.candidates)
  const terminating = await inServedVersion(cluster, plan.terminating)
  const deleting = await deleteObjects(run, release, toDelete(candidates))
  await orphanObjects(run, toOrphan(candidates))
  const held = toOrphan(candidates).filter(({ ref, fate }) => fate.giveBack !== undefined && !ledger.hasLeft(ref))
  const begun = { ...deleting, problems: [...deleting.problems, ...held.map(giveBackFailed)] }
  throwIfInterrupted(run, rerunHint, pruneError(ledger, begun))
  const deletions = await waitForPruned(run, begun, terminating, waiting)
  throwIfInterrupted(run, rerunHint, pruneError(ledger, deletions))
  return deletions
}

/** What keeps readiness from being seen, with what was written by then; a bug, or what follows a signal, stays as it is. */
function readinessUnknown({ world, ledger }: Run, error: unknown): unknown {
  const problem = asKdeployError(error)
  if (problem === undefined || world.interrupted.aborted) return error
  return new KdeployError({
    code: problem.code,
    category: problem.category,
    message: 'everything was written, but whether it became ready could not be seen',
    problems: [problem],
    detail: describeLedger(ledger),
  })
}
