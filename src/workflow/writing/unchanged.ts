import { isDeepStrictEqual } from 'node:util'
import { ApiError } from '../../cluster/errors/api-error.ts'
import { joinNames } from '../../counts.ts'
import { readRevisions } from '../../history/read-revisions.ts'
import type { Release } from '../../history/records/release.ts'
import { type StoredRevision, updateRevision } from '../../history/store.ts'
import { describeRef } from '../../manifest/identity.ts'
import type { Plan } from '../../plan/types.ts'
import { type Desired, recordOf } from '../planning/desired.ts'
import { hooksLeftOut } from '../planning/plan-hooks.ts'
import { rethrowAsInterrupted, throwIfInterrupted } from '../run/interruption.ts'
import { withLock } from '../run/lock.ts'
import type { Policy } from '../run/policy.ts'
import type { Deployed, Restoration } from '../run/results.ts'
import type { Run } from '../run/run.ts'
import { historyKeys } from '../run/world.ts'
import { awaitReadiness } from './await-readiness.ts'
import { helmObjectsOf, keepInHelmOrWarn, wouldHelmDelete } from './ownership/helm-adoptions.ts'
import { waitForPruned } from './prune/await-deletions.ts'
import { describeUnpruned, nothingDeleted, pruneError } from './prune/prune-error.ts'
import { failedDeploy, restoreLastGood } from './restore.ts'

/** Hooks that are named where they weren't run; more are counted. */
const mostNamed = 3

/** Nothing to write; the workloads may still be on their way or broken. */
export async function waitWithoutWriting(
  run: Run,
  desired: Desired,
  plan: Plan,
  history: readonly StoredRevision[],
  policy: Policy,
  deadline: number,
): Promise<Pick<Deployed, 'revision' | 'failures' | 'restoration'>> {
  const failures = await awaitReadiness(run, plan, policy.waiting).catch(rethrowAsInterrupted(run))
  throwIfInterrupted(run)
  const last = history.at(-1)
  if (failures.length === 0) {
    const deletions = await waitForPruned(run, nothingDeleted, plan.terminating, policy.waiting)
    if (policy.waiting.wait && !lacksHooks(run, plan, last, policy))
      await promoteToSucceeded(run, desired, last, describeUnpruned(deletions))
    const unpruned = pruneError(run.ledger, deletions)
    if (unpruned !== undefined) throw unpruned
    return { revision: undefined, failures }
  }
  if (!policy.undoOnFailure) return { revision: undefined, failures }
  const restoration: Restoration =
    last === undefined || last.revision.status === 'succeeded'
      ? {
          outcome: 'nothing',
          reason: 'this run changed nothing, and the current revision is already the last good one',
        }
      : await withLock(run, desired.release, deadline, async (locked) => {
          const now = await readRevisions(locked.cluster, desired.release, historyKeys(locked.world))
          if (now.at(-1)?.resourceVersion !== last.resourceVersion)
            return { outcome: 'nothing', reason: 'another deploy has started since' }
          const restoring = failedDeploy(run, desired, plan, policy)
          return (await restoreLastGood(locked, desired.release, now, restoring)).restoration
        })
  return { revision: undefined, failures, restoration }
}

/** Restores Helm's keep annotations on adopted objects when nothing else changes. */
export async function protectFromHelm(
  run: Run,
  release: Release,
  plan: Plan,
  history: readonly StoredRevision[],
  deadline: number,
): Promise<void> {
  const objects = helmObjectsOf(plan, history)
  if (objects.length === 0 || !(await wouldHelmDelete(run, objects))) return
  const names = objects.map(({ ref }) => describeRef(ref)).join(', ')
  const message = `Helm would delete objects that this release adopted; marking them to be kept again: ${names}`
  run.emit({ type: 'warning', message })
  await withLock(run, release, deadline, (locked) => keepInHelmOrWarn(locked, objects))
}

/** Whether hooks that never succeeded for the last revision are left out (--no-hooks), so that it stays as it is: told, then. */
function lacksHooks({ emit }: Run, { hooks }: Plan, last: StoredRevision | undefined, policy: Policy): boolean {
  if (last === undefined || last.revision.restores !== undefined) return false
  const { number, status } = last.revision
  const left = hooksLeftOut(hooks, policy.hooks.phases, status)
  if (left.length === 0) return false
  const names = joinNames(left, mostNamed, ({ ref }) => describeRef(ref))
  emit({
    type: 'notice',
    message: `revision ${number} stays recorded as ${status}: hooks that it lacks were not run: ${names}`,
  })
  return true
}

/** Records a failed or unwaited revision as succeeded once all its objects exist and are ready. */
async function promoteToSucceeded(
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
    emit({
      type: 'notice',
      message: `revision ${number} is recorded as succeeded: all its objects exist and are ready`,
    })
  } catch (error) {
    // Another run that found the same got there first.
    if (!(error instanceof ApiError) || error.status !== 409) throw error
  }
}
