import { joinNames } from '../../counts.ts'
import { describeRef } from '../../manifest/identity.ts'
import { assessmentMasker } from '../../plan/masking/mask-assessment.ts'
import type { Plan } from '../../plan/types.ts'
import type { FailureReport } from '../run/events.ts'
import { phase } from '../run/phase.ts'
import type { WaitingPolicy } from '../run/policy.ts'
import type { Run } from '../run/run.ts'
import { warnOfEmptyServices } from '../waiting/empty-services.ts'
import { findDeletedAfterWait } from '../waiting/presence.ts'
import { isAwaited, readKind } from '../waiting/targets.ts'
import { waitForReady } from '../waiting/wait.ts'

/** Where nothing was written, what the plan read less than this long ago still counts, in milliseconds. */
const momentary = 1000

/** Of the objects that are not waited for, this many are named. */
const mostNamed = 5

/** Waits for every object of the plan, the unchanged ones too: a rollout may still be under way or broken. */
export async function awaitReadiness(run: Run, plan: Plan, waiting: WaitingPolicy): Promise<FailureReport[]> {
  const { cluster, world, emit, ledger } = run
  if (!waiting.wait) return []
  const maskText = assessmentMasker(
    plan.changes.map(({ manifest }) => manifest),
    world.masking.mask,
  )
  const deployed = plan.changes.flatMap(({ ref, live, manifest }) => {
    const object = ledger.writtenObject(ref) ?? live
    return object === null ? [] : [{ ref, object, place: manifest.placeOf([]), maskText }]
  })
  const { readiness } = waiting
  const left = deployed.filter(({ object }) => !isAwaited(object, readiness))
  if (left.length > 0)
    emit({
      type: 'notice',
      message: `not waited for, as configured: ${joinNames(left, mostNamed, ({ ref }) => describeRef(ref))}`,
    })
  const targets = await Promise.all(
    deployed
      .filter(({ object }) => isAwaited(object, readiness))
      .map(async (one) => ({ ...one, kind: await readKind(cluster, one.ref, readiness) })),
  )
  return phase(world, 'wait', async () => {
    const began = world.monotonicClock()
    const failures = await waitForReady(run, targets, waiting)
    const isFresh = ledger.leftReleaseUnchanged() && world.monotonicClock() - began < momentary
    if (failures.length > 0 || isFresh || world.interrupted.aborted) return failures
    const deleted = await findDeletedAfterWait(run, targets)
    if (deleted.length === 0) await warnOfEmptyServices(run, targets)
    return deleted
  })
}
