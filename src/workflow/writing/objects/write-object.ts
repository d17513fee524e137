import type { Cluster } from '../../../cluster/api/cluster.ts'
import { ApiError } from '../../../cluster/errors/api-error.ts'
import { KdeployError } from '../../../errors.ts'
import { canBeRecreatedOnceGone } from '../../../manifest/deletion.ts'
import type { Membership } from '../../../manifest/membership.ts'
import type { KubeObject } from '../../../manifest/types.ts'
import type { Masker } from '../../../masking/masking.ts'
import type { Change } from '../../../plan/types.ts'
import type { Run } from '../../run/run.ts'
import { applyAsPlanned } from './apply-as-planned.ts'
import { awaitPredecessors, terminatingPredecessor } from './await-terminating.ts'
import { createOnceGone } from './create-once-gone.ts'
import { recreateObject } from './recreate-object.ts'

/** How often an object is created again that somebody deletes each time. */
const attempts = 3

/**
 * Writes an object as the plan says, and creates it again where it turns out to be one that is being deleted: the API server
 * answers 200 to a server-side apply over such an object, and it goes all the same. Returns an object that stays. `timeout` in
 * milliseconds.
 * @throws ApiError; KdeployError `object-terminating` where it isn't gone in time, and those of applyAsPlanned and recreateObject
 */
export async function writeObject(
  run: Run,
  change: Change,
  own: Membership,
  timeout: number | undefined,
): Promise<KubeObject> {
  const { cluster, world } = run
  const { mask } = world.masking
  const { ref } = change
  const creation: Change = {
    ...change,
    action: 'create',
    live: null,
    terminating: undefined,
    takesOver: false,
    adoption: undefined,
    rewrite: undefined,
  }
  const create = () => applyUnlessTerminating(cluster, creation, own, mask)
  let object = terminatingPredecessor(change)
  if (object === undefined)
    object =
      change.action === 'recreate'
        ? await recreateObject(run, change)
        : await applyUnlessTerminating(cluster, change, own, mask)
  for (let attempt = 1; canBeRecreatedOnceGone(object) && attempt <= attempts; attempt += 1) {
    const terminating: KubeObject = object
    object = await createOnceGone(run, ref, () => awaitPredecessors(run, [{ change, terminating }], timeout), create)
  }
  return object
}

/** What was written; where that was refused, the object that is being deleted and stood in its way. */
async function applyUnlessTerminating(
  cluster: Cluster,
  change: Change,
  own: Membership,
  mask: Masker,
): Promise<KubeObject> {
  try {
    return await applyAsPlanned(cluster, change, own, mask)
  } catch (error) {
    const live = isAboutLive(error) ? await cluster.get(change.ref) : null
    if (canBeRecreatedOnceGone(live)) return live
    throw error
  }
}

/** Whether what is there may be why it was refused. Another release's object is refused, whatever becomes of it. */
function isAboutLive(error: unknown): boolean {
  if (error instanceof ApiError) return error.status === 409 || error.status === 422
  return error instanceof KdeployError && error.code === 'object-changed'
}
