import pLimit from 'p-limit'
import type { KdeployError } from '../../../errors.ts'
import type { Release } from '../../../history/records/release.ts'
import { isTerminating } from '../../../manifest/deletion.ts'
import { inDeletionOrder } from '../../../plan/prune/candidates.ts'
import type { Delete, Member, PruneCandidate } from '../../../plan/types.ts'
import { refuseSharedNamespaces } from '../../planning/prune/namespaces.ts'
import type { Run } from '../../run/run.ts'
import type { TerminatingObject } from '../../waiting/deletion.ts'
import { explainFailure, runGuarded } from './guarded-action.ts'

export interface Deletions {
  /** What is being deleted, and was still there when it was last looked for. */
  readonly terminating: readonly TerminatingObject[]
  readonly problems: readonly KdeployError[]
}

/**
 * Deletes members in the reverse order of writes, each only if it still is as it was planned (its UID, its release, nothing that
 * keeps it), guarded by the resourceVersion that showed so, and in the background, as kubectl does. What is gone or isn't so
 * any more is left alone, and told. Waits for nothing, but looks whether each is gone.
 */
export async function deleteObjects(
  run: Run,
  release: Release,
  objects: readonly PruneCandidate<Delete>[],
): Promise<Deletions> {
  const { cluster, world, emit, ledger, concurrency } = run
  const limit = pLimit(concurrency)
  const terminating: TerminatingObject[] = []
  const problems: KdeployError[] = []
  for (const wave of inDeletionOrder(objects)) {
    await Promise.all(
      wave.map((one) =>
        limit(async () => {
          const { ref, live: planned } = one
          if (world.interrupted.aborted) return
          try {
            // Another release may have moved in since.
            await refuseSharedNamespaces(cluster, release, [one])
            const isAsked = await deleteAsPlanned(run, one)
            if (isAsked) ledger.record(ref, 'deleting')
            const live = await cluster.get(ref)
            if (live !== null && live.metadata['uid'] === planned.metadata['uid']) {
              // Somebody else may have deleted it.
              if (isAsked || isTerminating(live)) terminating.push({ ref, live })
            } else if (isAsked) {
              ledger.record(ref, 'deleted')
              emit({ type: 'deleted', ref })
            }
          } catch (error) {
            problems.push(explainFailure(error, ref, 'deletion outcome unknown'))
          }
        }),
      ),
    )
  }
  return { terminating, problems }
}

function deleteAsPlanned(run: Run, one: Member): Promise<boolean> {
  const { cluster } = run
  return runGuarded(run, one, {
    pastParticiple: 'deleted',
    // Where it is gone by now, an answer may have been lost.
    unknown: 'delete-unknown',
    act: ({ metadata: { uid, resourceVersion } }) =>
      cluster.delete(one.ref, { uid: String(uid), resourceVersion: String(resourceVersion) }),
    isDone: isTerminating,
  })
}
