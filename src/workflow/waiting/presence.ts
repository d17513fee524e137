import pLimit from 'p-limit'
import type { Cluster } from '../../cluster/api/cluster.ts'
import { ApiError } from '../../cluster/errors/api-error.ts'
import { groupBy } from '../../group-by.ts'
import type { Assessment } from '../../kinds/rules/kind.ts'
import { terminating } from '../../kinds/rules/terminating.ts'
import { groupKindOf } from '../../manifest/identity.ts'
import { membershipOf, partOfLabel } from '../../manifest/membership.ts'
import type { KubeObject } from '../../manifest/types.ts'
import type { Masking } from '../../masking/masking.ts'
import type { FailureReport } from '../run/events.ts'
import type { Run } from '../run/run.ts'
import { reportFailure } from './failure-report.ts'
import { kindOfTarget, type Target } from './targets.ts'

/**
 * Looks once more, after the wait, whether every object is still there to stay: most of them were ready at once, and weren't
 * watched. Tells and returns those that are being deleted or are gone. What comes to an end and may go then (a Job) doesn't count.
 * One LIST for each kind and namespace, and a GET for each object that isn't in it.
 */
export async function findDeletedAfterWait(
  { cluster, concurrency, emit, world }: Pick<Run, 'cluster' | 'concurrency' | 'emit' | 'world'>,
  targets: readonly Target[],
): Promise<FailureReport[]> {
  const lasting = targets.filter((target) => {
    const { hasEnded, explainsDeletion } = kindOfTarget(target)
    return hasEnded === undefined && explainsDeletion !== true
  })
  const groups = [...groupBy(lasting, ({ ref }) => `${groupKindOf(ref)}/${ref.namespace ?? ''}`).values()]
  const limit = pLimit(concurrency)
  const reports = await Promise.all(
    groups.map(async (group) => {
      const listed = await listMembers(cluster, group)
      return Promise.all(group.map((target) => limit(() => reportOf(cluster, target, listed, world.masking))))
    }),
  )
  const found = reports.flat().filter((report) => report !== undefined)
  for (const report of found) emit({ type: 'failed', report })
  return found
}

/** The members of the same release, of one kind in one namespace, by UID; none where they may not be listed. */
async function listMembers(cluster: Cluster, [first]: readonly Target[]): Promise<ReadonlyMap<unknown, KubeObject>> {
  const applySet = first === undefined ? undefined : membershipOf(first.object)?.applySet
  if (first === undefined || applySet === undefined) return new Map()
  const { ref } = first
  try {
    const { items } = await cluster.list(ref, {
      namespace: ref.namespace,
      labelSelector: `${partOfLabel}=${applySet}`,
    })
    return new Map(items.map((item) => [item.metadata['uid'], item]))
  } catch (error) {
    if (error instanceof ApiError) return new Map()
    throw error
  }
}

async function reportOf(
  cluster: Cluster,
  target: Target,
  listed: ReadonlyMap<unknown, KubeObject>,
  masking: Masking,
): Promise<FailureReport | undefined> {
  const { uid } = target.object.metadata
  const live = listed.get(uid) ?? (await cluster.get(target.ref))
  const assessment = assessPresence(live, uid)
  return assessment === undefined ? undefined : reportFailure(cluster, target, assessment, masking)
}

/** What became of an object that had this UID; undefined where it is there to stay. */
export function assessPresence(live: KubeObject | null, uid: unknown): Assessment | undefined {
  if (live !== null && live.metadata['uid'] === uid) return terminating(live)
  const isReplaced = live !== null
  return {
    state: 'failed',
    message: isReplaced ? 'was deleted and recreated by someone else' : 'was deleted while kdeploy waited',
    causes: [
      isReplaced
        ? { reason: 'Recreated', message: 'the new one is not what this deploy wrote', final: true }
        : { reason: 'Deleted', message: 'it existed when this run wrote or compared it', final: true },
    ],
  }
}
