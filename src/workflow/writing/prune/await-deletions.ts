import { formatDuration } from '../../../duration.ts'
import { KdeployError } from '../../../errors.ts'
import { describeRef, keyOf } from '../../../manifest/identity.ts'
import type { ObjectRef } from '../../../manifest/types.ts'
import type { Member } from '../../../plan/types.ts'
import type { Run } from '../../run/run.ts'
import { type TerminatingObject, waitUntilGoneOrTimeout } from '../../waiting/deletion.ts'
import { readBlockers } from '../../waiting/deletion-blockers.ts'
import type { Deletions } from './delete-objects.ts'

/** Milliseconds until what is no longer rendered must be gone, where `--timeout` doesn't say. */
const defaultTimeout = 120_000

/** What is gone this soon isn't told as being deleted first, in milliseconds. */
const brief = 1000

/**
 * Waits until what a run deleted, and what earlier runs deleted (`earlier`), is gone; with `wait: false` it only looks. What
 * isn't gone in time is a problem `delete-timeout`, with what holds it. @throws Interrupted
 */
export async function waitForPruned(
  run: Run,
  { terminating, problems }: Deletions,
  earlier: readonly Member[],
  { wait, timeout = defaultTimeout }: { readonly wait: boolean; readonly timeout: number | undefined },
): Promise<Deletions> {
  const left = await waitForDeletions(run, terminating, earlier, wait ? timeout : 0)
  const late = wait ? await Promise.all(left.map((one) => deletionTimedOut(run, one, timeout))) : []
  return { terminating: left, problems: [...problems, ...late] }
}

/**
 * Waits until what a run deleted (`own`), and what was being deleted before it (`earlier`), is gone, `timeout` milliseconds at
 * most; tells what is, and what takes longer with what holds it. Returns what is still there. @throws Interrupted
 */
export async function waitForDeletions(
  run: Run,
  own: readonly TerminatingObject[],
  earlier: readonly TerminatingObject[],
  timeout: number,
): Promise<TerminatingObject[]> {
  const { cluster, emit, ledger } = run
  const keys = new Set(own.map(({ ref }) => keyOf(ref)))
  const others = earlier.filter(({ ref }) => !keys.has(keyOf(ref)))
  const onGone = (ref: ObjectRef) => {
    if (keys.has(keyOf(ref))) {
      ledger.record(ref, 'deleted')
      emit({ type: 'deleted', ref })
    } else emit({ type: 'notice', message: `gone (it was already being deleted): ${describeRef(ref)}` })
  }
  const slow = await waitUntilGoneOrTimeout(run, [...own, ...others], Math.min(timeout, brief), onGone)
  for (const { ref, live } of slow) emit({ type: 'deleting', ref, reason: await readBlockers(cluster, live) })
  return timeout <= brief ? slow : waitUntilGoneOrTimeout(run, slow, timeout - brief, onGone)
}

async function deletionTimedOut(
  { cluster }: Run,
  { ref, live }: TerminatingObject,
  timeout: number,
): Promise<KdeployError> {
  return new KdeployError({
    code: 'delete-timeout',
    category: 'workload',
    message: `${describeRef(ref)} is still being deleted after ${formatDuration(timeout)}: ${await readBlockers(cluster, live)}`,
  })
}
