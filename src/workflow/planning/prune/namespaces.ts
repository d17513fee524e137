import type { Cluster } from '../../../cluster/api/cluster.ts'
import { isForbidden } from '../../../cluster/errors/forbidden.ts'
import { KdeployError } from '../../../errors.ts'
import { reachOf } from '../../../history/records/parent.ts'
import { objectNameOf, type Release } from '../../../history/records/release.ts'
import { identityAnnotation } from '../../../history/records/revision.ts'
import { annotationOf } from '../../../manifest/annotations.ts'
import { keyOf } from '../../../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../../../manifest/types.ts'
import { applyRule } from '../../../plan/prune/decide.ts'
import { sharedNamespace } from '../../../plan/prune/rules/shared-namespace.ts'
import { toDelete } from '../../../plan/prune-candidates.ts'
import type { Member, PruneCandidate } from '../../../plan/types.ts'
import { getNamespace, namespaceRef } from '../../run/namespace.ts'

/**
 * The Namespaces that earlier revisions had, that are there, and that nothing renders any more. A Namespace is never a member,
 * so no label tells. The release's own one is not among them: it holds the release itself.
 */
export async function namespaceCandidates(
  cluster: Cluster,
  release: Release,
  recorded: readonly ObjectRef[],
  planned: ReadonlySet<string>,
): Promise<Member[]> {
  const refs = recorded.filter(({ group, kind }) => group === '' && kind === 'Namespace')
  const names = new Set(refs.filter((ref) => !planned.has(keyOf(ref))).map(({ name }) => name))
  names.delete(release.namespace)
  const found = await Promise.all(
    [...names].map(async (name): Promise<Member[]> => {
      const live = await getNamespace(cluster, name)
      if (live === null || live.metadata['deletionTimestamp'] !== undefined) return []
      return [{ ref: namespaceRef(name), live }]
    }),
  )
  return found.flat()
}

/** @throws KdeployError `foreign-release` (see `sharedNamespace`), `forbidden` where what others have in a Namespace can't be seen */
export async function refuseSharedNamespaces(
  cluster: Cluster,
  release: Release,
  candidates: readonly PruneCandidate[],
): Promise<void> {
  const deleted = toDelete(candidates).filter(({ ref }) => ref.kind === 'Namespace')
  if (deleted.length === 0) return
  const parents = (await readAllParents(cluster)).filter(({ metadata }) => metadata.name !== objectNameOf(release))
  const otherReleases = new Map(deleted.map(({ ref: { name } }) => [name, parents.filter(isIn(name)).map(identity)]))
  applyRule(sharedNamespace, candidates, { otherReleases })
}

/** Whether the release of a parent has, or may have, objects in a namespace. */
function isIn(namespace: string): (parent: KubeObject) => boolean {
  return (parent) => parent.metadata['namespace'] === namespace || reachOf(parent).namespaces.includes(namespace)
}

function identity(parent: KubeObject): string {
  return String(annotationOf(parent, identityAnnotation) ?? parent.metadata.name)
}

/** The parents of all releases in all namespaces: what a release has besides its own namespace, only its parent says. */
async function readAllParents(cluster: Cluster): Promise<readonly KubeObject[]> {
  try {
    return (await cluster.list({ group: '', kind: 'Secret' }, { fieldSelector: 'type=kdeploy.dev/release' })).items
  } catch (error) {
    if (!isForbidden(error)) throw error
    throw new KdeployError({
      code: 'forbidden',
      category: 'cluster',
      message:
        "can't delete a Namespace without the permission to list Secrets in all namespaces: another release may have objects in it",
      hint: 'keep the Namespace, or have someone with that permission delete it',
      cause: error,
    })
  }
}
