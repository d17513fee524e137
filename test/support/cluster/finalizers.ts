import type { Cluster } from './cluster.ts'

/** A finalizer that nobody serves. */
export const hold = 'example.com/hold'

const patch = (cluster: Cluster, object: string, finalizers: readonly string[] | null) =>
  cluster.kubectl(['patch', object, '--type=merge', '-p', JSON.stringify({ metadata: { finalizers } })])

/** Keeps an object (`configmap/shop`) from going when it is deleted. */
export const holdObject = (cluster: Cluster, object: string) => patch(cluster, object, [hold])

/** Lets an object go that is held. */
export const releaseObject = (cluster: Cluster, object: string) => patch(cluster, object, null)

/** Deletes an object that stays, being deleted. */
export async function deleteHeld(cluster: Cluster, object: string, ...args: readonly string[]): Promise<void> {
  await holdObject(cluster, object)
  await cluster.kubectl(['delete', object, '--wait=false', ...args])
}

/** A field of an object; `''` where it has none. */
export const field = (cluster: Cluster, object: string, path: string) =>
  cluster.kubectl(['get', object, '-o', `jsonpath={${path}}`])

export const uidOf = (cluster: Cluster, object: string) => field(cluster, object, '.metadata.uid')

/** When it was deleted; `''` where it wasn't. */
export const deletionOf = (cluster: Cluster, object: string) => field(cluster, object, '.metadata.deletionTimestamp')
