import type { Cluster } from '../../cluster/cluster.ts'
import { KdeployError } from '../../errors.ts'
import { objectNameOf, type Release } from '../../history/release.ts'
import { identityAnnotation, type RecordedManifest } from '../../history/revision.ts'
import { keyOf, refOf } from '../../manifest/identity.ts'
import type { JsonObject } from '../../manifest/types.ts'
import type { Vanished } from '../../plan/types.ts'
import { getNamespace, namespaceRef } from './namespaces.ts'

/**
 * The Namespaces that earlier revisions had, that are there, and that nothing renders any more. A Namespace is never a member,
 * so no label tells. The release's own one is not among them: it holds the release itself.
 */
export async function vanishedNamespaces(
  cluster: Cluster,
  release: Release,
  recorded: readonly RecordedManifest[],
  planned: ReadonlySet<string>,
): Promise<Vanished[]> {
  const refs = recorded
    .map(({ object }) => refOf(object))
    .filter(({ group, kind }) => group === '' && kind === 'Namespace')
  const names = new Set(refs.filter((ref) => !planned.has(keyOf(ref))).map(({ name }) => name))
  names.delete(release.namespace)
  const found = await Promise.all(
    [...names].map(async (name): Promise<Vanished[]> => {
      const live = await getNamespace(cluster, name)
      if (live === null || live.metadata['deletionTimestamp'] !== undefined) return []
      return [{ ref: namespaceRef(name), live, keptBecause: 'a Namespace is deleted only by name' }]
    }),
  )
  return found.flat()
}

/** A Namespace takes all that is in it along. @throws KdeployError `foreign-release` where another release lives in it */
export async function refuseInhabited(
  cluster: Cluster,
  release: Release,
  vanished: readonly Vanished[],
): Promise<void> {
  const deleted = vanished.filter(({ ref, keptBecause }) => ref.kind === 'Namespace' && keptBecause === undefined)
  for (const { ref } of deleted) {
    const fieldSelector = 'type=kdeploy.dev/release'
    const { items } = await cluster.list({ group: '', kind: 'Secret' }, { namespace: ref.name, fieldSelector })
    const others = items.filter(({ metadata }) => metadata.name !== objectNameOf(release))
    if (others.length === 0) continue
    const names = others.map(
      ({ metadata }) => (metadata['annotations'] as JsonObject | undefined)?.[identityAnnotation] ?? metadata.name,
    )
    throw new KdeployError({
      code: 'foreign-release',
      category: 'conflict',
      message: `Namespace ${ref.name} isn't deleted, as ${names.join(', ')} ${names.length === 1 ? 'lives' : 'live'} in it; nothing was written`,
      hint: 'delete that release first (kdeploy delete), or leave the Namespace',
    })
  }
}
