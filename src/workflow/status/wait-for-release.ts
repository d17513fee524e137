import { identityOf, type Release } from '../../history/records/release.ts'
import type { Revision } from '../../history/records/revision.ts'
import { describeRef } from '../../manifest/identity.ts'
import { assessmentMasker } from '../../plan/masking/mask-assessment.ts'
import { readHistory } from '../planning/facts/recorded.ts'
import type { FailureReport } from '../run/events.ts'
import type { ProfileInput } from '../run/input.ts'
import { rethrowAsInterrupted, throwIfInterrupted } from '../run/interruption.ts'
import { phase } from '../run/phase.ts'
import type { WaitingPolicy } from '../run/policy.ts'
import type { Run } from '../run/run.ts'
import { isAwaited, readKind, type Target } from '../waiting/targets.ts'
import { waitForReady } from '../waiting/wait.ts'
import { findObjects } from './find-objects.ts'
import { readLockIfAllowed } from './read-lock.ts'
import { recordedStateOf } from './recorded-state.ts'
import type { Identified } from './stale-workloads.ts'

/** Between two looks at the lock, in milliseconds. */
const lookAgainAfter = 1000

/**
 * Waits until all that runs of a release is ready; where somebody deploys, first for the end of that. What is missing is left out: nothing
 * that is waited for makes it. Writes nothing, so that the lock of a run that was killed stays.
 */
export async function waitForRelease(
  run: Run,
  { release, rules }: Identified,
  input: ProfileInput,
  { timeout, stableFor }: Pick<WaitingPolicy, 'timeout' | 'stableFor'>,
): Promise<FailureReport[]> {
  const { world } = run
  const end = timeout === undefined ? undefined : world.monotonicClock() + timeout
  await awaitDeploy(run, release, end)
  const { targets } = await targetsOf(run, { release, rules }, input)
  const left = end === undefined ? undefined : Math.max(0, end - world.monotonicClock())
  const wait = () => waitForReady(run, targets, { timeout: left, stableFor, readiness: rules.readiness })
  const failures = await phase(world, 'wait', wait).catch(rethrowAsInterrupted(run))
  throwIfInterrupted(run)
  return failures
}

/** What runs of a release and is waited for, and the revision that deployed it. */
export async function targetsOf(
  { cluster, world, emit }: Run,
  { release, rules }: Identified,
  input: ProfileInput,
): Promise<{ readonly targets: readonly Target[]; readonly running: Revision | undefined }> {
  const history = await readHistory(cluster, release, world)
  const { deployed, running } = await recordedStateOf(history, cluster, release, input)
  const { found } = await findObjects(cluster, release, deployed, history, world)
  const maskText = assessmentMasker(deployed, world.masking.mask)
  const targets = await Promise.all(
    found.map(async ({ ref, live }): Promise<Target[]> => {
      if (live === 'forbidden') emit({ type: 'warning', message: `${describeRef(ref)} may not be read` })
      if (live === null || live === 'forbidden' || !isAwaited(live, rules.readiness)) return []
      const kind = await readKind(cluster, ref, rules.readiness)
      return [{ ref, object: live, place: undefined, kind, maskText }]
    }),
  )
  return { targets: targets.flat(), running }
}

/** What a deploy that goes on has not written yet would seem ready. */
async function awaitDeploy(run: Run, release: Release, end: number | undefined): Promise<void> {
  const { cluster, world, emit } = run
  for (let told = ''; ; ) {
    throwIfInterrupted(run)
    const lock = await readLockIfAllowed(cluster, release)
    if (lock === null || lock === undefined || !lock.isAlive) return
    if (lock.holder !== told)
      emit({ type: 'notice', message: `${identityOf(release)} is being deployed by ${lock.holder}` })
    told = lock.holder
    if (end !== undefined && world.monotonicClock() >= end) return
    await world.sleep(lookAgainAfter)
  }
}
