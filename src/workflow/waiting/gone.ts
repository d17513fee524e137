import { KdeployError } from '../../errors.ts'
import { describeRef, refOf } from '../../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'
import { orInterrupted, stopIfInterrupted } from '../interrupted.ts'
import type { Run } from '../run.ts'
import { inWords } from './waiting.ts'

/** Between two looks, in milliseconds: at first, and at most. Nearly everything is gone at the first. */
const pauses = { first: 50, longest: 2000 }

/** Between two reminders, in milliseconds. */
const remindEvery = 30_000

/**
 * Waits until objects that were deleted are gone: finalizers, and what they own, may hold them.
 * @throws KdeployError `delete-timeout` with what holds each; Interrupted
 */
export async function awaitGone(
  run: Run,
  objects: readonly { readonly ref: ObjectRef; readonly live: KubeObject }[],
  timeout: number,
): Promise<void> {
  const { cluster, world, emit } = run
  const began = world.now()
  let reminded = began
  let left = objects
  for (let pause = pauses.first; ; pause = Math.min(pause * 2, pauses.longest)) {
    const looking = left.map(async (one) => ({ one, live: await cluster.get(one.ref) }))
    const seen = await Promise.all(looking).catch(orInterrupted(run))
    const there = seen.filter(({ one, live }) => live !== null && live.metadata['uid'] === one.live.metadata['uid'])
    left = there.map(({ one }) => one)
    if (left.length === 0) return
    const now = world.now()
    if (now - began >= timeout)
      throw held(
        there.map(({ live }) => live).filter((live) => live !== null),
        timeout,
      )
    if (now - reminded >= remindEvery) {
      reminded = now
      emit({ type: 'reminder', waitingFor: left.map(({ ref }) => ref), elapsed: now - began })
    }
    await world.sleep(pause)
    stopIfInterrupted(run)
  }
}

function held(objects: readonly KubeObject[], timeout: number): KdeployError {
  const lines = objects.map((object) => {
    const finalizers = (object.metadata['finalizers'] ?? []) as string[]
    const name = describeRef(refOf(object))
    return finalizers.length === 0 ? name : `${name}: its finalizers hold it: ${finalizers.join(', ')}`
  })
  return new KdeployError({
    code: 'delete-timeout',
    category: 'workload',
    message: `after ${inWords(timeout)} ${objects.length === 1 ? 'an object is' : `${objects.length} objects are`} deleted, but not gone`,
    detail: lines.join('\n'),
    hint: 'see to whoever serves the finalizers, then run the same command again: it goes on from what is there',
  })
}
