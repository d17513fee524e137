import type { Cluster } from '../../cluster/api/cluster.ts'
import { KdeployError } from '../../errors.ts'
import { isTerminating } from '../../manifest/deletion.ts'
import { describeRef } from '../../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'
import { readBlockers } from './deletion-blockers.ts'

/** A workload that is being deleted takes another template, and goes with it. @throws KdeployError `object-terminating` */
export async function refuseTerminating(cluster: Cluster, ref: ObjectRef, live: KubeObject): Promise<void> {
  if (!isTerminating(live)) return
  throw new KdeployError({
    code: 'object-terminating',
    category: 'cluster',
    message: `${describeRef(ref)} is being deleted, so none of its revisions can be restored: ${await readBlockers(cluster, live)}`,
    hint: 'once it is gone, create it with kdeploy apply -p PROFILE, or kdeploy undo -p PROFILE for the whole release',
  })
}
