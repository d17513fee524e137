import type { Cluster } from '../../../cluster/api/cluster.ts'
import { kindOf } from '../../../kinds/kind-of.ts'
import { isTerminating } from '../../../manifest/deletion.ts'
import { describeRef, kubectlName, refOf } from '../../../manifest/identity.ts'
import type { KubeObject } from '../../../manifest/types.ts'
import { assessmentMasker } from '../../../plan/masking/mask-assessment.ts'
import type { Hook } from '../../../plan/types.ts'
import { kubectlCommand } from '../../../shell-words.ts'
import { refuseForeign } from '../../planning/plan-hooks.ts'
import type { Emit, Event, FailureReport } from '../../run/events.ts'
import type { WaitingPolicy } from '../../run/policy.ts'
import { trackOutcome } from '../../run/request-errors.ts'
import { fieldManager, type Run } from '../../run/run.ts'
import { waitUntilGone } from '../../waiting/deletion.ts'
import { isTransientRefusal, retryTransient } from '../../waiting/retry-transient.ts'
import { readKind, type Target } from '../../waiting/targets.ts'
import { waitForReady } from '../../waiting/wait.ts'
import { JobLogs } from './job-logs.ts'

/** Milliseconds until the Job of an earlier run, and its pods, must be gone. */
const deletionTimeout = 120_000

/**
 * Recreates a hook's Job, streams its log, waits until it ends, then deletes it according to its policy. An
 * earlier run's Job that still runs is waited for first: a migration that is cut off may be worse than one that failed.
 * Returns why it failed; nothing where it succeeded, or where the run was interrupted.
 * @throws ApiError where the cluster refuses it; KdeployError `foreign-object`, `delete-timeout`; Interrupted
 */
export async function runHook(run: Run, hook: Hook, waiting: WaitingPolicy): Promise<FailureReport | undefined> {
  const { cluster, world, emit, ledger } = run
  const { ref, desired, manifest, deletion } = hook
  const maskText = assessmentMasker([manifest], world.masking.mask)
  const told = { ref, place: manifest.placeOf([]), maskText, kind: await readKind(cluster, ref, waiting.readiness) }
  const earlier = await cluster.get(ref)
  if (earlier !== null) {
    refuseForeign(earlier, hook)
    const revert = !hasEnded(earlier) ? ledger.assume(ref, 'hook-running') : undefined
    const unended = await awaitEnd(run, { ...told, object: earlier }, waiting)
    if (unended !== undefined || world.interrupted.aborted) return unended
    revert?.()
    await trackOutcome(ledger, ref, 'hook-delete-unknown', () => remove(cluster, hook, earlier))
    ledger.record(ref, 'hook-not-recreated')
    await waitUntilGone(run, [{ ref, live: earlier }], deletionTimeout)
  }
  emit({ type: 'hook', ref, phase: hook.phase })
  const apply = () => cluster.apply(desired, { fieldManager, dryRun: false })
  const making = () => retryTransient(world, apply, isTransientRefusal)
  const object = await trackOutcome(ledger, ref, 'hook-create-unknown', making)
  ledger.record(ref, 'hook-running', { object })
  const failure = await runToEnd(run, { ...told, object }, waiting)
  if (world.interrupted.aborted) return undefined
  const outcome = failure === undefined ? 'hook-succeeded' : 'hook-failed'
  if (failure === undefined || failure.causes.some(({ final }) => final)) ledger.record(ref, outcome, { object })
  if (deletion === 'always' || (deletion === 'succeeded' && failure === undefined)) {
    await remove(cluster, hook, object)
    ledger.record(ref, outcome)
  }
  return failure === undefined || deletion !== 'always' ? failure : deleted(failure)
}

/** There is nothing left to look at. */
function deleted(failure: FailureReport): FailureReport {
  const message = 'annotated kdeploy.dev/hook-delete: always'
  return { ...failure, causes: [...failure.causes, { reason: 'Deleted', message, final: true, lines: [] }] }
}

/** Its log while it runs, then how it ended. */
async function runToEnd(run: Run, target: Target, waiting: WaitingPolicy): Promise<FailureReport | undefined> {
  const { emit } = run
  const logs = new JobLogs(run, target)
  const verdicts: Event[] = []
  // How it ended comes after the last line of its log, and need not quote that again.
  const untilEnd: Emit = (event) => {
    if (event.type === 'ready' || event.type === 'failed') verdicts.push(event)
    else emit(event)
  }
  const withoutShownLogs = (report: FailureReport): FailureReport => ({
    ...report,
    causes: report.causes.map((cause) => (logs.hasTold(cause.pod, cause.container) ? { ...cause, lines: [] } : cause)),
  })
  try {
    const [failure] = await waitForReady({ ...run, emit: untilEnd }, [target], waiting)
    await logs.finish()
    for (const event of verdicts)
      emit(event.type === 'failed' ? { ...event, report: withoutShownLogs(event.report) } : event)
    return failure === undefined ? undefined : withoutShownLogs(failure)
  } finally {
    logs.stop()
  }
}

/** Waits while the Job of an earlier run is still at work. Returns why it can't be deleted yet. */
async function awaitEnd(run: Run, target: Target, waiting: WaitingPolicy): Promise<FailureReport | undefined> {
  const { cluster, emit } = run
  if (hasEnded(target.object)) return undefined
  const { kubeContext, kubeconfig, as } = cluster
  const place = { kubeContext, kubeconfig, as, namespace: target.ref.namespace }
  const end = kubectlCommand(place, 'delete', kubectlName(target.ref))
  emit({
    type: 'notice',
    message: `${describeRef(target.ref)} of an earlier run is still running; waiting for it; to end it instead: ${end}`,
  })
  let failed: Event | undefined
  const unended: Emit = (event) => {
    if (event.type === 'failed') failed = event
    else if (event.type !== 'ready') emit(event)
  }
  const failure = await runToEnd({ ...run, emit: unended }, target, waiting)
  // It failed for good, or can't even start: nothing is lost with it.
  const live = await cluster.get(target.ref)
  if (failure === undefined || live === null || hasEnded(live)) return undefined
  if (failure.causes.some(({ final }) => final)) return undefined
  if (failed !== undefined) emit(failed)
  return failure
}

function hasEnded(job: KubeObject): boolean {
  return isTerminating(job) || kindOf(refOf(job)).hasEnded?.(job) === true
}

/** With its pods, before it is gone itself. */
async function remove(cluster: Cluster, { ref }: Hook, { metadata }: KubeObject): Promise<void> {
  await cluster.delete(ref, { uid: String(metadata['uid']), propagation: 'Foreground' })
}
