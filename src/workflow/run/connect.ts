import type { Cluster } from '../../cluster/api/cluster.ts'
import { ApiError } from '../../cluster/errors/api-error.ts'
import { explainApiError } from '../../cluster/errors/explain.ts'
import type { ClusterTarget, World } from './world.ts'

/** Connects when a cluster is first needed, once. The person's kube context wins over the profile's. */
export type Connect = (profileContext?: string) => Promise<Cluster>

/**
 * Runs `use` with a way to connect, and closes whatever happens. A refusal that nobody explained closer is explained by
 * its request.
 */
export async function withConnection<Result>(
  target: ClusterTarget,
  world: World,
  use: (connect: Connect) => Promise<Result>,
): Promise<Result> {
  let cluster: Promise<Cluster> | undefined
  const connect: Connect = (profileContext) => {
    cluster ??= world.connect({ ...target, kubeContext: target.kubeContext ?? profileContext }, world.trace)
    return cluster
  }
  try {
    return await use(connect)
  } catch (error) {
    throw error instanceof ApiError ? explainApiError(error, { what: error.request }) : error
  } finally {
    await cluster?.then(
      (opened) => opened.close(),
      () => {},
    )
  }
}
