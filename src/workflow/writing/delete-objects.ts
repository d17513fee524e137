import pLimit from 'p-limit'
import { ApiError } from '../../cluster/api-error.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { explainApiError } from '../../cluster/explain.ts'
import { KdeployError } from '../../errors.ts'
import type { Release } from '../../history/release.ts'
import { describeRef, refOf } from '../../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'
import { membershipOf } from '../../plan/membership.ts'
import type { Vanished } from '../../plan/types.ts'
import { inReverse, whyKept } from '../../plan/vanished.ts'
import type { Emit } from '../events.ts'
import { refuseInhabited } from '../planning/vanished-namespaces.ts'
import type { World } from '../world.ts'
import { isUnknown } from './unrecorded.ts'

/** How often a deletion is tried again when the object changed in between; controllers write the status all the time. */
const attempts = 5

export interface Deletions {
  /** What is gone, or on its way. */
  readonly deleted: readonly ObjectRef[]
  readonly problems: readonly KdeployError[]
}

/**
 * Deletes members in the reverse order of writes, each only if it still is as it was planned (its UID, its release, nothing that
 * keeps it), guarded by the resourceVersion that showed so, and in the background, as kubectl does. What is gone or isn't so any more is left
 * alone, and told.
 */
export async function deleteObjects(
  cluster: Cluster,
  release: Release,
  objects: readonly Vanished[],
  concurrency: number,
  world: World,
  emit: Emit,
): Promise<Deletions> {
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
            if (!(await deleteAsPlanned(cluster, ref, one.live, emit))) return
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

/** False where it was left alone. */
async function deleteAsPlanned(cluster: Cluster, ref: ObjectRef, planned: KubeObject, emit: Emit): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    const live = await cluster.get(ref)
    // A deletion changes the resourceVersion, so that a second one is refused where the answer to the first was lost.
    if (attempt > 1 && live !== null && isTerminating(live) && live.metadata['uid'] === planned.metadata['uid'])
      return true
    const changedHands = live === null ? 'is gone already' : whyLeft(live, planned)
    if (live === null || changedHands !== undefined) {
      emit({ type: 'notice', message: `not deleted: ${describeRef(ref)} ${changedHands}` })
      return false
    }
    const { uid, resourceVersion } = live.metadata
    try {
      // Where it is gone by now, an answer may have been lost.
      await cluster.delete(ref, { uid: String(uid), resourceVersion: String(resourceVersion) })
      return true
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 409 || attempt === attempts) throw error
    }
  }
}

function whyLeft(live: KubeObject, planned: KubeObject): string | undefined {
  if (live.metadata['uid'] !== planned.metadata['uid']) return 'was replaced by another object of its name'
  if (isTerminating(live)) return 'is being deleted already'
  if (membershipOf(live)?.applySet !== membershipOf(planned)?.applySet)
    return `belongs to ${membershipOf(live)?.release ?? 'no release'} by now`
  const ref = refOf(live)
  const kept = whyKept(live, ref)
  return kept === whyKept(planned, ref) ? undefined : `is kept by now: ${kept}`
}

function isTerminating(live: KubeObject): boolean {
  return live.metadata['deletionTimestamp'] !== undefined
}

function explain(error: unknown, ref: ObjectRef): KdeployError {
  if (error instanceof ApiError) return explainApiError(error, { what: describeRef(ref) })
  if (!(error instanceof KdeployError)) throw error
  if (!isUnknown(error)) return error
  const { code, category, detail, hint, cause } = error
  const message = `${describeRef(ref)}: deleted or not, nobody knows: ${error.message}`
  return new KdeployError({ code, category, message, detail, hint, cause })
}
