import type { Cluster } from '../../../cluster/api/cluster.ts'
import { KdeployError, throwCollected } from '../../../errors.ts'
import type { Release } from '../../../history/records/release.ts'
import { kindOf } from '../../../kinds/kind-of.ts'
import { noChildren } from '../../../kinds/rules/children.ts'
import { refOf } from '../../../manifest/identity.ts'
import type { KubeObject, Manifest } from '../../../manifest/types.ts'
import { getNamespaceIfAllowed } from '../../run/namespace.ts'

/** Which of some namespaces are there. */
export interface KnownNamespaces {
  readonly absent: ReadonlySet<string>
  /** Those whose reading is forbidden. They are taken to be there: the next request tells. */
  readonly unread: ReadonlySet<string>
}

/**
 * What is known of the namespaces of a release and its manifests.
 * @throws KdeployError `namespace-terminating` for each one that is being deleted
 */
export async function readNamespaces(
  cluster: Cluster,
  release: Release,
  manifests: readonly Manifest[],
): Promise<KnownNamespaces> {
  const users = new Map<string, Manifest | undefined>([[release.namespace, undefined]])
  for (const manifest of manifests) {
    const ref = refOf(manifest.object)
    const namespace = ref.group === '' && ref.kind === 'Namespace' ? ref.name : ref.namespace
    if (namespace !== undefined && users.get(namespace) === undefined) users.set(namespace, manifest)
  }
  const absent = new Set<string>()
  const unread = new Set<string>()
  const problems: KdeployError[] = []
  await Promise.all(
    [...users].map(async ([name, user]) => {
      const namespace = await getNamespaceIfAllowed(cluster, name)
      if (namespace === null) absent.add(name)
      if (namespace === undefined) unread.add(name)
      const problem = namespace && terminating(namespace, user)
      if (problem) problems.push(problem)
    }),
  )
  throwCollected(problems, (count) => `${count} namespaces are being deleted`)
  return { absent, unread }
}

function terminating(namespace: KubeObject, user: Manifest | undefined): KdeployError | undefined {
  if (namespace.metadata['deletionTimestamp'] === undefined) return undefined
  const [cause] = kindOf({ group: '', kind: 'Namespace' }).assess(namespace, noChildren, 0).causes
  return new KdeployError({
    code: 'namespace-terminating',
    category: 'cluster',
    message: `the namespace ${namespace.metadata.name} is being deleted, so nothing can be written to it`,
    place: user?.placeOf(user.object.kind === 'Namespace' ? ['metadata', 'name'] : ['metadata', 'namespace']),
    ...(cause === undefined || cause.message === 'is being deleted' ? {} : { detail: cause.message }),
    hint: 'wait until it is gone, then rerun the command',
  })
}
