import type { Cluster } from '../../cluster/api/cluster.ts'
import { KdeployError } from '../../errors.ts'
import { identityOf, type Release } from '../../history/records/release.ts'
import type { Revision } from '../../history/records/revision.ts'
import { shellWords } from '../../shell-words.ts'
import { type ProfileInput, releaseArguments } from '../run/input.ts'
import { getNamespaceIfAllowed } from '../run/namespace.ts'

/** The refusal of a release none of whose revisions can be read; `revision` is the newest. */
export function nothingReadable({ number, reason }: Revision): KdeployError {
  return new KdeployError({
    code: 'revision-unreadable',
    category: 'cluster',
    message: reason ?? `revision ${number} can't be read`,
    hint: 'use the kdeploy version that wrote it, or apply again',
  })
}

/** Explains why there are no revisions: the namespace, which holds them, may be gone. */
export async function nothingDeployed(cluster: Cluster, release: Release, input: ProfileInput): Promise<KdeployError> {
  const { namespace } = release
  const live = await getNamespaceIfAllowed(cluster, namespace)
  if (live === null || live?.metadata['deletionTimestamp'] !== undefined) {
    return new KdeployError({
      code: live === null ? 'namespace-missing' : 'namespace-terminating',
      category: 'input',
      message: `the namespace ${namespace} of ${identityOf(release)} ${live === null ? 'does not exist, so no' : 'is being deleted, along with every'} record of what was deployed${live === null ? ' is left' : ''}`,
      hint: `to create it with all that is rendered: ${shellWords(['kdeploy', 'apply', ...releaseArguments(input), '--create-namespace'])}`,
    })
  }
  return new KdeployError({
    code: 'nothing-deployed',
    category: 'input',
    message: `${identityOf(release)} has no revisions: nothing was deployed under this name, profile and namespace`,
  })
}
