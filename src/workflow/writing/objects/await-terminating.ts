import { formatDuration } from '../../../duration.ts'
import { KdeployError, throwCollected } from '../../../errors.ts'
import { canBeRecreatedOnceGone } from '../../../manifest/deletion.ts'
import { describeRef } from '../../../manifest/identity.ts'
import type { KubeObject } from '../../../manifest/types.ts'
import type { Change, Plan } from '../../../plan/types.ts'
import type { Run } from '../../run/run.ts'
import { waitUntilGoneOrTimeout } from '../../waiting/deletion.ts'
import { readBlockers } from '../../waiting/deletion-blockers.ts'

/** Milliseconds until an object that somebody deleted must be gone, where `--timeout` doesn't say. */
const defaultTimeout = 120_000

/**
 * Waits, before anything is written, until what is being deleted is gone where the plan creates an object of its name.
 * @throws KdeployError `object-terminating` for each that isn't gone in time; Interrupted
 */
export async function awaitTerminating(run: Run, plan: Plan, timeout: number | undefined): Promise<void> {
  const waiting = plan.changes.flatMap((change) => {
    const terminating = terminatingPredecessor(change)
    return terminating === undefined ? [] : [{ change, terminating }]
  })
  await awaitPredecessors(run, waiting, timeout)
}

/** The object that has to go before a change can be written. */
export function terminatingPredecessor({ terminating, live, action }: Change): KubeObject | undefined {
  return terminating ?? (action !== 'unchanged' && canBeRecreatedOnceGone(live) ? live : undefined)
}

/** Waits until each object is gone that has to go before its change. @throws as awaitTerminating */
export async function awaitPredecessors(
  run: Run,
  waiting: readonly { readonly change: Change; readonly terminating: KubeObject }[],
  timeout = defaultTimeout,
): Promise<void> {
  const { cluster, emit } = run
  const objects = waiting.map(({ change: { ref }, terminating }) => ({ ref, live: terminating }))
  const there = await waitUntilGoneOrTimeout(run, objects, 0)
  for (const { ref, live } of there) {
    const message = `${describeRef(ref)} is being deleted, and will be created once it is gone: ${await readBlockers(cluster, live)}`
    emit({ type: 'notice', message })
  }
  const left = await waitUntilGoneOrTimeout(run, there, timeout)
  const problems = left.map(async ({ ref, live }) => {
    const { manifest } = waiting.find(({ change }) => change.ref === ref)?.change ?? {}
    return new KdeployError({
      code: 'object-terminating',
      category: 'cluster',
      message: `${describeRef(ref)} is still being deleted after ${formatDuration(timeout)}: ${await readBlockers(cluster, live)}`,
      place: manifest?.placeOf(['metadata', 'name']),
      hint: 'check the controllers of its finalizers, then rerun the command; --timeout waits longer',
    })
  })
  throwCollected(await Promise.all(problems), (count) => `${count} objects are still being deleted`)
}
