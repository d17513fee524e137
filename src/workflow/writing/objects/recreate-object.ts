import type { KubeObject } from '../../../manifest/types.ts'
import type { Change } from '../../../plan/types.ts'
import { fieldManager, type Run } from '../../run/run.ts'
import { waitUntilGone } from '../../waiting/deletion.ts'
import { createOnceGone } from './create-once-gone.ts'

/** Milliseconds until the old object, and the pods that it owns, must be gone. */
const deletionTimeout = 120_000

/**
 * Deletes the live object and creates it again, once it and what it owns are gone, so that old and new pods never run side by
 * side. The pods of a StatefulSet go on and are adopted by the new one: deleting it may take its claims along (kubernetes.io,
 * "PersistentVolumeClaim retention").
 * @throws KdeployError `delete-timeout`; Interrupted
 */
export async function recreateObject(run: Run, { ref, live, desired }: Change): Promise<KubeObject> {
  const { cluster } = run
  const create = () => cluster.apply(desired, { fieldManager, dryRun: false })
  if (live === null) return create()
  const propagation = ref.kind === 'StatefulSet' ? 'Orphan' : 'Foreground'
  await cluster.delete(ref, { uid: String(live.metadata['uid']), propagation })
  return createOnceGone(run, ref, () => waitUntilGone(run, [{ ref, live }], deletionTimeout), create)
}
