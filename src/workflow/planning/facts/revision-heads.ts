import pLimit from 'p-limit'
import type { Cluster } from '../../../cluster/api/cluster.ts'
import { isForbidden, unlessForbidden } from '../../../cluster/errors/forbidden.ts'
import { revisionType } from '../../../history/records/revision.ts'
import type { KubeObject } from '../../../manifest/types.ts'
import { defaultConcurrency } from '../../run/input.ts'

/** Secrets of releases, whosesoever they are. */
export interface RevisionHeads {
  /** By their metadata alone. */
  readonly items: readonly KubeObject[]
  /** Namespaces whose Secrets may not be listed. */
  readonly unlistable: readonly string[]
}

/**
 * The Secrets of all revisions in a namespace, or in the cluster, or those of another type; where only those of some namespaces may
 * be listed, of these.
 * @throws ApiError where nothing may be listed
 */
export async function listRevisionHeads(
  cluster: Cluster,
  namespace: string | undefined,
  type: string = revisionType,
): Promise<RevisionHeads> {
  const fieldSelector = `type=${type}`
  const list = async (where: string | undefined) => {
    const options = { namespace: where, fieldSelector, metadataOnly: true }
    return (await cluster.list({ group: '', kind: 'Secret' }, options)).items
  }
  try {
    return { items: await list(namespace), unlistable: [] }
  } catch (error) {
    if (namespace !== undefined || !isForbidden(error)) throw error
    const namespaces = await unlessForbidden(
      cluster.list({ group: '', kind: 'Namespace' }, { metadataOnly: true }),
      undefined,
    )
    if (namespaces === undefined) throw error
    const names = namespaces.items.map(({ metadata }) => metadata.name).sort()
    const limit = pLimit(defaultConcurrency)
    const lists = await Promise.all(names.map((name) => limit(() => unlessForbidden(list(name), undefined))))
    const unlistable = names.filter((_, index) => lists[index] === undefined)
    return { items: lists.flatMap((items) => items ?? []), unlistable }
  }
}
