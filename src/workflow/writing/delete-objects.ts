import pLimit from 'p-limit'
import { ApiError } from '../../cluster/api-error.ts'
import { explainApiError } from '../../cluster/explain.ts'
import { KdeployError } from '../../errors.ts'
import type { Release } from '../../history/release.ts'
import { describeRef } from '../../manifest/identity.ts'
import type { ObjectRef } from '../../manifest/types.ts'
import type { Vanished } from '../../plan/types.ts'
import { inReverse } from '../../plan/vanished.ts'
import { refuseInhabited } from '../planning/vanished-namespaces.ts'
import type { Run } from '../run.ts'
import { doAsPlanned, isTerminating } from './as-planned.ts'
import { isUnknown } from './request-errors.ts'

export interface Deletions {
  /** What is gone, or on its way. */
  readonly deleted: readonly ObjectRef[]
  readonly problems: readonly KdeployError[]
}

/**
 * Deletes members in the reverse order of writes, each only if it still is as it was planned (its UID, its release, nothing that
 * keeps it), guarded by the resourceVersion that showed so, and in the background, as kubectl does. What is gone or isn't so
 * any more is left alone, and told.
 */
export async function deleteObjects(
  run: Run,
  release: Release,
  objects: readonly Vanished[],
  concurrency: number,
): Promise<Deletions> {
  const { cluster, world, emit } = run
  const limit = pLimit(concurrency)
  const deleted: ObjectRef[] = []
  const problems: KdeployError[] = []
  for (const wave of inReverse(objects)) {
    await Promise.all(
      wave.map((one) =>
        limit(async () => {
          const { ref } = one
          if (world.interrupted.aborted) return
          try {
            // Another release may have moved in since.
            await refuseInhabited(cluster, release, [one])
            if (!(await deleteAsPlanned(run, one))) return
            deleted.push(ref)
            emit({ type: 'deleted', ref })
          } catch (error) {
            problems.push(explain(error, ref))
          }
        }),
      ),
    )
  }
  return { deleted, problems }
}

function deleteAsPlanned(run: Run, one: Vanished): Promise<boolean> {
  const { cluster } = run
  return doAsPlanned(run, one, {
    did: 'deleted',
    // Where it is gone by now, an answer may have been lost.
    unsure: run.done.perhapsDeleted,
    act: ({ metadata: { uid, resourceVersion } }) =>
      cluster.delete(one.ref, { uid: String(uid), resourceVersion: String(resourceVersion) }),
    isDone: isTerminating,
  })
}

function explain(error: unknown, ref: ObjectRef): KdeployError {
  const what = isUnknown(error) ? `${describeRef(ref)}: deleted or not, nobody knows` : describeRef(ref)
  if (error instanceof ApiError) return explainApiError(error, { what })
  if (!(error instanceof KdeployError)) throw error
  if (!isUnknown(error)) return error
  const { code, category, detail, hint, cause } = error
  return new KdeployError({ code, category, message: `${what}: ${error.message}`, detail, hint, cause })
}
