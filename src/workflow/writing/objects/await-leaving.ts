import { KdeployError, throwCollected } from '../../../errors.ts'
import { makesWay } from '../../../manifest/deletion.ts'
import { describeRef } from '../../../manifest/identity.ts'
import type { KubeObject } from '../../../manifest/types.ts'
import type { Change, Plan } from '../../../plan/types.ts'
import type { Run } from '../../run/run.ts'
import { waitUntilGoneOrTimeout } from '../../waiting/deletion.ts'
import { readBlockers } from '../../waiting/deletion-blockers.ts'
import { inWords } from '../../waiting/wait-state.ts'

/** Milliseconds until an object that somebody deleted must be gone, where `--timeout` doesn't say. */
const patience = 120_000

/**
 * Waits, before anything is written, until what is being deleted is gone where the plan creates an object of its name.
 * @throws KdeployError `object-terminating` for each that isn't gone in time; Interrupted
 */
export async function awaitLeaving(run: Run, plan: Plan, timeout: number | undefined): Promise<void> {
  const waiting = plan.changes.flatMap((change) => {
    const leaving = leavingOf(change)
    return leaving === undefined ? [] : [{ change, leaving }]
  })
  await awaitMadeWay(run, waiting, timeout)
}

/** The object that has to go before a change can be written. */
export function leavingOf({ leaving, live, action }: Change): KubeObject | undefined {
  return leaving ?? (action !== 'unchanged' && makesWay(live) ? live : undefined)
}

/** Waits until each object is gone that has to go before its change. @throws as awaitLeaving */
export async function awaitMadeWay(
  run: Run,
  waiting: readonly { readonly change: Change; readonly leaving: KubeObject }[],
  timeout = patience,
): Promise<void> {
  const { cluster, emit } = run
  const objects = waiting.map(({ change: { ref }, leaving }) => ({ ref, live: leaving }))
  const there = await waitUntilGoneOrTimeout(run, objects, 0)
  for (const { ref, live } of there) {
    const message = `${describeRef(ref)} is being deleted, and is created again once it is gone: ${await readBlockers(cluster, live)}`
    emit({ type: 'notice', message })
  }
  const left = await waitUntilGoneOrTimeout(run, there, timeout)
  const problems = left.map(async ({ ref, live }) => {
    const { manifest } = waiting.find(({ change }) => change.ref === ref)?.change ?? {}
    return new KdeployError({
      code: 'object-terminating',
      category: 'cluster',
      message: `${describeRef(ref)} is being deleted, and was not gone after ${inWords(timeout)}: ${await readBlockers(cluster, live)}`,
      place: manifest?.placeOf(['metadata', 'name']),
      hint: 'see to whoever serves the finalizers, then rerun the command; --timeout waits longer',
    })
  })
  throwCollected(
    await Promise.all(problems),
    (count) => `${count} objects are being deleted, and were not gone in time`,
  )
}
