import type { Cluster } from '../../../cluster/api/cluster.ts'
import type { KubeObject } from '../../../manifest/types.ts'
import type { Masking } from '../../../masking/masking.ts'
import { secretTextsOfLive } from '../../../plan/masking/mask.ts'

/** A cluster that registers the secrets of every object it reads: a Secret's data and copies of it. */
export function registeringSecretsOf(cluster: Cluster, masking: Pick<Masking, 'registerSecrets'>): Cluster {
  return { ...cluster, get: async (ref) => withSecretsRegistered(await cluster.get(ref), masking) }
}

/** The same object. */
export function withSecretsRegistered<T extends KubeObject | null | undefined>(
  live: T,
  masking: Pick<Masking, 'registerSecrets'>,
): T {
  if (live !== null && live !== undefined) masking.registerSecrets(secretTextsOfLive(live))
  return live
}
