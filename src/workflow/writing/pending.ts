import { isDeepStrictEqual } from 'node:util'
import { readRecords } from '../../history/read-revisions.ts'
import type { Release } from '../../history/records/release.ts'
import { type StoredRevision, updateRevision } from '../../history/store.ts'
import { heedFreeze } from '../planning/facts/freeze.ts'
import { throwIfInterrupted } from '../run/interruption.ts'
import type { Policy } from '../run/policy.ts'
import type { Run } from '../run/run.ts'
import { historyKeys } from '../run/world.ts'

/** Whether a run died, or is still on its way. */
export function hasPending(history: readonly StoredRevision[]): boolean {
  return history.some(({ revision }) => revision.status === 'pending')
}

/** Under the lock, what is pending was left by a run that was killed: it is recorded as failed, and told. */
async function finishPending(
  run: Run,
  release: Release,
  history: readonly StoredRevision[],
): Promise<StoredRevision[]> {
  const { cluster, world, emit } = run
  const reason = 'its run was killed or interrupted'
  const keys = historyKeys(world)
  const finished: StoredRevision[] = []
  // One after the other, as with a key each has the parent name it.
  for (const stored of history) {
    const { number, status, createdAt, by, command } = stored.revision
    if (status !== 'pending') {
      finished.push(stored)
      continue
    }
    const outcome = {
      status: 'failed',
      reason,
      cutOff: true,
      finishedAt: new Date(world.wallClock()).toISOString(),
    } as const
    finished.push(await updateRevision(cluster, release, stored, outcome, keys))
    const begun = createdAt.replace(/\.\d+Z$/, 'Z')
    const message = `revision ${number} (${command}, started ${begun} by ${by}) never finished: its run was killed or interrupted; recorded as failed`
    emit({ type: 'warning', message })
  }
  return finished
}

/**
 * Under the lock: the history, with nothing pending; `stale` where another run wrote to it since it was read for the plan.
 * @throws KdeployError `release-frozen` where somebody froze the release since, and the policy says so
 */
export async function historyNow(
  run: Run,
  release: Release,
  planned: readonly StoredRevision[],
  { freezes }: Pick<Policy, 'freezes'>,
): Promise<StoredRevision[] | 'stale'> {
  const { cluster } = run
  const { revisions: now, freeze } = await readRecords(cluster, release, historyKeys(run.world), planned)
  throwIfInterrupted(run)
  // What is only told of one was told by the plan.
  if (freezes === 'refuse') heedFreeze(run, release, freeze, freezes)
  const versions = (history: readonly StoredRevision[]) => history.map(({ resourceVersion }) => resourceVersion)
  if (!isDeepStrictEqual(versions(now), versions(planned))) return 'stale'
  return finishPending(run, release, now)
}
