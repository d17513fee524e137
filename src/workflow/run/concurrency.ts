import pLimit from 'p-limit'
import type { Cluster } from '../../cluster/api/cluster.ts'

/** The cluster with at most `concurrency` requests for single objects under way; the others wait for their turn. */
export function withConcurrency(cluster: Cluster, concurrency: number): Cluster {
  const limit = pLimit(concurrency)
  return {
    ...cluster,
    get: (ref) => limit(() => cluster.get(ref)),
    apply: (object, options) => limit(() => cluster.apply(object, options)),
    replace: (object, options) => limit(() => cluster.replace(object, options)),
  }
}
