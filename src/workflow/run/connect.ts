import type { Cluster } from '../../cluster/api/cluster.ts'
import { ApiError } from '../../cluster/errors/api-error.ts'
import { explainApiError } from '../../cluster/errors/explain.ts'
import { identityOf, type Release } from '../../history/records/release.ts'
import type { Start } from './events.ts'
import type { ReleasePlace } from './results.ts'
import type { ClusterTarget, World } from './world.ts'

/** Where a run goes; `namespace`: the release's, or the one of the only object. */
export function startOf({ kubeContext, server, user }: Cluster, namespace: string, release?: Release): Start {
  return { type: 'start', release, namespace, kubeContext, server, as: user }
}

/** The same for the answer of a command that only reads. */
export function releasePlace({ kubeContext, server, user }: Cluster, release: Release): ReleasePlace {
  return { release: identityOf(release), namespace: release.namespace, kubeContext, server, as: user }
}

/** Connects when a cluster is first needed, once. The person's kube context wins over the profile's. */
export type Connect = (profileContext?: string) => Promise<Cluster>

/**
 * Runs `use` with a way to connect, and closes whatever happens. Errors are as `explained` has them.
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
    return await explained(() => use(connect))
  } finally {
    await cluster?.then(
      (opened) => opened.close(),
      () => {},
    )
  }
}

/** Runs `use`. A refusal of the API server that nobody explained closer is explained by its request. */
export async function explained<Result>(use: () => Promise<Result>): Promise<Result> {
  try {
    return await use()
  } catch (error) {
    throw error instanceof ApiError ? explainApiError(error, { what: error.request }) : error
  }
}
