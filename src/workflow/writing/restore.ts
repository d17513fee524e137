import type { KdeployError } from '../../errors.ts'
import type { Release } from '../../history/records/release.ts'
import type { RecordedBarrier, Revision } from '../../history/records/revision.ts'
import { isProven, type StoredRevision } from '../../history/store.ts'
import type { KubeObject, Manifest } from '../../manifest/types.ts'
import { isNothing } from '../../plan/build.ts'
import type { Plan } from '../../plan/types.ts'
import { shellWords } from '../../shell-words.ts'
import type { Desired } from '../planning/desired.ts'
import { planPhase } from '../planning/plan-phase.ts'
import { barriersBefore } from '../planning/undo/barriers.ts'
import { lastGood, sameManifests } from '../planning/undo/good-states.ts'
import { manifestsOfRevision, noticeHooksNotRun, recreatableIn, warnNotDeleted } from '../planning/undo/recall.ts'
import { describeBarriers } from '../planning/undo/refuse-crossing.ts'
import { untrustedSince, whyUntrusted } from '../planning/undo/trusted-target.ts'
import { type Policy, policyOfUndoOnFailure } from '../run/policy.ts'
import { asKdeployError } from '../run/request-errors.ts'
import type { Restoration } from '../run/results.ts'
import { partOf, type Run } from '../run/run.ts'
import { type CarriedOut, carryOut } from './carry-out.ts'
import { awaitTerminating } from './objects/await-terminating.ts'
import { pruneError } from './prune/prune-error.ts'

/** What an undo after a failure goes by. */
export interface FailedDeploy {
  /** The policy of the deploy that failed. */
  readonly policy: Policy
  /** Do nothing where everything is as it was, as after a hook that stopped the deploy. Default: it is waited for nevertheless. */
  readonly onlyChanges?: boolean
  /** What the deploy rendered. */
  readonly rendered: readonly Manifest[]
  /** What it found on the cluster, before it wrote. */
  readonly before: readonly KubeObject[]
  /** Keys of objects that are left as they are: somebody changed them while the deploy ran. Default: none. */
  readonly contested: ReadonlySet<string>
}

/** What the undo of a deploy goes by that may fail. */
export function failedDeploy({ ledger }: Run, { manifests }: Desired, { changes }: Plan, policy: Policy): FailedDeploy {
  const before = changes.flatMap(({ live }) => live ?? [])
  return { policy, rendered: manifests, before, contested: ledger.contested() }
}

/** How an undo after a failure ended, with the revision that records it where it got that far. */
export interface Restored {
  readonly restoration: Restoration
  readonly revision: StoredRevision | undefined
}

/**
 * Brings the last good revision back after the newest one failed, under the lock that its deploy holds, and waits until it
 * is ready. It is planned, written and recorded like any other. Whatever goes wrong is told in the result: the failure that
 * led here must not be hidden by another.
 * @throws Interrupted
 */
export async function restoreLastGood(
  run: Run,
  release: Release,
  history: readonly StoredRevision[],
  deploy: FailedDeploy,
): Promise<Restored> {
  const { world, emit } = run
  const revisions = history.map(({ revision }) => revision)
  const failed = revisions.at(-1)
  const target = lastGood(revisions.slice(0, -1))
  const untrusted = untrustedSince(history, target?.number ?? 0)
  if (untrusted !== undefined) {
    const { number } = untrusted.revision
    return nothing(`revision ${number}, which determines the last good one, is not trusted: ${whyUntrusted(untrusted)}`)
  }
  if (failed === undefined || target === undefined)
    return nothing('no earlier revision succeeded; what was written stays')
  if (sameManifests(target, failed))
    return nothing(`the last good revision, ${target.number}, is identical to the failed one`)
  const barriers = barriersBefore(history, target.number)
  if (barriers.length > 0) return nothing(whyNotCrossed(target, barriers), barriers)
  emit({ type: 'notice', message: `undo: restoring revision ${target.number}` })
  noticeHooksNotRun(target, emit)
  if (!deploy.policy.prune.enabled) warnNotDeleted(failed, target, emit)
  const part = partOf(run)
  try {
    const done = await deployRevision(part, release, target, failed, history, deploy)
    if (done === undefined) return nothing('nothing to undo: the hook failed before anything else was written')
    const { revision, failures, refusal, notRestored } = done
    if (refusal !== undefined) return refused(target, refusal, 'part', revision)
    const unpruned = pruneError(part.ledger, done.deletions)
    if (failures.length === 0 && notRestored.length > 0) {
      const facts = { target: target.number, revision: revision.revision.number, notRestored, problem: unpruned }
      return { restoration: { outcome: 'incomplete', ...facts }, revision }
    }
    if (failures.length === 0 && unpruned !== undefined) return refused(target, unpruned, 'all', revision)
    const { number } = revision.revision
    const restoration: Restoration =
      failures.length === 0
        ? { outcome: 'restored', target: target.number, revision: number }
        : { outcome: 'unready', target: target.number, revision: number, notRestored, failures }
    return { restoration, revision }
  } catch (error) {
    const problem = world.interrupted.aborted ? undefined : asKdeployError(error)
    if (problem === undefined) throw error
    return refused(target, problem, part.ledger.leftReleaseUnchanged() ? 'nothing' : 'unknown', undefined)
  }
}

function refused(
  { number: target }: Revision,
  problem: KdeployError,
  written: Extract<Restoration, { outcome: 'refused' }>['written'],
  revision: StoredRevision | undefined,
): Restored {
  return { restoration: { outcome: 'refused', target, problem, written }, revision }
}

function whyNotCrossed({ number }: Revision, barriers: readonly RecordedBarrier[]): string {
  return `revision ${number}, the last good one, lies beyond the ${describeBarriers(barriers)}; to go forward instead, fix the cause and apply again (kdeploy undo --to-revision ${number} --cross-barrier restores it nevertheless)`
}

function nothing(reason: string, barriers?: readonly RecordedBarrier[]): Restored {
  return { restoration: { outcome: 'nothing', reason, barriers }, revision: undefined }
}

async function deployRevision(
  run: Run,
  release: Release,
  target: Revision,
  failed: Revision,
  history: readonly StoredRevision[],
  deploy: FailedDeploy,
): Promise<(CarriedOut & Pick<Plan, 'notRestored'>) | undefined> {
  const manifests = manifestsOfRevision(target)
  const command = `undo to ${target.number} after failed ${failed.number}`
  const policy = policyOfUndoOnFailure(deploy.policy, recreatableIn(failed))
  const { rendered, before, contested } = deploy
  const again = shellWords(['kdeploy', 'undo', '-p', release.profile, '--to-revision', String(target.number)])
  const limits = isProven(target, history)
    ? undefined
    : ({ named: ['none'], rendered: async () => rendered, before, again } as const)
  const desired = { release, manifests, command, restores: target.number, limits, contested }
  const { plan, counts } = await planPhase(run, desired, policy, Promise.resolve(history))
  if (deploy.onlyChanges && isNothing(counts)) return undefined
  await awaitTerminating(run, plan, policy.waiting.timeout)
  const carriedOut = await carryOut(run, desired, plan, history, policy)
  return { ...carriedOut, notRestored: plan.notRestored }
}
