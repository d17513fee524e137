import { ApiError } from '../cluster/api-error.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { explainApiError } from '../cluster/explain.ts'
import type { ClusterTarget, World } from './world.ts'

/** Connects, runs `use`, and closes whatever happens. A refusal that nobody explained closer is explained by its request. */
export async function withCluster<Result>(
  target: ClusterTarget,
  world: World,
  use: (cluster: Cluster) => Promise<Result>,
): Promise<Result> {
  const cluster = await world.connect(target)
  try {
    return await use(cluster)
  } catch (error) {
    throw error instanceof ApiError ? explainApiError(error, { what: error.request }) : error
  } finally {
    cluster.close()
  }
}
