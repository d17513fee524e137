import type { Cluster } from '../../cluster/cluster.ts'

/** The same cluster, but `check` is asked before each request that writes (no dry-run), and may refuse it by throwing. */
export function guardWrites(cluster: Cluster, check: () => Promise<void>): Cluster {
  return {
    ...cluster,
    async apply(object, options) {
      if (!options.dryRun) await check()
      return cluster.apply(object, options)
    },
    async create(object) {
      await check()
      return cluster.create(object)
    },
    async replace(object) {
      await check()
      return cluster.replace(object)
    },
    async patch(ref, type, body, options) {
      if (!options.dryRun) await check()
      return cluster.patch(ref, type, body, options)
    },
    async delete(ref, options) {
      if (options?.dryRun !== true) await check()
      return cluster.delete(ref, options)
    },
  }
}
