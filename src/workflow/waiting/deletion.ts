import type { Cluster } from '../../cluster/api/cluster.ts'
import { formatDuration } from '../../duration.ts'
import { KdeployError } from '../../errors.ts'
import { describeRef, refOf } from '../../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'
import type { Unready } from '../run/events.ts'
import { rethrowAsInterrupted, throwIfInterrupted } from '../run/interruption.ts'
import type { Run } from '../run/run.ts'
import { readBlockers } from './deletion-blockers.ts'

/** Between two looks, in milliseconds: at first, and at most. Nearly everything is gone at the first. */
const pollPauses = { first: 50, longest: 2000 }

/** Between two reminders, in milliseconds. */
const remindEvery = 30_000

/** An object that is being deleted, as it was last seen. */
export interface TerminatingObject {
  readonly ref: ObjectRef
  readonly live: KubeObject
}

/**
 * Waits until objects that were deleted are gone: finalizers, and what they own, may hold them.
 * @throws KdeployError `delete-timeout` with what holds each; Interrupted
 */
export async function waitUntilGone(run: Run, objects: readonly TerminatingObject[], timeout: number): Promise<void> {
  const left = await waitUntilGoneOrTimeout(run, objects, timeout)
  if (left.length > 0) throw await deletionTimedOut(run.cluster, left, timeout)
}

/**
 * Waits until objects are gone, or others have taken their names, for `timeout` milliseconds at most; 0 looks once. Returns
 * those that are still there, as they are. `onGone` is told of each as soon as it is seen to be gone. @throws Interrupted
 */
export async function waitUntilGoneOrTimeout(
  run: Run,
  objects: readonly TerminatingObject[],
  timeout: number,
  onGone: (ref: ObjectRef) => void = () => {},
): Promise<TerminatingObject[]> {
  const { cluster, world, emit } = run
  const began = world.monotonicClock()
  let reminded = began
  let left = [...objects]
  for (let pause = pollPauses.first; left.length > 0; pause = Math.min(pause * 2, pollPauses.longest)) {
    const looking = left.map(async ({ ref, live }) => ({ ref, before: live, live: await cluster.get(ref) }))
    const seen = await Promise.all(looking).catch(rethrowAsInterrupted(run))
    left = seen.flatMap(({ ref, before, live }) => {
      if (live !== null && live.metadata['uid'] === before.metadata['uid']) return [{ ref, live }]
      onGone(ref)
      return []
    })
    const now = world.monotonicClock()
    if (left.length === 0 || now - began >= timeout) break
    if (now - reminded >= remindEvery) {
      reminded = now
      const waitingFor = await Promise.all(left.map((one) => held(cluster, one))).catch(rethrowAsInterrupted(run))
      emit({ type: 'reminder', waitingFor, elapsed: now - began })
    }
    await world.sleep(pause)
    throwIfInterrupted(run)
  }
  return left
}

async function held(cluster: Cluster, { ref, live }: TerminatingObject): Promise<Unready> {
  const cause = { reason: 'Terminating', message: await readBlockers(cluster, live), final: false }
  return { ref, message: 'is being deleted', causes: [cause] }
}

/** `delete-timeout`, with what holds each object. */
export async function deletionTimedOut(
  cluster: Cluster,
  objects: readonly TerminatingObject[],
  timeout: number,
): Promise<KdeployError> {
  const lines = objects.map(async ({ live }) => `${describeRef(refOf(live))}: ${await readBlockers(cluster, live)}`)
  return new KdeployError({
    code: 'delete-timeout',
    category: 'workload',
    message: `${objects.length === 1 ? 'an object is' : `${objects.length} objects are`} still being deleted after ${formatDuration(timeout)}`,
    detail: (await Promise.all(lines)).join('\n'),
    hint: 'check the controllers of the finalizers, then rerun the command: it continues from the current state',
  })
}
